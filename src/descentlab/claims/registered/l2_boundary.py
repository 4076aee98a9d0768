"""L2 regularization smooths the boundary between the classes."""

from descentlab.claims.contract import Budget, Claim, Question
from descentlab.claims.plane import EXPERIMENT, REMARK, shorter_boundary


def _ask(budget: Budget) -> list[Question]:
    return [shorter_boundary("L2", budget)]


CLAIM = Claim(
    statement="L2 regularization smooths the boundary between the classes.",
    source="the pictures in the course summary's section on regularization",
    experiment=EXPERIMENT,
    test=(
        "With it, the boundary within the box around the points, counted along the edges of 100 x 100 cells, is "
        "shorter by more than a tenth of a side of the box."
    ),
    ask=_ask,
    remark=REMARK,
)
