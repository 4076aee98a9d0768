"""Learning-rate decay lowers the final loss when the initial rate is tuned with and without it."""

from descentlab.claims.contract import Budget, Claim, Question
from descentlab.claims.measures import costlier, train_tuned_by_cost
from descentlab.claims.registered.decay_same_rate import SETS, schedules
from descentlab.data import load


def _ask(budget: Budget) -> list[Question]:
    recipes = schedules(budget, None)
    return [
        costlier(train_tuned_by_cost(load(name), recipes, budget.seeds), 0, 1, ("constant", "decay"))
        for name in SETS
    ]


CLAIM = Claim(
    statement="Learning-rate decay lowers the final training cost also when its initial rate is tuned, as without.",
    source="the tasks on learning-rate decay in the optimization project and in the machine-learning project",
    experiment=(
        "digits and breast_cancer; one hidden layer of 64 ReLU units, gradient descent, mini-batches of 32, 20 "
        "epochs; the rate constant, and by inverse-time decay in ten stairs, each at the best of nine initial rates "
        "from 0.001 to 10 by training cost on five seeds that are not reported."
    ),
    test="On both data sets, the training cost at a constant rate ends more than 1.1 times as high as with decay.",
    ask=_ask,
)
