"""Exercise 7: logistic regression by RMSProp."""

from typing import Any

from examples import logistic
from examples.settings import Settings

update_variables_RMSProp = __import__("7-RMSProp").update_variables_RMSProp


def main(settings: Settings) -> None:
    """Prints the cost every 100 steps and draws the predictions."""

    def update(var: Any, grad: Any, moments: list[Any], t: int) -> tuple[Any, ...]:
        del t  # the same rule at every step
        return update_variables_RMSProp(0.001, 0.9, 1e-8, var, grad, *moments)

    logistic.descend(update, 1, "exercise_07", settings)
