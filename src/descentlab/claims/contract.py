"""What a claim is, and how evidence is turned into a verdict.

A claim asks one question or several. A question is a number for each seed (mostly a paired difference between two
recipes) and a margin that it is claimed to lie beyond. Experiment, margins and number of seeds are written down before
results are looked at. By the mean over seeds, its 99% interval (BCa) and an exact sign-flip test around the margin, a
question is

    as claimed   the whole interval lies on the claimed side of the margin, and p <= 0.01
    otherwise    the whole interval lies on the other side, and p <= 0.01
    open         anything else

A claim is *supported* if all its questions are as claimed: all must be, so nothing is corrected for. It is *not
supported* if one of them is otherwise, with p corrected for their number (Bonferroni): any could be. Else one *can't
tell*. Verdicts are not corrected over claims, because a claim's verdict should not depend on which others are tested
along with it; the level is 1% instead, half of it on each side of the margin.
"""

import math
from collections.abc import Callable
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from descentlab.errors import InputError
from descentlab.experiments.statistics import Floats, paired

SEEDS = 20
"""Seeds of every claim; with these the sign-flip test counts all flips."""
ALPHA = 0.01
POINTS = 0.005
"""Half a point of accuracy: what is less makes no difference."""
TIMES = math.log(1.1)
"""A cost ten percent larger: what is less makes no difference."""

Unit = Literal["points", "percent", "times", "tenfold", "sides"]
_SUFFIXES: dict[Unit, str] = {
    "points": " points",
    "percent": "%",
    "times": " times",
    "tenfold": "",
    "sides": " sides",
}
Finding = Literal["as claimed", "otherwise", "open"]
Verdict: TypeAlias = Literal["supported", "not supported", "can't tell"]
VERDICTS: tuple[Verdict, ...] = ("supported", "not supported", "can't tell")


class Budget(NamedTuple):
    """How much to spend. shorter: trainings are so many times shorter (tests)."""

    seeds: int = SEEDS
    shorter: int = 1

    def epochs(self, count: int) -> int:
        """So many epochs, or fewer where trainings are shorter."""
        return max(2, count // self.shorter)


class Question(NamedTuple):
    """What was measured. values: shape (seeds,), finite.

    unit: "points" or "percent" (values are shares), "times" (natural logarithms of ratios), "tenfold" (decimal
    logarithms), "sides" (lengths). diverged: how many of the runs behind it did. detail: what else there is to know.
    """

    measure: str
    data: str
    values: Floats
    claimed: Literal["more than", "less than"]
    margin: float
    unit: Unit
    diverged: int = 0
    detail: str = ""


class Evidence(NamedTuple):
    """A question's answer. estimate, low, high, margin: in the question's own numbers (see its unit).

    share: of the seeds that lie beyond the margin as claimed, ties counted half.
    """

    measure: str
    data: str
    claimed: str
    margin: float
    unit: Unit
    estimate: float
    low: float
    high: float
    n: int
    p_value: float
    test: str
    share: float
    diverged: int
    detail: str
    finding: Finding


class Claim(NamedTuple):
    """One file of ``registered``.

    statement: in our words. source: where it is from. experiment: what is trained on what. test: what counts as
    support. ask: trains, and gives the questions with their measurements. remark: what a reader of the verdict should
    know besides, such as an experiment that was changed after a first result.
    """

    statement: str
    source: str
    experiment: str
    test: str
    ask: Callable[[Budget], list[Question]]
    remark: str = ""


def judge(question: Question) -> Evidence:
    """The evidence in a question's values. Raises InputError unless they are finite, one for each seed."""
    values = np.asarray(question.values, dtype=np.float64)
    if not np.isfinite(values).all():
        raise InputError(f"{question.measure}: values must be finite; diverged runs count as the worst score")
    sign = 1.0 if question.claimed == "more than" else -1.0
    beyond = paired(sign * (values - question.margin), np.zeros_like(values), confidence=1 - ALPHA)
    ends = sorted(question.margin + sign * end for end in (beyond.low, beyond.high))
    finding: Finding = "open"
    if beyond.p_value <= ALPHA and beyond.low > 0:
        finding = "as claimed"
    elif beyond.p_value <= ALPHA and beyond.high < 0:
        finding = "otherwise"
    return Evidence(
        measure=question.measure,
        data=question.data,
        claimed=question.claimed,
        margin=question.margin,
        unit=question.unit,
        estimate=float(values.mean()),
        low=ends[0],
        high=ends[1],
        n=beyond.n,
        p_value=beyond.p_value,
        test=beyond.test,
        share=beyond.probability,
        diverged=question.diverged,
        detail=question.detail,
        finding=finding,
    )


def verdict(evidence: list[Evidence]) -> Verdict:
    """The verdict on a claim, from the evidence on all its questions."""
    if all(one.finding == "as claimed" for one in evidence):
        return "supported"
    against = [one.p_value for one in evidence if one.finding == "otherwise"]
    return "not supported" if against and min(against) * len(evidence) <= ALPHA else "can't tell"


def shown(value: float, unit: Unit) -> str:
    """A number of a question with its unit, to about two digits, which other machines give too."""
    return f"{number(value, unit)}{_SUFFIXES[unit]}"


def shown_between(low: float, high: float, unit: Unit) -> str:
    """An interval with its unit."""
    return f"{number(low, unit)} to {shown(high, unit)}"


def number(value: float, unit: Unit) -> str:
    """A number of a question without its unit."""
    if math.isnan(value):
        return "unknown"
    if unit == "times":
        return _digits(math.exp(value))
    if unit == "sides":
        return f"{round(value, 2) + 0.0:.2f}"  # + 0.0: no minus before a zero
    return f"{round(100 * value, 1) + 0.0:.1f}" if unit != "tenfold" else f"10^{round(value, 1) + 0.0:.1f}"


def _digits(ratio: float) -> str:
    """Two digits, and three of a number near 1."""
    if 0.1 <= ratio < 10:
        return f"{ratio:.2f}"
    rounded = float(f"{ratio:.2g}")
    return f"{rounded:,.0f}" if 100 <= rounded < 1e6 else f"{rounded:g}"
