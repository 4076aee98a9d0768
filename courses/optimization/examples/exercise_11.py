"""Exercise 11: a learning rate falls in stairs."""

from examples.settings import Settings

learning_rate_decay = __import__("11-learning_rate_decay").learning_rate_decay


def main(settings: Settings) -> None:
    """Prints the rate of each of 100 steps."""
    del settings  # nothing is trained
    for step in range(100):
        print(learning_rate_decay(0.1, 1, step, 10))
