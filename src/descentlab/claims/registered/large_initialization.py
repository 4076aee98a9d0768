"""Large random initialization learns more slowly than He initialization."""

from descentlab.claims.contract import Budget, Claim, Question
from descentlab.claims.measures import costlier
from descentlab.claims.studies import INITIALIZERS, initializations

_ROWS = list(INITIALIZERS)


def _ask(budget: Budget) -> list[Question]:
    large, he = _ROWS.index("large"), _ROWS.index("He")
    return [
        costlier(initializations(name, budget), large, he, ("large", "He")) for name in ("circles", "digits")
    ]


CLAIM = Claim(
    statement="Large random initial weights break the symmetry, but learn more slowly than He initialization.",
    source="the course summary's section on initialization",
    experiment=(
        "Normal weights of standard deviation 10 against He initialization under ReLU: circles (300 points, noise "
        "0.05; hidden layers of 10 and 5 units, 100 epochs) and digits (32 and 16 units, 20 epochs); plain gradient "
        "descent at rate 0.1 on mini-batches of 32."
    ),
    test="After the same number of steps the training cost from large weights is more than 1.1 times that from He.",
    ask=_ask,
)
