# expect: no staircase
#!/usr/bin/env python3
"""decay"""
import tensorflow as tf


def learning_rate_decay(alpha, decay_rate, decay_step):
    """decay"""
    return tf.keras.optimizers.schedules.InverseTimeDecay(alpha, decay_step, decay_rate)
