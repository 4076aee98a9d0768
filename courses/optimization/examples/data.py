"""The data of the examples: the course's files, or scikit-learn's small digits in their place."""

import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from descentlab.data.sources import digits
from descentlab.errors import DataError
from examples.settings import Settings

SMALL_TRAINING_PART = 1500


class Images(NamedTuple):
    """pixels: (m, height, width), from 0 to 1. labels: (m,), whole numbers."""

    pixels: NDArray[np.float32]
    labels: NDArray[np.int64]

    @property
    def flat(self) -> NDArray[np.float32]:
        """The pixels, one row an image: (m, height * width)."""
        return self.pixels.reshape(len(self.pixels), -1)


def course_file(name: str, settings: Settings) -> Path | None:
    """The path of one of the course's files, or None: it lies in the data folder or in `optimization` within."""
    if settings.data is None:
        return None
    return next(
        (path for folder in ("optimization", ".") if (path := settings.data / folder / name).is_file()), None
    )


@cache
def say_missing(name: str, instead: str) -> None:
    """Says once, in one line, what takes a missing file's place; what is printed besides stays the course's."""
    print(f"{name} not found (--data or DESCENTLAB_DATA names its folder): {instead}", file=sys.stderr)


@cache
def ten_digits(settings: Settings) -> tuple[Images, Images]:
    """Training and validation part, 50,000 and 10,000 images of MNIST; or 1,500 and 297 of 8 x 8 pixels."""
    path = course_file("MNIST.npz", settings)
    if path is None:
        say_missing("MNIST.npz", "scikit-learn's 8 x 8 digits take its place")
        pixels, labels = _small_digits()
        first, rest = slice(SMALL_TRAINING_PART), slice(SMALL_TRAINING_PART, None)
        return Images(pixels[first], labels[first]), Images(pixels[rest], labels[rest])
    arrays = _read(path, "X_train", "Y_train", "X_valid", "Y_valid")
    return Images(*arrays[:2]), Images(*arrays[2:])


@cache
def zeros_and_ones(settings: Settings) -> Images:
    """The digits 0 and 1: 12,665 images of MNIST, or 360 of 8 x 8 pixels."""
    path = course_file("Binary_Train.npz", settings)
    if path is None:
        say_missing("Binary_Train.npz", "zeros and ones of scikit-learn's 8 x 8 digits take its place")
        pixels, labels = _small_digits()
        return Images(pixels[labels < 2], labels[labels < 2])
    pixels, labels = _read(path, "X", "Y")
    return Images(pixels, labels.ravel())


def three_features() -> NDArray[np.float64]:
    """A matrix (100, 3) of normal numbers whose columns differ in mean and in deviation; seeds NumPy's generator."""
    np.random.seed(0)  # the course's numbers come from the global generator
    columns = [
        np.random.normal(mean, deviation, size=(100, 1)) for mean, deviation in ((0, 2), (2, 1), (-3, 10))
    ]
    return np.concatenate(columns, axis=1)


def _small_digits() -> Images:
    dataset = digits.load()
    return Images(dataset.features.reshape(-1, 8, 8).astype(np.float32), dataset.targets)


def _read(path: Path, *names: str) -> list[NDArray]:
    """Arrays of an archive. Raises DataError."""
    try:
        with np.load(path) as archive:
            return [archive[name] for name in names]
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise DataError(f"{path} cannot be read as the course's {path.name}: {error}") from None
