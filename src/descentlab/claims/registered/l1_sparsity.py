"""L1 drives weights towards zero."""

from descentlab.claims.contract import Budget, Claim, Question
from descentlab.claims.studies import penalties
from descentlab.experiments.statistics import replace_diverged

MORE = 0.1


def _ask(budget: Budget) -> list[Question]:
    found = penalties(budget)
    small = replace_diverged(found.small, worst=0.0)
    return [
        Question(
            measure=f"share of weights smaller than 0.01: L1 minus {name}",
            data=found.trained.data,
            values=small[1] - small[row],
            claimed="more than",
            margin=MORE,
            unit="percent",
            diverged=int(found.trained.diverged[[1, row]].sum()),
            detail=f"{100 * small[1].mean():.0f}% with L1, {100 * small[row].mean():.0f}% {name}",
        )
        for row, name in {0: "without a penalty", 2: "with L2"}.items()
    ]


CLAIM = Claim(
    statement="L1 regularization makes weights sparse: many are next to zero, more than with L2 of the same strength.",
    source="the part on regularization in the study of optimizers and activations",
    experiment=(
        "digits; one hidden layer of 64 ReLU units, Adam at rate 0.001, mini-batches of 32, 20 epochs; without a "
        "penalty, and with 0.01 times the sum of the weights' sizes (L1) or of their squares (L2)."
    ),
    test=(
        "The share of weights between -0.01 and 0.01 is with L1 more than ten points above that without a penalty, "
        "and above that with L2."
    ),
    ask=_ask,
)
