"""Techniques to be examined: each of the catalogue, with its flags turned, and samples made from what it declares."""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

import numpy as np

from descentlab import catalogue
from descentlab.arrays import Arrays
from descentlab.contracts import Range
from descentlab.diagnosis.exercises import EXERCISES, Broken, classes_of

MEMBERS = 3
"""Samples of each technique: its defaults, and twice other numbers."""

FOR_EACH_CLASS = "for each class"
"""Stands for numbers in a field that has none by default."""


class Case(NamedTuple):
    """A technique, with its flags and words as they are by default, or one of them at another value."""

    family: str
    name: str
    flag: str = ""
    value: bool | str = ""

    @property
    def kind(self) -> Any:
        """The technique's class."""
        return catalogue.technique(self.family, self.name)

    def __str__(self) -> str:
        return f"{self.family}/{self.name}{f'({self.flag}={self.value})' if self.flag else ''}"


def variants(family: str, name: str) -> Iterator[Case]:
    """A technique as it is by default, and with each flag or word at each other value."""
    yield Case(family, name)
    kind = catalogue.technique(family, name)
    hints = get_type_hints(kind)
    for field, default in kind._field_defaults.items():
        for value in _values(hints[field]):
            if value != default:
                yield Case(family, name, field, value)
        if field in kind.RANGES and default == ():
            yield Case(family, name, field, FOR_EACH_CLASS)


def _values(hint: Any) -> tuple[bool | str, ...]:
    """All values of a flag, or of a field that is one of a few words."""
    if hint is bool:
        return False, True
    return get_args(hint) if get_origin(hint) is Literal else ()


def cases(*families: str) -> tuple[Case, ...]:
    """All variants of all techniques of some families."""
    return tuple(
        case for family in families for name in catalogue.names(family) for case in variants(family, name)
    )


def sample(case: Case, member: int = 0) -> Any:
    """The defaults for member 0, other lawful numbers for 1 and 2; what is required is filled in."""
    kind = case.kind
    hints = get_type_hints(kind)
    fields: dict[str, Any] = {}
    for field in kind._fields:
        required = field not in kind._field_defaults
        if field in kind.RANGES and isinstance(kind._field_defaults.get(field), tuple):
            fields[field] = several(kind._field_defaults[field], kind.RANGES[field], member)
        elif field in kind.RANGES and (required or member):
            fields[field] = numbers_within(kind.RANGES[field])[member]
        elif required:
            fields[field] = _structure(hints[field], member)
    if case.value == FOR_EACH_CLASS:
        ones = (1.0,) * classes_of(kind(**fields))
        fields[case.flag] = several(ones, kind.RANGES[case.flag], member)
    elif case.flag:
        fields[case.flag] = case.value
    return kind(**fields)


def several(defaults: tuple[float, ...], lawful: Range, member: int) -> tuple[float, ...]:
    """The defaults of a field of several numbers for member 0, others in ascending order for 1 and 2."""
    scale = numbers_within(lawful)[member] / (len(defaults) or 1)
    return tuple(scale * (i + 1) for i in range(len(defaults))) if member else defaults


def numbers_within(lawful: Range) -> tuple[float, float, float]:
    """Three lawful numbers, from where a tuner searches if that is said."""
    low, high = lawful.search or lawful.lawful
    if low is None:
        low = -1.0 if high is None else high - 10.0
    if high is None:
        return low + 2.0, low + 4.0, low + 7.0
    start, ratio, width = low, high / low if low > 0 else 0.0, high - low

    def between(share: float) -> float:
        return start * ratio**share if lawful.scale == "log" and ratio > 0 else start + width * share

    return between(0.4), between(0.6), between(0.8)


def _structure(hint: Any, member: int) -> Any:
    if hint is int:
        return 3
    if hint == tuple[int, ...]:
        return 2, 3
    if get_origin(hint) is tuple:
        return (_structure(get_args(hint)[0], member),)
    for family, exercise in EXERCISES.items():
        if hint is exercise.contracts[0]:  # a nested technique: one with numbers, and nothing nested of its own
            return next(sample(case, member) for case in cases(family) if _is_plain(case.kind))
    raise Broken(f"a required field is annotated {hint}, for which no sample is known: give it a default")


def _is_plain(kind: Any) -> bool:
    return bool(kind.RANGES) and all(
        field in kind.RANGES or field in kind._field_defaults for field in kind._fields
    )


def inputs(case: Case) -> Arrays:
    """The exercise's inputs: the same at every call."""
    return EXERCISES[case.family].inputs(sample(case), np.random.default_rng(7))


def run(case: Case, instance: Any, given: Arrays) -> Arrays:
    """All that the technique makes of these inputs."""
    return EXERCISES[case.family].run(instance, given)
