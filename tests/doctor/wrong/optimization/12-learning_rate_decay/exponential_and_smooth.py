# expect: no staircase; and exponential decay
import tensorflow as tf


def learning_rate_decay(alpha, decay_rate, decay_step):
    return tf.keras.optimizers.schedules.ExponentialDecay(alpha, decay_step, decay_rate)
