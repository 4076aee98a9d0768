"""The rate as a schedule that does not change."""
import tensorflow as tf


class Constant(tf.keras.optimizers.schedules.LearningRateSchedule):
    """always the same"""

    def __init__(self, rate):
        self.rate = rate

    def __call__(self, step):
        return self.rate


def create_Adam_op(alpha, beta1=0.9, beta2=0.999, epsilon=1e-7):
    """Adam with a schedule"""
    return tf.keras.optimizers.Adam(Constant(alpha), beta_1=beta1, beta_2=beta2, epsilon=epsilon)
