"""Momentum in TensorFlow: a Keras optimizer.

For each entry of a variable, with gradient g:

    v   <- beta1 * v - alpha * g
    var <- var + v

Notice what is missing beside exercise 5: the factor 1 - beta1. At the same alpha these steps are up to
1 / (1 - beta1) times as long, ten times for beta1 = 0.9.
"""

import tensorflow as tf


def create_momentum_op(alpha, beta1):
    """The optimizer. alpha: learning rate; beta1: momentum weight."""
    return tf.keras.optimizers.SGD(learning_rate=alpha, momentum=beta1)
