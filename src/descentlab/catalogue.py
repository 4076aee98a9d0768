"""The catalogue: which techniques there are, read from the folders they lie in.

A technique's file name is its name in the command line, in configurations, in documents and in tests. A setting
names a technique, with numbers where its defaults do not serve: ``"adam"``, ``"momentum(momentum=0.99)"``,
``{"name": "adam", "beta1": 0.95}`` or an instance. Installed packages add techniques under the entry points
``descentlab.<family>``, and a user's own, ``"mine.py:MyOptimizer"``, is known once it was admitted (``own``).
"""

from collections.abc import Collection, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from descentlab import contracts, notation, own
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
    "augmentations",
    "stopping",
)
_FAMILY_OF: dict[Any, str] = {
    contracts.Optimizer: "optimizers",
    contracts.Schedule: "schedules",
    contracts.Activation: "activations",
    contracts.Layer: "layers",
}
"""The family of a technique nested in another, by the contract that the field is annotated with."""
LARGEST_COUNT = 2**31 - 1
"""Of units, epochs and the like."""


@cache
def names(family: str) -> tuple[str, ...]:
    """The names of a family's techniques, in alphabetical order; installed packages' included."""
    return tuple(sorted({*ours(family), *own.installed(family)}))


@cache
def ours(family: str) -> tuple[str, ...]:
    """The names of the techniques in this package. Raises SettingError for a family that there is not."""
    if family not in FAMILIES:
        raise SettingError(one_of("family", family, FAMILIES))
    package = import_module(f"descentlab.techniques.{family}")
    return tuple(sorted(module.name for module in iter_modules(package.__path__)))


def complete(family: str, derived: Collection[str] = ()) -> tuple[str, ...]:
    """The names of the techniques that need nothing to be said, as in ``--optimizer all``.

    derived: fields that need not be said either.
    """
    kinds = {name: technique(family, name) for name in names(family)}
    return tuple(
        name
        for name, kind in kinds.items()
        if all(field in kind._field_defaults or field in derived for field in kind._fields)
    )


def technique(family: str, name: str) -> Any:
    """The class of a technique. Raises SettingError for a name that is not known."""
    if name in ours(family):
        module = import_module(f"descentlab.techniques.{family}.{name}")
        return next(
            item
            for item in vars(module).values()
            if isinstance(item, type) and hasattr(item, "RANGES") and item.__module__ == module.__name__
        )
    if (found := own.technique(family, name)) is not None:
        return found
    raise SettingError(one_of(kind_of(family), name, names(family)))


def build(family: str, spec: Any, *, steps_per_epoch: float = 1.0, **derived: Any) -> Any:
    """The technique that a setting names, with its numbers checked.

    spec: a name, ``name(number=value, ...)``, a mapping with ``name``, or an instance.
    steps_per_epoch: makes steps of what is given in epochs (``decay_epochs`` for the field ``decay_steps``).
    derived: values for fields that the setting leaves out and the technique has.
    Raises SettingError, naming the family and the field, for what is unknown, missing or out of range, and for
    numbers that do not go together.
    """
    name, given = read(family, spec)
    if family == "layers" and _is_activation(name):
        return _activation_layer(spec)
    kind = technique(family, name)
    title = f"{kind_of(family)} '{name}'"
    fields: dict[str, Any] = {}
    for key, value in (derived | given).items():
        field = key.removesuffix("_epochs") + "_steps" if key.endswith("_epochs") else key
        if field not in kind._fields and key in derived and key not in given:
            continue
        if field not in kind._fields:
            raise SettingError(f"{title}: {one_of('setting', key, kind._fields)}")
        if field != key and field in given:
            raise SettingError(f"{title}: {field} and {key} are both given: give one")
        if field != key:
            value = steps_per_epoch * check(f"{title}: {key}", value, Range(lawful=(0, None), closed="neither"))
        fields[field] = _checked(kind, field, value, title)
    for key in kind._fields:
        if key not in fields and key not in kind._field_defaults:
            raise SettingError(f"{title} needs {key}: write {name}({key}=...)")
    made = kind(**fields)
    if hasattr(made, "check"):
        try:
            made.check()
        except ValueError as error:
            raise SettingError(f"{title}: {error}") from None
    return made


def check(what: str, value: Any, lawful: Range) -> float:
    """The value as a float. Raises SettingError unless it is a number within the lawful range."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SettingError(f"{what} is {value!r}; it must be a number in {lawful.describe()}")
    if isinstance(value, int) and abs(value) > 2**53:
        raise SettingError(f"{what} is a whole number of {_digits(value)}; it must have 16 at most")
    if not lawful.allows(value):
        shown = int(value) if value == value // 1 and abs(value) < 1e15 else value
        raise SettingError(f"{what} is {shown}; it must lie in {lawful.describe()}")
    return float(value)


def count(what: str, value: Any) -> int:
    """The value. Raises SettingError unless it is a whole number of at least 1, and small enough to count to."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise SettingError(f"{what} is {value!r}; it must be a whole number of at least 1")
    if value > LARGEST_COUNT:
        raise SettingError(f"{what} is a whole number of {_digits(value)}; it must be {LARGEST_COUNT} at most")
    return value


def _digits(value: int) -> str:
    """How many digits a number has; Python writes none of more than 4,300."""
    return f"{len(str(abs(value)))} digits" if value.bit_length() < 10_000 else "thousands of digits"


def name_of(instance: Any) -> str:
    """The name of a technique's instance: that of its file, or of the user's own."""
    kind: Any = instance.__class__
    return own.name_of(kind) or kind.__module__.rpartition(".")[2]


def short(family: str, spec: Any, **derived: Any) -> str:
    """A setting in its one short form: the technique's name, and what was given that differs from the defaults.

    A learning rate that was written out stays, even the default one: it is meant. derived: as in ``build``.
    Raises SettingError.
    """
    name, given = read(family, spec)
    instance = build(family, spec, **derived)
    if family == "layers" and _is_activation(name):
        family = "activations"
    kind = technique(family, name)
    written = not hasattr(spec, "RANGES")
    told: dict[str, Any] = {}
    for field, value in given.items():
        as_default = _alike(value, kind._field_defaults.get(field))
        if not as_default or (written and field == "learning_rate"):
            told[field] = _shortened(kind, field, value) if field in instance._fields else value
    try:
        return notation.write(name, told)
    except ValueError as error:
        raise SettingError(f"{kind_of(family)} '{name}': {error}") from None


def read(family: str, spec: Any) -> tuple[str, dict[str, Any]]:
    """A setting's name and the fields it gives, not yet checked. Raises SettingError when it has neither form."""
    if isinstance(spec, str):
        try:
            return notation.read(spec)
        except ValueError as error:
            raise SettingError(f"{kind_of(family)} '{spec}' {error}") from None
    if isinstance(spec, Mapping):
        fields: dict[str, Any] = {str(key): value for key, value in spec.items()}  # pyright: ignore
        if not isinstance(fields.get("name"), str):
            raise SettingError(f'{kind_of(family)} {fields!r} has no name: write {{name = "...", ...}}')
        return fields.pop("name"), fields
    if hasattr(spec, "RANGES"):
        return name_of(spec), spec._asdict()
    raise SettingError(f"{kind_of(family)} {spec!r} cannot be read: write the name of one")


def kind_of(family: str) -> str:
    """What one technique of a family is called."""
    return {"activations": "activation", "losses": "loss", "stopping": "stopping rule"}.get(
        family, family.removesuffix("s")
    )


def _alike(value: Any, default: Any) -> bool:
    """Whether a field's value is its default; a list counts as the tuple that it becomes."""
    return value == default or (isinstance(value, list) and tuple(_listed(value)) == default)


def _checked(kind: Any, field: str, value: Any, title: str) -> Any:
    """A field's value as the technique holds it. Raises SettingError for one that it cannot hold."""
    what, hint = f"{title}: {field}", kind.__annotations__[field]
    several = get_origin(hint) is tuple
    if several and not isinstance(value, list | tuple):
        raise SettingError(f"{what} is {value!r}; it must be a list: write {field}=[..., ...]")
    values: list[Any] = _listed(value) if several else [value]
    if field in kind.RANGES:
        for one in values:
            check(what, one, kind.RANGES[field])
    else:
        values = [_structure(what, one, get_args(hint)[0] if several else hint) for one in values]
    return tuple(values) if several else values[0]


def _listed(value: Any) -> list[Any]:
    return list(value)


def _structure(what: str, value: Any, hint: Any) -> Any:
    """A flag, a size, a word or a technique. Raises SettingError for what is none of the kind asked for."""
    if hint in _FAMILY_OF:
        return build(_FAMILY_OF[hint], value)
    if hint is bool and not isinstance(value, bool):
        raise SettingError(f"{what} is {value!r}; it must be true or false")
    if value is None and NoneType in get_args(hint):
        return None
    if int in (hint, *get_args(hint)):
        return count(what, value)
    if get_origin(hint) is Literal and value not in get_args(hint):
        raise SettingError(f"{what}: {one_of('word', str(value), get_args(hint))}")
    return value


def _shortened(kind: Any, field: str, value: Any) -> Any:
    """Nested techniques in their short form too."""
    hint = kind.__annotations__[field]
    if get_origin(hint) is tuple and get_args(hint)[0] in _FAMILY_OF:
        return [short(_FAMILY_OF[get_args(hint)[0]], one) for one in value]
    return short(_FAMILY_OF[hint], value) if hint in _FAMILY_OF else value


def _is_activation(name: str) -> bool:
    """Whether a name given for a layer is that of an activation."""
    if name in names("layers"):
        return False
    return name in names("activations") or own.is_activation(name)


def _activation_layer(spec: Any) -> Any:
    """An activation where a layer is wanted: itself where it learns, else in a layer of its own."""
    activation = build("activations", spec)
    return activation if hasattr(activation, "needs") else technique("layers", "activation")(activation)
