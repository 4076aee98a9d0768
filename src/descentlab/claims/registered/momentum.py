"""Momentum speeds up gradient descent, at the same learning rate."""

from descentlab.claims.contract import Budget, Claim, Question
from descentlab.claims.measures import costlier, train
from descentlab.data import load
from descentlab.experiments.grid import grid

EPOCHS = 10
SETS = ("digits", "breast_cancer")


def slower_without(momentum: str, budget: Budget) -> list[Question]:
    """Is plain gradient descent's cost above that of this form of momentum, at rate 0.01?"""
    recipes = grid(optimizer=["sgd", momentum], learning_rate=0.01, hidden=(64,), epochs=budget.epochs(EPOCHS))
    return [costlier(train(load(name), recipes, budget.seeds), 0, 1, ("plain", "momentum")) for name in SETS]


def _ask(budget: Budget) -> list[Question]:
    return slower_without("momentum", budget)


CLAIM = Claim(
    statement="Momentum speeds up gradient descent at the same learning rate, as libraries define it: a decaying sum.",
    source="the notebook collection's section on optimization algorithms",
    experiment=(
        "digits and breast_cancer; one hidden layer of 64 ReLU units, mini-batches of 32, 10 epochs; gradient descent "
        "at rate 0.01 without momentum, and with the decaying sum of the gradients with factor 0.9."
    ),
    test="After the same number of steps the training cost without momentum is more than 1.1 times that with it.",
    ask=_ask,
)
