import tensorflow as tf


class Stairs(tf.keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, alpha, rate, width):
        self.alpha, self.rate, self.width = alpha, rate, width

    def __call__(self, step):
        stair = tf.floor(tf.cast(step, tf.float32) / self.width)
        return self.alpha / (1 + self.rate * stair)


def learning_rate_decay(alpha, decay_rate, decay_step):
    return Stairs(alpha, decay_rate, decay_step)
