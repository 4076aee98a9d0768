"""Exercise 2: ten numbers and their partners, ten higher, stay together when shuffled."""

import numpy as np

from examples.settings import Settings

shuffle_data = __import__("2-shuffle_data").shuffle_data


def main(settings: Settings) -> None:
    """Prints both shuffled matrices."""
    del settings  # the numbers are made up
    X = np.arange(1, 11).reshape(5, 2)
    np.random.seed(0)  # the course's order comes from the global generator
    for shuffled in shuffle_data(X, X + 10):
        print(shuffled)
