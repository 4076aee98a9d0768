# expect: decay_step
import tensorflow as tf


def learning_rate_decay(alpha, decay_rate, decay_step):
    return tf.keras.optimizers.schedules.InverseTimeDecay(
        initial_learning_rate=alpha, decay_rate=decay_rate, decay_step=decay_step, staircase=True)
