"""How wrong numbers differ from right ones, in words: sign, factor, shape, order, a step too late.

For mistakes that no exercise's list has. Every statement is tried on all cases, so that a chance agreement in one of
them says nothing.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from descentlab.doctor import numeric
from descentlab.doctor.exercise import Case, Exercise
from descentlab.doctor.values import Items, Other, Value, close, numbers

Pair = tuple[Case, Value, Value]
"""A case, what is right there and what was found."""


def describe(exercise: Exercise, pairs: Sequence[Pair], explained: Sequence[int] = ()) -> list[str]:
    """Sentences on how what was found differs from what is right.

    pairs: those cases that returned something. explained: things returned, by place, of which nothing is to be said.
    """
    n = len(exercise.returns)
    if all(found is None for _, _, found in pairs):
        return ["It returns nothing: is the return forgotten?"]
    nothing = sum(found is None and right is not None for _, right, found in pairs)
    if nothing:
        told = f"It returns nothing in {nothing} of {len(pairs)} calls"
        return [f"{told}: does every way through the function end in a return?"]
    if n == 1:
        return _one(exercise, pairs)
    wrong_count = [found for _, _, found in pairs if _length(found) != n]
    if wrong_count:
        there = _amount(wrong_count[0])
        return [f"It returns {there} where {n} are asked for: {', '.join(exercise.returns)}."]
    parts = [[(case, _item(right, i), _item(found, i)) for case, right, found in pairs] for i in range(n)]
    said = [
        _part(exercise, part, [other for j, other in enumerate(parts) if j != i])
        for i, part in enumerate(parts)
    ]
    fine = [name for name, one in zip(exercise.returns, said, strict=True) if one is None]
    wrong = [i for i, one in enumerate(said) if one is not None and i not in explained]
    told = [f"{_capital(exercise.returns[i])} {said[i]}." for i in wrong]
    return [*told, f"Right: {', '.join(fine)}."] if fine and told else told


def _one(exercise: Exercise, pairs: Sequence[Pair]) -> list[str]:
    """Of a function that returns one thing."""
    several = [(case, right, found) for case, right, found in pairs if isinstance(found, Items)]
    if len(several) == len(pairs) and not any(isinstance(right, Items) for _, right, _ in pairs):
        if all(_length(found) == 1 for _, _, found in several):
            kind = several[0][2].kind
            return [f"It returns {article(kind)} that holds one thing: is there a comma or a bracket too many?"]
        told = f"It returns {_amount(several[0][2])} where one is asked for: {exercise.returns[0]}."
        n = min(len(found.items) for _, _, found in several)
        for i in range(n):
            if all(close(_item(found, i), right) for _, right, found in several):
                return [told, f"The {_ordinal(i)} of them is right."]
        return [told]
    said = _part(exercise, pairs, [])
    return [f"What it returns {said}."] if said else []


def name(told: Sequence[str]) -> str:
    """Sentences of ``describe`` as a name for the mistake, in a few words."""
    first = told[0] if told else "another result"
    return first.removesuffix(".").partition(":")[0].partition(", with the right")[0]


def _part(exercise: Exercise, pairs: Sequence[Pair], others: Sequence[Sequence[Pair]]) -> str | None:
    """What is wrong with one thing that was returned; None where nothing is."""
    if all(close(found, right) for _, right, found in pairs):
        return None
    pairs = [pair for pair in pairs if not _trivial(pair)]
    right, found = next((right, found) for _, right, found in pairs if not close(found, right))
    if found is None:
        return "is None"
    if isinstance(found, Other):
        return f"is {article(found.kind)}, which holds no numbers"
    if isinstance(found, str):
        return f"is {found[:60]!r} where {right!r} is right" if isinstance(right, str) else "is text"
    for statement in _statements(exercise, pairs, others):
        return statement
    return "differs"


def _statements(exercise: Exercise, pairs: Sequence[Pair], others: Sequence[Sequence[Pair]]) -> Iterator[str]:
    for i, name in enumerate(exercise.parameters):
        if all(i < len(case.inputs) and _same(found, case.inputs[i]) for case, _, found in pairs):
            yield f"is the {name} that was given, unchanged"
    for other in others:
        if all(close(found, right) for (_, _, found), (_, right, _) in zip(pairs, other, strict=True)):
            yield "is what another of the returned things should be: they stand in another order"
    yield from _of_sequences(exercise, pairs)
    arrays = [(case, numbers(right), numbers(found)) for case, right, found in pairs]
    known = [(case, right, found) for case, right, found in arrays if right is not None and found is not None]
    if len(known) < len(arrays):
        yield "is not made of numbers in the same way as the right result"
    else:
        yield from numeric.statements(exercise, known)


def _of_sequences(exercise: Exercise, pairs: Sequence[Pair]) -> Iterator[str]:
    """Statements on sequences: their lengths, and items that stand in the wrong place."""
    both = [(r, f) for _, r, f in pairs if isinstance(r, Items) and isinstance(f, Items)]
    if len(both) < len(pairs):
        return
    for right, found in both:
        if len(right.items) != len(found.items):
            yield f"has {len(found.items)} entries where {len(right.items)} are right"
            return
    if all(_equal_items(f.items[1:], r.items[:-1]) for r, f in both):
        yield "is one step late: each entry is what the one before it should be"
    if all(_equal_items(f.items[:-1], r.items[1:]) for r, f in both):
        yield "is one step early: each entry is what the next should be"
    yield from _of_entries(exercise, pairs)


def _of_entries(exercise: Exercise, pairs: Sequence[Pair]) -> Iterator[str]:
    """Statements on a list of pairs or triples: on the first of each, the second of each."""
    entries = [
        (case, right, found)
        for case, all_right, all_found in pairs
        if isinstance(all_right, Items) and isinstance(all_found, Items)
        for right, found in zip(all_right.items, all_found.items, strict=False)
    ]
    sizes = {_length(right) for _, right, _ in entries if isinstance(right, Items)}
    if len(sizes) != 1 or not all(isinstance(right, Items) for _, right, _ in entries):
        return
    k = sizes.pop() or 0
    other = next((found for _, _, found in entries if _length(found) != k), None)
    if other is not None:
        yield f"has entries of {_amount(other)} where each should hold {k}"
        return
    parts = [[(case, _item(right, i), _item(found, i)) for case, right, found in entries] for i in range(k)]
    said = [(_ordinal(i), _part(exercise, part, [])) for i, part in enumerate(parts)]
    wrong = [f"the {place} {one}" for place, one in said if one is not None]
    fine = [f"the {place} is right" for place, one in said if one is None]
    if wrong:
        yield f"is wrong in its entries: of each {'; '.join([*wrong, *fine])}"


def _trivial(pair: Pair) -> bool:
    """Whether a case tells nothing: what is right is zero throughout, and was found."""
    _, right, found = pair
    array = numbers(right)
    if array is None or array.dtype == np.bool_:
        return False
    return not np.any(array) and close(found, right)


def _same(found: Value, given: Any) -> bool:
    a, b = numbers(found), np.asarray(given) if isinstance(given, int | float | np.ndarray) else None
    return a is not None and b is not None and a.shape == b.shape and close(a, b)


def _length(value: Value) -> int | None:
    if isinstance(value, Items):
        return None if value.kind in ("dict", "set") else len(value.items)
    return len(value) if isinstance(value, np.ndarray) and value.ndim else None


def _amount(value: Value) -> str:
    if isinstance(value, Items) and value.kind not in ("list", "tuple"):
        return article(value.kind)
    return "one thing" if _length(value) in (None, 1) else f"{_length(value)} things"


def _item(value: Value, i: int) -> Value:
    if isinstance(value, Items):
        return value.items[i]
    return value[i] if isinstance(value, np.ndarray) else None


def _ordinal(i: int) -> str:
    return ("first", "second", "third")[i] if i < 3 else f"{i + 1}th"


def _equal_items(a: Sequence[Value], b: Sequence[Value]) -> bool:
    return bool(a) and len(a) == len(b) and all(close(x, y) for x, y in zip(a, b, strict=True))


def article(kind: str) -> str:
    """A word with its indefinite article."""
    return f"an {kind}" if kind[:1].lower() in "aeiou" else f"a {kind}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
