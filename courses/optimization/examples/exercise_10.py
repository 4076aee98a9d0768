"""Exercise 10: a network learns ten digits by Keras's Adam."""

from examples import network
from examples.settings import Settings

create_Adam_op = __import__("10-Adam").create_Adam_op


def main(settings: Settings) -> None:
    """Prints the cost every 100 steps and draws the predictions."""
    network.descend(create_Adam_op(0.001, 0.9, 0.999, 1e-7), "exercise_10", settings)
