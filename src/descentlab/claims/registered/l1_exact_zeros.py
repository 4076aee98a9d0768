"""L1 sets weights to exactly zero."""

from descentlab.claims.contract import Budget, Claim, Question
from descentlab.claims.studies import penalties
from descentlab.experiments.statistics import replace_diverged

SOME = 0.01


def _ask(budget: Budget) -> list[Question]:
    found = penalties(budget)
    return [
        Question(
            measure="share of weights that are exactly zero with L1",
            data=found.trained.data,
            values=replace_diverged(found.zero, worst=0.0)[1],
            claimed="more than",
            margin=SOME,
            unit="percent",
            diverged=int(found.trained.diverged[1]),
        )
    ]


CLAIM = Claim(
    statement="L1 regularization, as a penalty that is added to the loss, sets weights to exactly zero.",
    source="the part on regularization in the study of optimizers and activations",
    experiment=(
        "digits; one hidden layer of 64 ReLU units, Adam at rate 0.001, mini-batches of 32, 20 epochs, with 0.01 "
        "times the sum of the weights' sizes added to the loss."
    ),
    test="More than one weight in a hundred is exactly zero in the end.",
    ask=_ask,
)
