"""Exercise 0: the mean and the deviation of three features."""

from examples.data import three_features
from examples.settings import Settings

normalization_constants = __import__("0-norm_constants").normalization_constants


def main(settings: Settings) -> None:
    """Prints the means, then the deviations."""
    del settings  # the numbers are made up
    means, deviations = normalization_constants(three_features())
    print(means)
    print(deviations)
