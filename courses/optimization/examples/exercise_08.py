"""Exercise 8: a network learns ten digits by Keras's RMSProp."""

from examples import network
from examples.settings import Settings

create_RMSProp_op = __import__("8-RMSProp").create_RMSProp_op


def main(settings: Settings) -> None:
    """Prints the cost every 100 steps and draws the predictions."""
    network.descend(create_RMSProp_op(0.001, 0.9, 1e-7), "exercise_08", settings)
