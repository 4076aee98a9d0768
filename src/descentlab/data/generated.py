"""What the generated data sets share: points in the plane, drawn with a seed."""

from importlib import import_module
from typing import Any

from descentlab.data import settings
from descentlab.data.dataset import Dataset, from_arrays


def checked(examples: Any, noise: Any, seed: Any) -> tuple[int, float, int]:
    """The options. Raises SettingError unless examples >= 4, finite noise >= 0 and seed from 0 to 2^32 - 1."""
    return (
        settings.whole("examples", examples, 4),
        settings.real("noise", noise),
        settings.seed_number("seed", seed),
    )


def made(generator: str, **options: Any) -> tuple[Any, Any]:
    """Points (m, 2) and class numbers (m,) from ``sklearn.datasets.make_<generator>``."""
    return getattr(import_module("sklearn.datasets"), f"make_{generator}")(**options)


def plane(name: str, points: Any, numbers: Any, classes: tuple[str, ...]) -> Dataset:
    """The data set of points in the plane."""
    return from_arrays(points, numbers, name=name, classes=classes, feature_names=("x", "y"))
