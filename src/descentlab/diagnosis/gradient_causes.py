"""Why a gradient is wrong: known mistakes, each tried as a hypothesis on the entries that were checked.

For one parameter, a are the analytic entries, n the numeric ones, w the weights, and p_i the slopes of example i's
own loss (n = mean of all p_i, but for penalties). A hypothesis says what a would be if it were true, and is taken
when that explains all of the difference a - n but a hundred-thousandth part:

    zero           a = 0
    factor         a = c n                              c = m, 1/m, -1, 2 ..., beside a penalty or not
    regularizer    a = n - c w, or n - c sign(w)
    transposed     a[i, j] = n[j, i]
    part of batch  a = n + sum of (c_i - 1) p_i / m
    step back      a = what the subject's network gives with one step back left out or taken at the wrong place

What none of them explains is placed: which entries, or between which parameters the step back lies.
"""

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from descentlab.arrays import Arrays
from descentlab.diagnosis.gradient_result import ArrayCheck, Cause
from descentlab.diagnosis.slopes import Values, by_example
from descentlab.diagnosis.subjects.subject import Subject

_EXPLAINED = 1e-5
"""What may be left of the difference when a hypothesis is true."""
_VISIBLE = 1e-2
"""The numeric entries' own error must be below this share of the difference."""
_TINY = 1e-6
"""A ratio below this is rounding, not a factor."""
_SHOWN = 6
"""Examples named one by one."""
_Told = tuple[str, str]
"""A cause's kind and text."""


class _Evidence(NamedTuple):
    """One parameter's checked entries: vectors of one length. places: of the entries in the flattened parameter.

    gradient: the whole analytic one. difference, error: lengths of analytic - numeric and of the numeric's errors.
    """

    name: str
    places: Any
    analytic: Values
    numeric: Values
    weights: Values
    gradient: Values
    difference: float
    error: float

    @property
    def visible(self) -> bool:
        """Whether there is a gradient to be seen."""
        return bool(np.any(np.abs(self.numeric) > self.error))

    def agrees(self, expected: Values) -> bool:
        """Whether these are the analytic entries, of which none is wrong."""
        return bool(np.allclose(self.analytic, expected, rtol=1e-6, atol=4 * self.error))

    def fits(self, expected: Values, unknowns: int = 0) -> bool:
        """Whether this is what the analytic entries are, where more entries say so than there are unknowns."""
        if not math.isfinite(self.difference) or self.error > _VISIBLE * self.difference:
            return False
        seen = np.maximum(np.abs(self.analytic), np.abs(self.numeric)) > self.error
        left = float(np.linalg.norm(self.analytic - expected))
        return int(np.count_nonzero(seen)) > unknowns and left <= _EXPLAINED * self.difference + 4 * self.error

    def fits_but_for_penalty(self, expected: Values) -> bool:
        """The same but for a term of an L2 penalty, which each example's own loss may hold."""
        square = float(self.weights @ self.weights)
        share = float((self.analytic - expected) @ self.weights) / square if square else 0.0
        return self.fits(expected) or self.fits(expected + share * self.weights, 2)


def likely_causes(subject: Subject, gradient: Arrays, unfit: Arrays, arrays: list[ArrayCheck]) -> list[Cause]:
    """The causes that the entries speak for; parameters with the same cause together.

    gradient: the analytic one, NaN where it is ``unfit``, of another shape than its parameter.
    """
    evidence = {array.name: _evidence(subject, gradient, array) for array in arrays}
    wrong = [array.name for array in arrays if array.verdict == "wrong"]
    back = _step_back(subject, evidence, wrong)
    found: dict[_Told, list[str]] = {}
    rest: list[str] = []
    for name in wrong:
        if back is not None and name in back.arrays:
            continue
        one = evidence[name]
        told = _misshapen(one, unfit[name]) if name in unfit else _alone(subject, one)
        if told is None:
            rest.append(name)
        else:
            found.setdefault(told, []).append(name)
    causes = [back] if back is not None else []
    causes += [Cause(*told, tuple(names)) for told, names in found.items()]
    if len(rest) == 1:
        told = _some_entries(next(array for array in arrays if array.name == rest[0]), evidence[rest[0]])
        if told is not None:
            causes.append(Cause(*told, (rest.pop(),)))
    right = [name for name in evidence if name not in wrong and evidence[name].visible]
    names = [name for name in evidence if name in rest or name in right]
    return [*causes, *_placed(names, rest, bool(causes), subject.ordered)]


def _evidence(subject: Subject, gradient: Arrays, array: ArrayCheck) -> _Evidence:
    clear = [entry for entry in array.entries if entry.verdict != "inconclusive"]
    places = np.array([_flat(entry.at, array.shape) for entry in clear], dtype=int)
    analytic = np.array([entry.analytic for entry in clear])
    numeric = np.array([entry.numeric for entry in clear])
    return _Evidence(
        array.name,
        places,
        analytic,
        numeric,
        subject.params[array.name].reshape(-1)[places],
        gradient[array.name],
        float(np.linalg.norm(analytic - numeric)),
        math.hypot(*(entry.error for entry in clear)),
    )


def _flat(index: tuple[int, ...] | None, shape: tuple[int, ...]) -> int:
    return int(np.ravel_multi_index(index, shape)) if index else 0


def _step_back(subject: Subject, evidence: dict[str, _Evidence], wrong: list[str]) -> Cause | None:
    """The known mistake on the way back that makes exactly this gradient, in all parameters that it changes."""
    for kind, text, made in subject.mistakes(subject.params) if subject.mistakes else ():
        told = [name for name in wrong if name in made]
        expected = {name: array.reshape(-1)[evidence[name].places] for name, array in made.items()}
        if (
            any(evidence[name].fits(expected[name]) for name in told)
            and all(evidence[name].fits_but_for_penalty(expected[name]) for name in told)
            and all(evidence[name].agrees(expected[name]) for name in made if name not in wrong)
        ):
            return Cause(kind, text, tuple(told))
    return None


def _alone(subject: Subject, one: _Evidence) -> _Told | None:
    """What one parameter's entries say."""
    if not np.all(np.isfinite(one.gradient)):
        where = [int(i) for i in np.argwhere(~np.isfinite(one.gradient))[0]]
        return (
            "not finite",
            f"not finite, as at {where}, where the loss is smooth: a division by 0, a logarithm of 0",
        )
    if not np.any(one.gradient):
        return "zero", "the gradient is zero or missing: the way back leaves this parameter out"
    return _factor(one, subject.batch) or _regularizer(one) or _transposed(subject, one) or _part(subject, one)


def _factor(one: _Evidence, batch: int | None) -> _Told | None:
    """A constant ratio of both, in all entries; or beside terms of a penalty that are right or wrong by themselves."""
    square = float(one.numeric @ one.numeric)
    ratio = float(one.analytic @ one.numeric) / square if square else 0.0
    if abs(ratio) > _TINY and one.fits(ratio * one.numeric):
        named = _named_factor(ratio, batch)
        if named is not None:
            return named
        if one.fits(ratio * one.numeric, 1):
            return "factor", f"the analytic gradient is {ratio:.6g} times the numeric one, in all entries"
    for terms, penalty in ((one.weights, "L2"), (np.sign(one.weights), "L1")):
        both = np.stack([one.numeric, terms], axis=1)
        if len(both) < 4 or not np.all(np.isfinite(both)):
            continue
        ratio, share = (float(c) for c in np.linalg.lstsq(both, one.analytic)[0])
        named = _named_factor(ratio, batch)
        if named is not None and share and one.fits(both @ np.array([ratio, share]), 3):
            return named[0], f"{named[1]}, beside a term of the {penalty} penalty"
    return None


def _named_factor(ratio: float, batch: int | None) -> _Told | None:
    """What a factor between the analytic and the numeric gradient is known for."""
    sign = "and the sign is turned" if ratio < 0 else ""
    known: list[tuple[float, str, str]] = [(1.0, "sign", "the sign is turned: analytic = -numeric")]
    if batch is not None and batch > 1:
        known += [
            (batch, "missing 1/m", f"the factor 1/m is missing: the ratio is {batch}, the number of examples"),
            (
                1 / batch,
                "one 1/m too many",
                f"one factor 1/m too many: the ratio is 1/{batch}, m = {batch} examples",
            ),
        ]
    known += [
        (2.0, "factor", "twice too large: a factor of 2 too many, or 1/2 missing"),
        (0.5, "factor", "half as large as it should be: a factor of 2 is missing"),
    ]
    for value, kind, text in known:
        if math.isclose(abs(ratio), value, rel_tol=1e-4) and (ratio < 0 or kind != "sign"):
            return kind, f"{text}, {sign}" if sign and kind != "sign" else text
    return None


def _regularizer(one: _Evidence) -> _Told | None:
    """A difference in proportion to the weights, or to their signs."""
    for terms, penalty, symbol in ((one.weights, "L2", "w"), (np.sign(one.weights), "L1", "sign(w)")):
        square = float(terms @ terms)
        share = float((one.numeric - one.analytic) @ terms) / square if square else 0.0
        if share and one.fits(one.numeric - share * terms, 1):
            return _penalty(share, penalty, symbol)
    both = np.stack([one.weights, np.sign(one.weights)], axis=1)
    if len(both) < 4 or not np.any(one.weights):
        return None
    shares = np.linalg.lstsq(both, one.numeric - one.analytic)[0]
    if one.fits(one.numeric - both @ shares, 3):
        return _penalty(float(shares[0]), "L1 and L2", f"w + {shares[1]:.4g} sign(w)")
    return None


def _penalty(share: float, penalty: str, symbol: str) -> _Told:
    if share > 0:
        return "regularizer", f"a term of the {penalty} penalty is missing: {share:.4g} {symbol}"
    return (
        "regularizer",
        f"a term of the {penalty} penalty too many, which the loss has not: {-share:.4g} {symbol}",
    )


def _transposed(subject: Subject, one: _Evidence) -> _Told | None:
    """The entries of the gradient turned over; a penalty's term in it is not."""
    if one.gradient.ndim < 2:
        return None
    turned, weights = (
        array.reshape(array.shape[::-1]).T.reshape(-1)[one.places]
        for array in (one.gradient, subject.params[one.name])
    )
    terms = one.weights - weights
    square = float(terms @ terms)
    share = float((one.numeric - turned) @ terms) / square if square else 0.0
    plain, beside = (one._replace(analytic=found) for found in (turned, turned + share * terms))
    if plain.fits(one.numeric, 1) or beside.fits(one.numeric, 2):
        return "transposed", "transposed: it agrees once turned over (dy^T @ x in the place of x^T @ dy)"
    return None


def _part(subject: Subject, one: _Evidence) -> _Told | None:
    """Examples that count otherwise in the gradient than in the loss."""
    if subject.losses is None or subject.batch is None or subject.batch < 2:
        return None
    m = subject.batch
    each = by_example(subject.losses, subject.params, one.name, one.places) / m
    tried = list(_parts(m))
    if len(one.places) > m + 2 and np.linalg.matrix_rank(each) == m:
        tried.insert(0, np.linalg.lstsq(each, one.analytic - one.numeric + each.sum(axis=1))[0])
    for counts in tried:
        if one.fits_but_for_penalty(one.numeric + each @ (counts - 1)):
            return "part of batch", _counted(counts)
    return None


def _counted(counts: Values) -> str:
    """Which examples count, and how often."""
    m, out, inside = len(counts), np.flatnonzero(np.abs(counts) < 1e-3), np.flatnonzero(np.abs(counts) >= 1e-3)
    if not len(out) or np.ptp(counts[inside]) > 1e-3 * abs(counts[inside[0]]):
        return f"the {m} examples count unevenly: {counts.min():.3g} to {counts.max():.3g} times as much as in the loss"
    if len(inside) <= len(out):
        return f"only part of the batch counts: of {m} examples those with index {_listed(inside)}"
    return f"part of the batch is left out: of {m} examples those with index {_listed(out)}"


def _parts(m: int) -> Iterable[Any]:
    """Parts of a batch that are easily taken for all of it, as weights: a sum over m, or a mean of the part."""
    rows = np.arange(m)
    for part in (
        rows > 0,
        rows < m - 1,
        rows == 0,
        rows == m - 1,
        rows < m // 2,
        rows >= m // 2,
        rows % 2 == 0,
    ):
        yield part.astype(float)
        yield part * (m / np.count_nonzero(part))
        yield part * float(m)


def _misshapen(one: _Evidence, given: Values) -> _Told:
    """What the shape of a gradient that does not fit its parameter says."""
    shape = one.gradient.shape
    told = f"the gradient has the shape {given.shape}, its parameter {shape}"

    def agrees(array: Values) -> bool:
        found = array.reshape(-1)[one.places]
        near = np.abs(found - one.numeric) <= 4 * one.error + _EXPLAINED * np.max(
            np.abs(one.numeric), initial=0.0
        )
        return bool(np.all(near))

    if given.shape == shape[::-1] and agrees(given.T):
        return "transposed", f"transposed: {told}, and it agrees when turned over"
    if given.ndim == len(shape) + 1 and given.shape[1:] == shape:
        for name, array in (("summed", given.sum(axis=0)), ("averaged", given.mean(axis=0))):
            if agrees(array):
                return "shape", f"not {name} over the batch: {told}"
    return "shape", told


def _some_entries(array: ArrayCheck, one: _Evidence) -> _Told | None:
    """Where the wrong entries lie, when others are right."""
    wrong = [e.at for e in array.entries if e.verdict == "wrong" and e.at is not None]
    seen = [e.at for e in array.entries if e.verdict == "right" and abs(e.numeric) > e.error]
    right = [index for index in seen if index is not None]
    if not wrong or not right:
        return None
    if len(wrong) == 1:
        return "entries", f"only the entry {list(wrong[0])} is wrong, of {len(array.entries)} checked"
    for axis in range(len(array.shape)):
        lines = sorted({index[axis] for index in wrong})
        if not set(lines) & {index[axis] for index in right}:
            return "entries", f"only entries with index {_listed(lines)} along axis {axis} are wrong"
    return "entries", f"only {len(wrong)} of the {len(array.entries)} entries checked are wrong"


def _placed(names: list[str], rest: list[str], others: bool, ordered: bool) -> list[Cause]:
    """Where the mistake lies that no hypothesis explains.

    names: those and the right ones. others: whether there are other mistakes too. ordered: whether the names stand
    in the order of the way forward.
    """
    if not rest:
        return []
    right = [name for name in names if name not in rest]
    if not right:
        kind, text = "unexplained", "none of the known mistakes alone explains it"
        if not others and len(rest) > 1:
            kind = "from the loss on"
            text = "every gradient is wrong, in none of the known ways: begin with the loss's own derivative"
    elif len(rest) == 1 or (ordered and names[: len(rest)] != rest):
        kind = "own formula"
        text = "the gradients around it are right: look at this gradient's own formula, not at the way back"
    else:
        kind = "step back"
        text = (
            f"wrong up to {rest[-1]} and right from {right[0]} on: look at the step back between them"
            if ordered
            else f"wrong, and right in {_listed(right)}: look at the step back between them"
        )
        text += " (an activation's derivative, the product with the weights)"
    return [Cause(kind, text, tuple(rest))]


def _listed(items: Iterable[Any]) -> str:
    shown = [str(item) for item in items]
    return ", ".join(shown[:_SHOWN]) + (f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else "")
