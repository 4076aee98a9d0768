"""RMSProp and Adam beat plain gradient descent, each at its default learning rate."""

from descentlab.claims.contract import Budget, Claim, Question
from descentlab.claims.measures import more_accurate
from descentlab.claims.studies import OPTIMIZERS, optimizers

SETS = ("digits", "breast_cancer")


def better(tuned: bool, budget: Budget) -> list[Question]:
    """RMSProp and Adam each against plain gradient descent on each data set."""
    plain = OPTIMIZERS.index("sgd")
    return [
        more_accurate(optimizers(name, tuned, budget), OPTIMIZERS.index(one), plain, (one, "sgd"))
        for name in SETS
        for one in ("rmsprop", "adam")
    ]


def _ask(budget: Budget) -> list[Question]:
    return better(tuned=False, budget=budget)


CLAIM = Claim(
    statement="Untuned, RMSProp and Adam beat plain gradient descent after a short training.",
    source=(
        "the notebook collection's section on optimization algorithms, and the key results of the study of optimizers "
        "and activations"
    ),
    experiment=(
        "digits and breast_cancer; one hidden layer of 64 ReLU units, mini-batches of 32, 10 epochs; learning rates "
        "as the optimizers come: 0.001 for RMSProp and Adam, 0.01 for gradient descent."
    ),
    test="On both data sets, the test accuracy of each is more than half a point above that of gradient descent.",
    ask=_ask,
)
