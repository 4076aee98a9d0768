# expect: rounded down after decay_rate
import numpy as np
import tensorflow as tf


class Rate(tf.keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, a, r, k):
        self.a, self.r, self.k = a, r, k

    def __call__(self, step):
        return self.a / (1 + tf.floor(self.r * tf.cast(step, tf.float32) / self.k))


def learning_rate_decay(alpha, decay_rate, decay_step):
    return Rate(alpha, decay_rate, decay_step)
