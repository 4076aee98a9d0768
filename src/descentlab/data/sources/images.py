"""Folders of images: one folder for each class, with PNG, JPEG, BMP, GIF or TIFF files; needs the extra ``images``.

    pictures/cat/1.png  pictures/cat/2.png  pictures/dog/1.png ...      or the same within
    pictures/train/cat/1.png ...  pictures/val/... (joined with train)  pictures/test/... (the official test part)

All images must have one size and as many channels: gray 1, gray with transparency 2, colour 3, colour with transparency
4; palettes become colour. Pixels become float32 from 0 to 1 (divided by 255, 16-bit gray by 65535), as they are stored:
a camera's note on rotation is not followed (Pillow and torchvision do the same). Hidden files are left out.
"""

import logging
import os
import threading
import unicodedata
import warnings
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from descentlab.data.dataset import Dataset, from_arrays
from descentlab.data.files import cannot_open, cannot_read, check_memory, checked_size
from descentlab.data.labels import Task
from descentlab.data.messages import counted, is_unicode, quoted, shown
from descentlab.errors import DataError, MissingExtraError

SUFFIXES = ()  # no single file is a data set
_ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff")
_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF")
_PARTS = (("train",), ("val", "valid", "validation"), ("test",))
_CHANNELS = {"1": 1, "L": 1, "I;16": 1, "I;16B": 1, "LA": 2, "RGB": 3, "RGBA": 4}
MOST_PIXELS = 2**20
"""Of one image, 1024 x 1024: a header that claims more is refused before anything is decoded."""

_stderr_taken = threading.Lock()
"""Two threads that kept each other's would leave the terminal silent for good."""


class _File(NamedTuple):
    path: str
    label: str
    part: int


class _Shape(NamedTuple):
    height: int
    width: int
    channels: int

    def __str__(self) -> str:
        return f"{self.height} x {self.width} pixels of {counted(self.channels, 'channel')}"


def reads_folder(path: str | Path) -> bool:
    """Whether a folder holds folders with images."""
    return any(
        name.lower().endswith(_ENDINGS)
        for folder in [*_folders(path), *(inner for part in _parts(path) for inner in _folders(part[1]))]
        for name in _names(folder)
    )


def read(path: str | Path, *, target: None = None, task: Task | None = None) -> Dataset:
    """The data set of a folder; files are taken in the order of their names.

    Raises DataError for a file that is damaged, another size or number of channels, an image beyond MOST_PIXELS, a
    class without images, folders within a class, or a target; MissingExtraError when Pillow is not installed.
    """
    where = shown(path)
    if target is not None:
        raise DataError(f"{where}: the classes of images are their folders: leave the target out")
    try:
        pillow = import_module("PIL.Image")
    except ImportError:
        raise MissingExtraError("reading images", "images") from None
    logging.getLogger("PIL").addHandler(logging.NullHandler())  # a damaged file is one line: ours
    files, others = _listed(path)
    shape = _common_shape(pillow, files)
    cells = len(files) * shape.height * shape.width * shape.channels
    check_memory(path, np.dtype(np.float32).itemsize * cells, "the images in memory")
    pixels = np.empty((len(files), *shape), dtype=np.float32)
    for number, file in enumerate(files):
        found = _pixels(pillow, file.path)
        if found.size != cells // len(files):
            raise DataError(f"{shown(file.path)}: has other pixels than its header says: damaged; get it again")
        pixels[number] = found.reshape(shape)
    tested = np.flatnonzero([file.part == len(_PARTS) - 1 for file in files])
    first = ", ".join(quoted(os.path.relpath(other, path)) for other in others[:3])
    told = f"{counted(len(others), 'file')} left out, being no images by name: {first}" if others else None
    return from_arrays(
        pixels,
        np.array([file.label for file in files], dtype=object),
        name=Path(os.path.abspath(path)).name,
        task=task,
        test=tested if tested.size else None,
        notes=[told] if told else [],
        where=where,
    )


def _names(folder: str | Path) -> list[str]:
    """What is in a folder and not hidden, in the order of names. Raises DataError."""
    try:
        return sorted(name for name in os.listdir(folder) if not name.startswith("."))
    except OSError as error:
        raise cannot_open(folder, error) from None


def _folders(folder: str | Path) -> list[str]:
    return [inner for name in _names(folder) if os.path.isdir(inner := os.path.join(folder, name))]


def _parts(path: str | Path) -> list[tuple[int, str]]:
    """Number and folder of each official part, or nothing where the folders are classes."""
    known = {name: part for part, names in enumerate(_PARTS) for name in names}
    folders = {os.path.basename(folder): folder for folder in _folders(path)}
    if "train" not in folders or not folders.keys() <= known.keys() or not _folders(folders["train"]):
        return []
    return sorted((known[name], folder) for name, folder in folders.items())


def _listed(path: str | Path) -> tuple[list[_File], list[str]]:
    """The images, and the files that are none by their names. Raises DataError."""
    files: list[_File] = []
    others: list[str] = []
    for part, folder in _parts(path) or [(0, str(path))]:
        spelt: dict[str, str] = {}
        for inner in _folders(folder):
            label = _label(inner)
            if spelt.setdefault(label, inner) != inner:
                raise DataError(f"{shown(inner)}: another folder is named {quoted(label)} too: rename one")
            names = _names(inner)
            found: list[str] = []
            for name in names:
                below = os.path.join(inner, name)
                if os.path.isdir(below):
                    raise DataError(f"{shown(below)}: a folder within a class: put its images into the class's")
                (found if name.lower().endswith(_ENDINGS) else others).append(below)
            if not found:
                raise DataError(f"{shown(inner)}: the class has no images: add some or delete the folder")
            files += [_File(file, label, part) for file in found]
        others += [file for name in _names(folder) if not os.path.isdir(file := os.path.join(folder, name))]
    return files, others


def _label(folder: str) -> str:
    """A class's name, in the one form of Unicode whatever the file system's. Raises DataError."""
    name = os.path.basename(folder)
    if not is_unicode(name):
        raise DataError(f"{shown(folder)}: the class's name is not Unicode: rename the folder")
    return unicodedata.normalize("NFC", name)


def _common_shape(pillow: Any, files: Sequence[_File]) -> _Shape:
    """The shape of every image, read from headers alone. Raises DataError, naming the first that differs."""
    shapes = [_shape(pillow, file.path) for file in files]
    different = [number for number, shape in enumerate(shapes) if shape != shapes[0]]
    if different:
        first = different[0]
        raise DataError(
            f"{shown(files[first].path)}: has {shapes[first]}, and {shown(files[0].path)} has {shapes[0]} "
            f"({counted(len(different), 'file')} unlike the first): bring all images to one size and mode"
        )
    return shapes[0]


def _shape(pillow: Any, path: str) -> _Shape:
    """Height, width and channels from the header, once checksums are right. Raises DataError."""
    checked_size(path)
    image = _opened(pillow, path)
    with image:
        width, height = image.size
        if width * height > MOST_PIXELS or width * height == 0:
            raise _too_large(path, f"{height:,} x {width:,}")
        mode = _mode(image)
        if mode not in _CHANNELS:
            raise DataError(f"{shown(path)}: has mode {quoted(image.mode)}: save it as 8-bit gray or RGB")
        try:
            with warnings.catch_warnings(action="ignore"):
                several = getattr(image, "is_animated", False)
                image.verify()
        except Exception as error:  # damaged bytes raise nearly anything
            raise cannot_read(path, "an image", error) from None
    if several:
        raise DataError(f"{shown(path)}: has several frames: save each as an image of its own")
    return _Shape(height, width, _CHANNELS[mode])


def _too_large(path: str, claimed: str) -> DataError:
    return DataError(
        f"{shown(path)}: claims {claimed} pixels, and from 1 to {MOST_PIXELS:,} are read: make it smaller"
    )


def _opened(pillow: Any, path: str) -> Any:
    try:
        with warnings.catch_warnings(action="ignore"):  # of sizes, which are checked here
            return pillow.open(path, formats=_FORMATS)
    except pillow.DecompressionBombError:  # Pillow stops at some more pixels than we do
        raise _too_large(path, "far too many") from None
    except pillow.UnidentifiedImageError:
        raise cannot_read(path, "an image", f"none of {', '.join(_FORMATS)}") from None
    except Exception as error:  # damaged bytes raise nearly anything
        raise cannot_read(path, "an image", error) from None


@contextmanager
def _quiet(silent: bool) -> Generator[None]:
    """Keeps to itself what the library for TIFF, written in C, writes to the terminal about damaged files."""
    if not silent:
        yield
        return
    with _stderr_taken:
        try:
            kept = os.dup(2)
        except OSError:  # closed: it can show nothing
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            os.close(nowhere)


def _mode(image: Any) -> str:
    """The mode after ``_pixels``."""
    if image.mode in ("P", "PA"):
        return "RGBA" if image.mode == "PA" or "transparency" in image.info else "RGB"
    return str(image.mode)


def _pixels(pillow: Any, path: str) -> NDArray[np.floating[Any]]:
    """Values from 0 to 1. Raises DataError."""
    with _opened(pillow, path) as image:
        try:
            with warnings.catch_warnings(action="ignore"), _quiet(image.format == "TIFF"):
                image.load()
                mode = "L" if image.mode == "1" else _mode(image)
                values = np.asarray(image if mode == image.mode else image.convert(mode))
        except Exception as error:  # damaged bytes raise nearly anything
            raise cannot_read(path, "an image", error) from None
    most = 65535 if values.dtype.itemsize == 2 else 255
    return np.divide(values, most, dtype=np.float32)
