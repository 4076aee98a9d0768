"""Momentum speeds up gradient descent when the learning rate of each is tuned."""

from descentlab.claims.contract import Budget, Claim, Question
from descentlab.claims.measures import costlier, train_tuned_by_cost
from descentlab.claims.registered.momentum import EPOCHS, SETS
from descentlab.data import load
from descentlab.experiments.grid import grid


def _ask(budget: Budget) -> list[Question]:
    recipes = grid(optimizer=["sgd", "momentum"], hidden=(64,), epochs=budget.epochs(EPOCHS))
    return [
        costlier(train_tuned_by_cost(load(name), recipes, budget.seeds), 0, 1, ("plain", "momentum"))
        for name in SETS
    ]


CLAIM = Claim(
    statement="Momentum speeds up gradient descent also when the learning rate is tuned with and without it.",
    source="the notebook collection's section on optimization algorithms, which does not say whether it tuned",
    experiment=(
        "digits and breast_cancer; one hidden layer of 64 ReLU units, mini-batches of 32, 10 epochs; gradient descent "
        "without momentum and with the decaying sum with factor 0.9, each at the best of nine learning rates over its "
        "search range (0.001 to 10, and 0.0001 to 1) by training cost on five seeds that are not reported."
    ),
    test="After the same number of steps the training cost without momentum is more than 1.1 times that with it.",
    ask=_ask,
)
