"""Momentum as an average of the gradients speeds up gradient descent, at the same learning rate."""

from descentlab.claims.contract import Budget, Claim, Question
from descentlab.claims.registered.momentum import slower_without


def _ask(budget: Budget) -> list[Question]:
    return slower_without("momentum(momentum=0.9, dampening=0.9)", budget)


CLAIM = Claim(
    statement=(
        "Momentum speeds up gradient descent at the same learning rate, as the documents define it: an exponentially "
        "weighted average."
    ),
    source="the notebook collection's section on optimization algorithms, and the optimization project's momentum task",
    experiment=(
        "digits and breast_cancer; one hidden layer of 64 ReLU units, mini-batches of 32, 10 epochs; gradient descent "
        "at rate 0.01 without momentum, and with the average of the gradients that keeps 0.9 of its last value."
    ),
    test="After the same number of steps the training cost without momentum is more than 1.1 times that with it.",
    ask=_ask,
)
