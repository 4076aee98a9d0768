"""Sigmoid with momentum is the worst combination of optimizer and activation."""

from descentlab.claims.contract import Budget, Claim, Question
from descentlab.claims.measures import more_accurate
from descentlab.claims.studies import COMBINATIONS, combinations

WORST = ("momentum", "sigmoid")


def _ask(budget: Budget) -> list[Question]:
    found, worst = combinations(budget), COMBINATIONS.index(WORST)
    return [
        more_accurate(found, row, worst, (f"{activation} with {optimizer}", "sigmoid with momentum"))
        for row, (optimizer, activation) in enumerate(COMBINATIONS)
        if row != worst
    ]


CLAIM = Claim(
    statement="Of Adam, RMSProp and momentum with ReLU and sigmoid, sigmoid with momentum is the least accurate.",
    source="the key findings of the study of optimizers and activations",
    experiment=(
        "digits; hidden layers of 64 and 32 units, mini-batches of 32, 10 epochs; learning rates as the optimizers "
        "come, because the study says nothing of tuning: 0.001 for Adam and RMSProp, 0.01 for momentum."
    ),
    test="The test accuracy of each of the five others is more than half a point above that of the two together.",
    ask=_ask,
)
