"""Techniques from outside this package: those of installed packages, and a user's own.

An installed package offers a technique by an entry point in the group ``descentlab.<family>``. A user's own has
the name ``file.py:Name`` and must be *admitted* before it can be named in a setting: command lines and Python
calls admit what they name; stored experiments, models and configurations admit nothing, so that opening a file
never runs code.
"""

import hashlib
import sys
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from descentlab import user_code
from descentlab.contracts import Range
from descentlab.errors import SettingError

_METHODS = {
    "optimizers": (("init", "step"),),
    "schedules": (("at",), ("init", "update")),
    "initializers": (("draw",),),
    "activations": (("forward", "backward"),),
    "losses": (("outputs", "forward", "backward", "predict"),),
    "layers": (("needs", "forward", "backward", "infer"),),
    "regularizers": (
        ("penalty", "gradient"),
        ("apply",),
        ("ascend",),
        ("change",),
        ("project",),
        ("init", "update", "evaluation_weights"),
    ),
    "augmentations": (("needs", "apply"),),
    "stopping": (("init", "update"),),
}
"""By family, the methods of each of its contracts."""
_ADMITTED: dict[str, Any] = {}
_INSTALLED: dict[Any, str] = {}


@cache
def installed(family: str) -> dict[str, EntryPoint]:
    """Entry points of installed packages, by name."""
    return {point.name: point for point in entry_points(group=f"descentlab.{family}")}


def admit(reference: str) -> None:
    """Runs the user's file and makes the technique in it known. Raises SettingError."""
    _ADMITTED[reference] = user_code.load(reference)


def admitted(reference: str) -> bool:
    """Whether a user's own was admitted in this process."""
    return reference in _ADMITTED


def technique(family: str, name: str) -> Any:
    """The class that a package or the user offers under a name; None where there is none.

    Raises SettingError for a user's own that was not admitted, and for what is no technique of this family.
    """
    if name in installed(family):
        kind = installed(family)[name].load()
        _INSTALLED[kind] = name
        return _fitting(family, name, kind)
    if not user_code.is_reference(name):
        return None
    if name not in _ADMITTED:
        raise SettingError(f"{name} is code from outside descentlab: allow it with --code {name}")
    return _fitting(family, name, _ADMITTED[name])


def is_activation(reference: str) -> bool:
    """Whether a user's own has the methods of an activation and not those of a layer."""
    kind = _ADMITTED.get(reference)
    return hasattr(kind, "backward") and not hasattr(kind, "needs")


def name_of(kind: type) -> str | None:
    """The name of a class from outside this package, which is admitted by being handed in; None for ours."""
    if kind.__module__.startswith("descentlab.techniques."):
        return None
    if kind in _INSTALLED:
        return _INSTALLED[kind]
    for name, known in _ADMITTED.items():
        if known is kind:
            return name
    file = Path(getattr(sys.modules.get(kind.__module__), "__file__", None) or "notebook.py")
    reference = f"{file.name}:{kind.__name__}"
    _ADMITTED[reference] = kind
    return reference


def fingerprint(name: str) -> str | None:
    """What changes when the code behind a name from outside changes; None for other names."""
    for family in _METHODS:
        if name in installed(family):
            package = installed(family)[name].dist
            return None if package is None else f"{package.name} {package.version}"
    if name not in _ADMITTED:
        return None
    file = getattr(sys.modules.get(_ADMITTED[name].__module__), "__file__", None)
    return "" if file is None else hashlib.sha256(Path(file).read_bytes()).hexdigest()


def _fitting(family: str, name: str, kind: Any) -> Any:
    """The class itself. Raises SettingError unless it looks like a technique of the family."""
    if not (isinstance(kind, type) and hasattr(kind, "_fields") and hasattr(kind, "RANGES")):
        raise SettingError(f"{name} is no technique: it must be a NamedTuple class with RANGES")
    contracts = _METHODS[family]
    if not any(all(hasattr(kind, method) for method in methods) for methods in contracts):
        wanted = " or ".join(", ".join(methods) for methods in contracts)
        raise SettingError(f"{name} does not belong to the {family}: it needs the methods {wanted}")
    _check_numbers(family, name, kind)
    return kind


def _check_numbers(family: str, name: str, kind: Any) -> None:
    """Raises SettingError unless RANGES gives a Range for each number that the class has as a field."""
    ranges: Any = kind.RANGES
    if not (hasattr(ranges, "values") and all(isinstance(one, Range) for one in ranges.values())):
        raise SettingError(f"{name}: RANGES must be a dictionary that gives a Range for each number")
    asked: list[str] = _listed(kind.RANGES) + (["learning_rate"] if family == "optimizers" else [])
    for field in asked:
        if field not in kind._fields or field not in kind.RANGES:
            raise SettingError(f"{name}: {field} must be a field of the class and have a Range in RANGES")


def _listed(several: Any) -> list[Any]:
    return list(several)
