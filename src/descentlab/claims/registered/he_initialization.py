"""He initialization reaches the lowest cost soonest under ReLU."""

import numpy as np

from descentlab.claims.contract import Budget, Claim, Question
from descentlab.claims.measures import SMALLEST
from descentlab.claims.studies import INITIALIZERS, initializations
from descentlab.experiments.statistics import replace_diverged

_ROWS = list(INITIALIZERS)


def _ask(budget: Budget) -> list[Question]:
    return [_sooner(name, other, budget) for name in ("circles", "digits") for other in ("zero", "large")]


def _sooner(name: str, other: str, budget: Budget) -> Question:
    found = initializations(name, budget)
    he, row = _ROWS.index("He"), _ROWS.index(other)
    cost = np.log(np.maximum(found.curves, SMALLEST))
    half = cost.shape[2] // 2 - 1
    pair = replace_diverged(np.stack([cost[row, :, -1], cost[he, :, half]]), higher_is_better=False)
    return Question(
        measure=f"training cost: {other} in the last epoch over He halfway",
        data=found.data,
        values=pair[0] - pair[1],
        claimed="more than",
        margin=0.0,
        unit="times",
        diverged=int(found.diverged[[he, row]].sum()),
    )


CLAIM = Claim(
    statement="Of zero, large random and He initialization, He reaches the lowest cost in the least time under ReLU.",
    source="the course summary's section on initialization",
    experiment=(
        "Zero weights, normal weights of standard deviation 10 and He initialization under ReLU: circles (300 points, "
        "noise 0.05; hidden layers of 10 and 5 units, 100 epochs) and digits (32 and 16 units, 20 epochs); plain "
        "gradient descent at rate 0.1 on mini-batches of 32."
    ),
    test="He's training cost halfway through is already lower than either other's in the last epoch.",
    ask=_ask,
)
