"""Which known mistakes give what an answer gives: as a whole, or each thing that it returns by itself."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from descentlab.doctor.exercise import Mistake, Variant
from descentlab.doctor.observation import Observed
from descentlab.doctor.values import Items, Value, close

Given = tuple[Variant, Sequence[Observed]]
"""A variant of the solution and what it gives for each case."""


class Recognized(NamedTuple):
    """Mistakes that explain an answer, and the lines in which they would stand. parts: of what it returns, by place."""

    mistakes: tuple[Mistake, ...]
    lines: tuple[str, ...]
    parts: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """The mistakes' names."""
        return "; and ".join(mistake.name for mistake in self.mistakes)


def equal(found: Observed, right: Observed) -> bool:
    """Whether two calls did the same: returned equal values, or raised exceptions of one kind."""
    if found.raised is not None or right.raised is not None:
        return found.raised is not None and right.raised is not None and found.raised.kind == right.raised.kind
    return close(found.value, right.value)


def whole(
    observed: Sequence[Observed], right: Sequence[Observed], variants: Iterable[Given], counted: Sequence[int]
) -> Recognized | None:
    """The first variant that does the same in all cases that count, and is not right in all."""
    for variant, gives in variants:
        if all(equal(observed[i], gives[i]) for i in counted):
            if all(equal(right[i], gives[i]) for i in counted):
                return None  # two mistakes may undo one another
            return Recognized(variant.mistakes, variant.lines)
    return None


def by_parts(
    observed: Sequence[Observed],
    right: Sequence[Observed],
    variants: Sequence[Given],
    counted: Sequence[int],
    n: int,
) -> Recognized | None:
    """For each of the n things returned that is wrong, the first variant that gives it so; None where none does.

    ``parts`` of the result are the things that are explained or right.
    """
    found = [_parts(observed[i], n) for i in counted]
    wanted = [_parts(right[i], n) for i in counted]
    given = [(variant, [_parts(gives[i], n) for i in counted]) for variant, gives in variants]
    if n < 2 or any(parts is None for parts in found):
        return None
    mistakes: dict[str, Mistake] = {}
    lines: list[str] = []
    explained: list[int] = []
    for part in range(n):
        if _agree(found, wanted, part):
            explained.append(part)
            continue
        for variant, gives in given:
            if _agree(found, gives, part):
                mistakes.update({mistake.name: mistake for mistake in variant.mistakes})
                lines += [line for line in variant.lines if line not in lines]
                explained.append(part)
                break
    return Recognized(tuple(mistakes.values()), tuple(lines), tuple(explained)) if mistakes else None


def _agree(found: Sequence[list[Value] | None], other: Sequence[list[Value] | None], part: int) -> bool:
    pairs = zip(found, other, strict=True)
    return all(a is not None and b is not None and close(a[part], b[part]) for a, b in pairs)


def _parts(seen: Observed, n: int) -> list[Value] | None:
    """The n things that were returned, None where there are not so many."""
    value = seen.value
    if isinstance(value, Items):
        return value.items if len(value.items) == n else None
    return list(value) if isinstance(value, np.ndarray) and value.ndim and len(value) == n else None
