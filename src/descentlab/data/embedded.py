"""The data that scikit-learn carries with it: real sets that need no download."""

from importlib import import_module
from typing import Any

from descentlab.data.dataset import Dataset, from_arrays


def embedded(name: str) -> Dataset:
    """The data set that ``sklearn.datasets.load_<name>`` gives."""
    loader: Any = getattr(import_module("sklearn.datasets"), f"load_{name}")
    bunch = loader()
    classes = [str(label) for label in bunch.target_names] if "target_names" in bunch else None
    return from_arrays(
        bunch.data,
        bunch.target,
        name=name,
        task="regression" if classes is None else "classification",
        feature_names=bunch.feature_names,
        classes=classes,
    )
