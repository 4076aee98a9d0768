"""Zero initialization does not reduce the cost, where one class is larger than the other."""

from descentlab.claims.contract import Budget, Claim, Question
from descentlab.claims.registered.zero_initialization import removed


def _ask(budget: Budget) -> list[Question]:
    return [removed("breast_cancer", "zero", budget, 2)]


CLAIM = Claim(
    statement=(
        "A network whose weights start at zero does not reduce its cost, also where the classes are of unequal size, "
        "which the biases of its outputs can learn."
    ),
    source="the course summary's section on initialization, which makes no exception for such classes",
    experiment=(
        "breast_cancer (37% and 63% of the examples); hidden layers of 10 and 5 units, ReLU, plain gradient descent "
        "at rate 0.1 on mini-batches of 32, 100 epochs."
    ),
    test="From zero weights training removes less than 1% of the cost ln 2.",
    ask=_ask,
)
