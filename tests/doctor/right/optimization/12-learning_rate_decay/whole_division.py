"""Schedule with whole division of tensors."""
import tensorflow as tf
import numpy as np


def learning_rate_decay(alpha: float, decay_rate: float, decay_step: int):
    """a schedule"""

    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        """inverse time"""

        def __call__(self, step):
            stairs = tf.cast(tf.convert_to_tensor(step) // decay_step, tf.float32)
            return alpha / (1.0 + decay_rate * stairs)

        def get_config(self):
            """what it is made of"""
            return {"alpha": alpha}

    return Schedule()
