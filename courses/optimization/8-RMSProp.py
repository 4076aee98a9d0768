"""RMSProp in TensorFlow: a Keras optimizer.

For each entry of a variable, with gradient g:

    s   <- beta2 * s + (1 - beta2) * g^2
    var <- var - alpha * g / sqrt(s + epsilon)

Notice where epsilon stands: inside the root, unlike in exercise 7. There 1e-7 weighs like 3e-4 outside of it. In Keras
beta2 is called `rho`; its `momentum` is another thing, and stays 0.
"""

import tensorflow as tf


def create_RMSProp_op(alpha, beta2, epsilon):
    """The optimizer. alpha: learning rate; beta2: weight of the past; epsilon: against division by 0."""
    return tf.keras.optimizers.RMSprop(learning_rate=alpha, rho=beta2, epsilon=epsilon)
