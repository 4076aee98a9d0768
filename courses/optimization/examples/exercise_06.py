"""Exercise 6: a network learns ten digits by Keras's momentum."""

from examples import network
from examples.settings import Settings

create_momentum_op = __import__("6-momentum").create_momentum_op


def main(settings: Settings) -> None:
    """Prints the cost every 100 steps and draws the predictions."""
    network.descend(create_momentum_op(0.01, 0.9), "exercise_06", settings)
