# expect: cannot be used inside tf.function
"""Schedule with whole division, a Python number for each step."""
import tensorflow as tf
import numpy as np


def learning_rate_decay(alpha: float, decay_rate: float, decay_step: int):
    """a schedule"""

    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        """inverse time"""

        def __call__(self, step):
            return alpha / (1.0 + decay_rate * (int(step) // decay_step))

        def get_config(self):
            """what it is made of"""
            return {"alpha": alpha}

    return Schedule()
