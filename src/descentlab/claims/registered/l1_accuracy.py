"""L1 lowers accuracy more than L2."""

from descentlab.claims.contract import Budget, Claim, Question
from descentlab.claims.measures import more_accurate
from descentlab.claims.studies import penalties


def _ask(budget: Budget) -> list[Question]:
    found = penalties(budget).trained
    return [
        more_accurate(found, 0, 1, ("without a penalty", "L1")),
        more_accurate(found, 2, 1, ("L2", "L1")),
    ]


CLAIM = Claim(
    statement="L1 regularization lowers accuracy, and more than L2 of the same strength.",
    source="the key observations on regularization in the study of optimizers and activations",
    experiment=(
        "digits; one hidden layer of 64 ReLU units, Adam at rate 0.001, mini-batches of 32, 20 epochs; without a "
        "penalty, and with 0.01 times the sum of the weights' sizes (L1) or of their squares (L2)."
    ),
    test="With L1 the test accuracy is more than half a point below that without a penalty, and below that with L2.",
    ask=_ask,
)
