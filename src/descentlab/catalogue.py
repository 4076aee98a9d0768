"""The catalogue: which techniques there are, read from the folders they lie in.

A technique's file name is its name in the command line, in configurations, in documents and in tests. A setting
names a technique, with numbers where its defaults do not serve: ``"adam"``, ``"momentum(momentum=0.99)"``,
``{"name": "adam", "beta1": 0.95}`` or an instance.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from descentlab.contracts import Range
from descentlab.errors import SettingError, one_of

FAMILIES = (
    "optimizers",
    "schedules",
    "initializers",
    "activations",
    "losses",
    "layers",
    "regularizers",
    "stopping",
)
_SPEC = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*(?:\((.*)\))?\s*", re.DOTALL)


@cache
def names(family: str) -> tuple[str, ...]:
    """The names of a family's techniques, in alphabetical order."""
    package = import_module(f"descentlab.techniques.{family}")
    return tuple(sorted(module.name for module in iter_modules(package.__path__)))


@cache
def technique(family: str, name: str) -> Any:
    """The class of a technique. Raises SettingError for a name that is not in the folder."""
    if name not in names(family):
        raise SettingError(one_of(_kind(family), name, names(family)))
    module = import_module(f"descentlab.techniques.{family}.{name}")
    return next(
        item
        for item in vars(module).values()
        if isinstance(item, type) and hasattr(item, "RANGES") and item.__module__ == module.__name__
    )


def build(family: str, spec: Any, **derived: Any) -> Any:
    """The technique that a setting names, with its numbers checked.

    spec: a name, ``name(number=value, ...)``, a mapping with ``name``, or an instance.
    derived: values for fields that the setting leaves out and the technique has.
    Raises SettingError, naming the family and the field, for what is unknown, missing or out of range.
    """
    name, fields = read(family, spec)
    kind = technique(family, name)
    given = {key: value for key, value in derived.items() if key in kind._fields} | fields
    for key in given:
        if key not in kind._fields:
            raise SettingError(f"{_kind(family)} '{name}': {one_of('setting', key, kind._fields)}")
    for key in kind._fields:
        if key not in given and key not in kind._field_defaults:
            if key not in kind.RANGES and kind.__annotations__[key] not in (bool, int):
                raise SettingError(
                    f"{_kind(family)} '{name}' is no setting by itself: it holds another technique"
                )
            raise SettingError(f"{_kind(family)} '{name}' needs {key}: write {name}({key}=...)")
    for key, value in given.items():
        what = f"{_kind(family)} '{name}': {key}"
        if key in kind.RANGES:
            check(what, value, kind.RANGES[key])
        else:
            _check_structure(what, value, kind.__annotations__[key])
    return kind(**given)


def check(what: str, value: Any, lawful: Range) -> float:
    """The value as a float. Raises SettingError unless it is a number within the lawful range."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SettingError(f"{what} is {value!r}; it must be a number in {lawful.describe()}")
    if isinstance(value, int) and abs(value) > 2**53:
        raise SettingError(f"{what} is a whole number of {len(str(value))} digits; it must have 16 at most")
    if not lawful.allows(value):
        shown = int(value) if value == value // 1 and abs(value) < 1e15 else value
        raise SettingError(f"{what} is {shown}; it must lie in {lawful.describe()}")
    return float(value)


def _check_structure(what: str, value: Any, kind: Any) -> None:
    """Raises SettingError for a flag that is none, or a size below 1."""
    if kind is bool and not isinstance(value, bool):
        raise SettingError(f"{what} is {value!r}; it must be true or false")
    if kind is int and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
        raise SettingError(f"{what} is {value!r}; it must be a whole number of at least 1")


def name_of(instance: Any) -> str:
    """The name of a technique's instance: that of its file."""
    return type(instance).__module__.rpartition(".")[2]


def short(family: str, spec: Any) -> str:
    """A setting in its one short form: the technique's name, and what was given that differs from the defaults.

    A learning rate that was written out stays, even the default one: it is meant. Raises SettingError.
    """
    name, given = read(family, spec)
    instance = build(family, spec, decay_steps=1)
    defaults = instance._field_defaults
    written = not hasattr(spec, "RANGES")
    told = [
        f"{field}={_text(family, name, field, value)}"
        for field, value in given.items()
        if value != defaults.get(field) or (written and field == "learning_rate")
    ]
    return f"{name}({', '.join(told)})" if told else name


def _text(family: str, name: str, field: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, int | float):
        raise SettingError(f"{_kind(family)} '{name}': {field} cannot be written as a setting")
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def split_list(text: str) -> list[str]:
    """The parts of a comma-separated list, whose parts may hold commas within parentheses."""
    parts = re.split(r",(?![^()]*\))", text)
    return [part.strip() for part in parts if part.strip()]


def read(family: str, spec: Any) -> tuple[str, dict[str, Any]]:
    """A setting's name and the fields it gives, not yet checked. Raises SettingError when it has neither form."""
    if isinstance(spec, str):
        match = _SPEC.fullmatch(spec)
        if match is None:
            raise SettingError(f"{_kind(family)} '{spec}' cannot be read: write name or name(number=value)")
        name, inside = match.groups()
        fields: dict[str, Any] = {}
        for part in split_list(inside or ""):
            key, value = _assignment(family, spec, part)
            if key in fields:
                raise SettingError(f"{_kind(family)} '{spec}' gives {key} twice")
            fields[key] = value
        return name, fields
    if isinstance(spec, Mapping):
        fields: dict[str, Any] = {str(key): value for key, value in spec.items()}  # pyright: ignore
        if not isinstance(fields.get("name"), str):
            raise SettingError(f'{_kind(family)} {fields!r} has no name: write {{name = "...", ...}}')
        return fields.pop("name"), fields
    if hasattr(spec, "RANGES"):
        return name_of(spec), spec._asdict()
    raise SettingError(f"{_kind(family)} {spec!r} cannot be read: write the name of one")


def _assignment(family: str, spec: str, part: str) -> tuple[str, float | bool]:
    key, equals, text = part.partition("=")
    word = text.strip().lower()
    if word in ("true", "false"):
        return key.strip(), word == "true"
    try:
        number = float(word)
    except ValueError:
        equals = ""
        number = 0.0
    if not equals:
        raise SettingError(f"{_kind(family)} '{spec}': '{part}' is not of the form number=value")
    return key.strip(), int(number) if number.is_integer() and "." not in word and "e" not in word else number


def _kind(family: str) -> str:
    return {"activations": "activation", "losses": "loss", "stopping": "stopping rule"}.get(
        family, family.removesuffix("s")
    )
