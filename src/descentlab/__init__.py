"""descentlab: a laboratory for training neural networks well, and understanding why.

>>> import descentlab as dl
>>> result = dl.compare(dl.data.load("digits"), dl.grid(optimizer=["adam", "momentum"]), seeds=10)  # doctest: +SKIP
>>> print(result.table())  # doctest: +SKIP

Names are loaded when they are first used, so that importing descentlab costs nothing.
"""

from importlib import import_module
from typing import Any

_PUBLIC = {
    "Grid": "descentlab.experiments.grid",
    "Model": "descentlab.experiments.model",
    "Recipe": "descentlab.experiments.recipe",
    "Result": "descentlab.experiments.result",
    "check_gradients": "descentlab.experiments.check",
    "compare": "descentlab.experiments.compare",
    "grid": "descentlab.experiments.grid",
    "recipe": "descentlab.experiments.recipe",
    "train": "descentlab.experiments.train",
}
_MODULES = ("catalogue", "data")
__all__ = [*sorted(_PUBLIC), *_MODULES]  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    """A public name, or a technique by its class's name (``dl.Adam``)."""
    if name in _MODULES:
        return import_module(f"descentlab.{name}")
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    if name[:1].isupper():
        from descentlab.catalogue import FAMILIES, names, technique

        for family in FAMILIES:
            for one in names(family):
                if one.replace("_", "") == name.lower():
                    return technique(family, one)
    raise AttributeError(f"module 'descentlab' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
