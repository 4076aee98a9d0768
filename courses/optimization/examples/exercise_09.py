"""Exercise 9: logistic regression by Adam."""

from typing import Any

from examples import logistic
from examples.settings import Settings

update_variables_Adam = __import__("9-Adam").update_variables_Adam


def main(settings: Settings) -> None:
    """Prints the cost every 100 steps and draws the predictions."""

    def update(var: Any, grad: Any, moments: list[Any], t: int) -> tuple[Any, ...]:
        return update_variables_Adam(0.001, 0.9, 0.99, 1e-8, var, grad, *moments, t)

    logistic.descend(update, 2, "exercise_09", settings)
