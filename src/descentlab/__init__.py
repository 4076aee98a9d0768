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
    "across": "descentlab.experiments.across",
    "check_gradients": "descentlab.experiments.check",
    "compare": "descentlab.experiments.compare",
    "export": "descentlab.experiments.exporting",
    "diagnose": "descentlab.experiments.diagnose",
    "grid": "descentlab.experiments.grid",
    "recipe": "descentlab.experiments.recipe",
    "resume": "descentlab.experiments.resume",
    "to_keras": "descentlab.adapters.keras",
    "to_optax": "descentlab.adapters.optax",
    "to_torch": "descentlab.adapters.torch",
    "train": "descentlab.experiments.train",
    "verify": "descentlab.experiments.verify",
}
_EXTRAS = {"to_keras": "tensorflow", "to_optax": "optax", "to_torch": "torch"}
_MODULES = ("catalogue", "data")
__all__ = [*sorted(_PUBLIC), *_MODULES]  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    """A public name, or a technique by its class's name (``dl.Adam``)."""
    if name in _MODULES:
        return import_module(f"descentlab.{name}")
    if name in _PUBLIC:
        try:
            return getattr(import_module(_PUBLIC[name]), name)
        except ModuleNotFoundError as error:
            if name not in _EXTRAS or str(error.name).startswith("descentlab"):
                raise
            from descentlab.errors import MissingExtraError

            raise MissingExtraError(f"dl.{name}", _EXTRAS[name]) from None
    if name[:1].isupper():
        from descentlab.catalogue import FAMILIES, names, technique

        for family in FAMILIES:
            for one in names(family):
                if one.replace("_", "") == name.lower():
                    return technique(family, one)
    raise AttributeError(f"module 'descentlab' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
