"""Learning rate decay in TensorFlow: a Keras schedule.

    rate(step) = alpha / (1 + decay_rate * floor(step / decay_step))

Notice that no step is handed in: the schedule is a function, and the optimizer that gets it as its learning rate asks
it anew at every step. Rates are float32, and so print with fewer right digits than in exercise 11.
"""

import tensorflow as tf


def learning_rate_decay(alpha, decay_rate, decay_step):
    """The schedule. alpha: first rate; decay_rate: how fast it falls; decay_step: steps a stair."""
    return tf.keras.optimizers.schedules.InverseTimeDecay(
        initial_learning_rate=alpha, decay_steps=decay_step, decay_rate=decay_rate, staircase=True
    )
