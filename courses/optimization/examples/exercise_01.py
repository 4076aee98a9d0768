"""Exercise 1: three features before and after normalization."""

from examples.data import three_features
from examples.settings import Settings

normalization_constants = __import__("0-norm_constants").normalization_constants
normalize = __import__("1-normalize").normalize


def main(settings: Settings) -> None:
    """Prints ten rows, the same rows normalized, and the constants of the normalized matrix."""
    del settings  # the numbers are made up
    before = three_features()
    after = normalize(before, *normalization_constants(before))
    for shown in (before[:10], after[:10], *normalization_constants(after)):
        print(shown)
