"""Adam in TensorFlow: a Keras optimizer.

For each entry of a variable, with gradient g at step t = 1, 2, 3, ...

    v   <- beta1 * v + (1 - beta1) * g
    s   <- beta2 * s + (1 - beta2) * g^2
    var <- var - alpha * sqrt(1 - beta2^t) / (1 - beta1^t) * v / (sqrt(s) + epsilon)

Notice that both corrections are drawn together in front, and epsilon joins the uncorrected size: the steps are those of
exercise 9 with epsilon / sqrt(1 - beta2^t), which at the first step is 32 times epsilon for beta2 = 0.999.
"""

import tensorflow as tf


def create_Adam_op(alpha, beta1, beta2, epsilon):
    """The optimizer. alpha: learning rate; beta1, beta2: the moments' weights; epsilon: against division by 0."""
    return tf.keras.optimizers.Adam(learning_rate=alpha, beta_1=beta1, beta_2=beta2, epsilon=epsilon)
