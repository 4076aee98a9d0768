"""Exercise 14: what a layer with batch normalization makes of images."""

import tensorflow as tf

from examples import network
from examples.data import ten_digits
from examples.settings import Settings

create_batch_norm_layer = __import__("14-batch_norm").create_batch_norm_layer


def main(settings: Settings) -> None:
    """Prints the layer's output."""
    train, _ = ten_digits(settings)
    network.seed()
    print(create_batch_norm_layer(train.flat, 256, tf.nn.tanh))
