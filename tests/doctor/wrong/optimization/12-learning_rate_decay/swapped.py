# expect: decay_rate and decay_step swapped
import tensorflow as tf


def learning_rate_decay(alpha, decay_rate, decay_step):
    return tf.keras.optimizers.schedules.InverseTimeDecay(alpha, decay_rate, decay_step, staircase=True)
