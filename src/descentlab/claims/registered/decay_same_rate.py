"""Learning-rate decay lowers the final loss, from the same initial rate."""

from descentlab.claims.contract import Budget, Claim, Question
from descentlab.claims.measures import costlier, train
from descentlab.data import load
from descentlab.experiments.grid import Grid, grid

SETS = ("digits", "breast_cancer")
STAIRS = 10


def schedules(budget: Budget, rate: float | None) -> Grid:
    """A constant rate, and one that falls in ten stairs to a tenth."""
    epochs = budget.epochs(20)
    decay = f"inverse_time(decay_epochs={max(1, epochs // STAIRS)}, decay_rate=1, staircase=true)"
    return grid(schedule=["constant", decay], optimizer="sgd", learning_rate=rate, hidden=(64,), epochs=epochs)


def _ask(budget: Budget) -> list[Question]:
    recipes = schedules(budget, 0.1)
    return [costlier(train(load(name), recipes, budget.seeds), 0, 1, ("constant", "decay")) for name in SETS]


CLAIM = Claim(
    statement="Learning-rate decay lowers the final training cost from the same initial rate.",
    source="the tasks on learning-rate decay in the optimization project and in the machine-learning project",
    experiment=(
        "digits and breast_cancer; one hidden layer of 64 ReLU units, gradient descent from the task's rate 0.1, "
        "mini-batches of 32, 20 epochs; the rate constant, and by the task's inverse-time decay in ten stairs."
    ),
    test="On both data sets, the training cost at a constant rate ends more than 1.1 times as high as with decay.",
    ask=_ask,
)
