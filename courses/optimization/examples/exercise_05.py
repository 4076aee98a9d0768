"""Exercise 5: logistic regression by momentum."""

from typing import Any

from examples import logistic
from examples.settings import Settings

update_variables_momentum = __import__("5-momentum").update_variables_momentum


def main(settings: Settings) -> None:
    """Prints the cost every 100 steps and draws the predictions."""

    def update(var: Any, grad: Any, moments: list[Any], t: int) -> tuple[Any, ...]:
        del t  # the same rule at every step
        return update_variables_momentum(0.01, 0.9, var, grad, *moments)

    logistic.descend(update, 1, "exercise_05", settings)
