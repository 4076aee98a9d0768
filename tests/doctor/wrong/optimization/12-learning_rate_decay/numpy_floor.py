# expect: cannot be used inside tf.function
import numpy as np
import tensorflow as tf


class Rate(tf.keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, a, r, k):
        self.a, self.r, self.k = a, r, k

    def __call__(self, step):
        return tf.constant(self.a / (1 + self.r * np.floor(float(step) / self.k)), tf.float32)


def learning_rate_decay(alpha, decay_rate, decay_step):
    return Rate(alpha, decay_rate, decay_step)
