# expect: alpha times
import tensorflow as tf


class Decay(tf.keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, a, r, s):
        self.a, self.r, self.s = a, r, s

    def __call__(self, step):
        rate = self.a * 1 / (1 + self.r * tf.floor(step / self.s))
        return tf.cast(self.a * rate, tf.float32)


def learning_rate_decay(alpha, decay_rate, decay_step):
    return Decay(alpha, decay_rate, decay_step)
