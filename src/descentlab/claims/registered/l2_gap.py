"""L2 regularization shrinks the gap between training and test accuracy."""

from descentlab.claims.contract import Budget, Claim, Question
from descentlab.claims.plane import EXPERIMENT, REMARK, smaller_gap


def _ask(budget: Budget) -> list[Question]:
    return smaller_gap("L2", budget)


CLAIM = Claim(
    statement="L2 regularization shrinks the gap between training and test accuracy.",
    source="the course summary's section on regularization, and the notebook collection's",
    experiment=EXPERIMENT,
    test=(
        "Without it, training accuracy exceeds test accuracy by more than half a point; with it, the difference is "
        "smaller by more than half a point."
    ),
    ask=_ask,
    remark=REMARK,
)
