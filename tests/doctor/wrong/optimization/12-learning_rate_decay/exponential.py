# expect: exponential decay
import tensorflow as tf


def learning_rate_decay(alpha, decay_rate, decay_step):
    """exp"""
    sched = tf.keras.optimizers.schedules.ExponentialDecay(
        alpha, decay_steps=decay_step, decay_rate=decay_rate, staircase=True)
    return sched
