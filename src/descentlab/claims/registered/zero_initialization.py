"""Zero initialization does not reduce the cost."""

import numpy as np

from descentlab.claims.contract import Budget, Claim, Question
from descentlab.claims.studies import INITIALIZERS, initializations
from descentlab.experiments.statistics import Floats, replace_diverged

LEARNT, CONTROL = 0.01, 0.5
_ROWS = list(INITIALIZERS)


def removed(name: str, initializer: str, budget: Budget, classes: int) -> Question:
    """The share of the cost ln(classes), that of a network which knows nothing, which training removed."""
    found, row = initializations(name, budget), _ROWS.index(initializer)
    cost: Floats = replace_diverged(found.cost, higher_is_better=False)[row]
    return Question(
        measure=f"share of the initial cost that training removed, {initializer} initialization",
        data=found.data,
        values=1 - np.exp(cost) / np.log(classes),
        claimed="less than" if initializer == "zero" else "more than",
        margin=LEARNT if initializer == "zero" else CONTROL,
        unit="percent",
        diverged=int(found.diverged[row]),
    )


def _ask(budget: Budget) -> list[Question]:
    sets = {"circles": 2, "digits": 10}
    return [removed(name, one, budget, classes) for name, classes in sets.items() for one in ("zero", "He")]


CLAIM = Claim(
    statement="A network whose weights start at zero does not reduce its cost: symmetry is never broken.",
    source="the course summary's section on initialization",
    experiment=(
        "Classes of equal size: circles (300 points, noise 0.05; hidden layers of 10 and 5 units, 100 epochs) and "
        "digits (32 and 16 units, 20 epochs); ReLU, plain gradient descent at rate 0.1 on mini-batches of 32."
    ),
    test=(
        "From zero weights training removes less than 1% of the cost ln(classes). As a control, the same training "
        "from He initialization removes more than half of it."
    ),
    ask=_ask,
)
