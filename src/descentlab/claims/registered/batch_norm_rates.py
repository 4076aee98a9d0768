"""Batch normalization allows larger learning rates."""

import math

import numpy as np

from descentlab.claims.contract import Budget, Claim, Question
from descentlab.claims.measures import several, train
from descentlab.data import load
from descentlab.experiments.statistics import Floats

RATES = tuple(2.0**k for k in range(-3, 6))
ENOUGH = 0.9
MARGIN = math.log(1.5)


def largest(accuracy: Floats) -> Floats:
    """The largest rate with which each seed's run learnt, from (rates, seeds); below the smallest where none did."""
    learnt = np.nan_to_num(accuracy) >= ENOUGH
    highest = len(RATES) - 1 - np.argmax(learnt[::-1], axis=0)
    return np.where(learnt.any(axis=0), np.array(RATES)[highest], RATES[0] / 2)


def _ask(budget: Budget) -> list[Question]:
    each = [{"normalization": one, "learning_rate": rate} for one in (None, "batch_norm") for rate in RATES]
    common = {"hidden": (64, 64), "optimizer": "sgd", "epochs": budget.epochs(10)}
    found = train(load("digits"), several(common, *each), budget.seeds)
    without, batch_norm = (largest(half) for half in np.split(found.accuracy, 2))
    return [
        Question(
            measure="largest learning rate that reaches 90% test accuracy: with batch normalization over without",
            data=found.data,
            values=np.log(batch_norm / without),
            claimed="more than",
            margin=MARGIN,
            unit="times",
            diverged=int(found.diverged.sum()),
            detail=f"medians {np.median(batch_norm):g} with, {np.median(without):g} without",
        )
    ]


CLAIM = Claim(
    statement="Batch normalization allows larger learning rates.",
    source="the tasks on batch normalization in the optimization project and in the machine-learning project",
    experiment=(
        "digits; hidden layers of 64 and 64 ReLU units, gradient descent, mini-batches of 32, 10 epochs; with and "
        "without batch normalization, learning rates 0.125, 0.25, ... 32."
    ),
    test="The largest rate that reaches 90% test accuracy is more than 1.5 times as large with it as without.",
    ask=_ask,
)
