"""Exercise 12: a Keras optimizer follows a schedule; whatever it trains, its rate falls by the steps it took."""

import numpy as np
import tensorflow as tf

from examples.settings import Settings

learning_rate_decay = __import__("12-learning_rate_decay").learning_rate_decay


def main(settings: Settings) -> None:
    """Prints the optimizer's rate before each of 100 steps."""
    del settings  # any variable will do
    optimizer = tf.keras.optimizers.SGD(learning_rate=learning_rate_decay(0.1, 1, 10))
    variable = tf.Variable(tf.constant(1.0))
    for _ in range(100):
        print(np.float32(optimizer.learning_rate))
        optimizer.apply_gradients([(variable, variable)])  # the gradient of variable^2 / 2
