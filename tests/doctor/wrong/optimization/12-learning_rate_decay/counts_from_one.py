# expect: one step early
import tensorflow as tf


class Decay(tf.keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, a, r, s):
        self.a, self.r, self.s = a, r, s

    def __call__(self, step):
        k = (tf.cast(step, tf.float32) + 1) // self.s
        return self.a / (1 + self.r * k)


def learning_rate_decay(alpha, decay_rate, decay_step):
    return Decay(alpha, decay_rate, decay_step)
