import tensorflow as tf


def learning_rate_decay(alpha, decay_rate, decay_step):
    stairs = range(1, 40)
    return tf.keras.optimizers.schedules.PiecewiseConstantDecay(
        [k * decay_step - 1 for k in stairs],
        [alpha] + [alpha / (1 + decay_rate * k) for k in stairs])
