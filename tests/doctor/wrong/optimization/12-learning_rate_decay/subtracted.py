# expect: decay_rate subtracted at each stair
import numpy as np
import tensorflow as tf


class Rate(tf.keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, a, r, k):
        self.a, self.r, self.k = a, r, k

    def __call__(self, step):
        return self.a - self.r * tf.floor(tf.cast(step, tf.float32) / self.k)


def learning_rate_decay(alpha, decay_rate, decay_step):
    return Rate(alpha, decay_rate, decay_step)
