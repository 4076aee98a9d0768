# expect: returns an optimizer
import tensorflow as tf


def learning_rate_decay(alpha, decay_rate, decay_step):
    schedule = tf.keras.optimizers.schedules.InverseTimeDecay(alpha, decay_step, decay_rate, staircase=True)
    return tf.keras.optimizers.SGD(learning_rate=schedule)
