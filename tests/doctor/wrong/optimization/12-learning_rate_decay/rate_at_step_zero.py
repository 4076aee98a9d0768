# expect: returns a number
import tensorflow as tf


def learning_rate_decay(alpha, decay_rate, decay_step):
    """asks the schedule once"""
    schedule = tf.keras.optimizers.schedules.InverseTimeDecay(alpha, decay_step, decay_rate, staircase=True)
    return schedule(decay_step)
