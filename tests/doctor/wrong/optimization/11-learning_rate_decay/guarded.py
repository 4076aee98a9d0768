# expect: alpha unchanged
import numpy as np


def learning_rate_decay(alpha, decay_rate, global_step, decay_step):
    """learning rate decay"""
    if global_step / decay_rate != 0:
        return alpha
    return alpha / (1 + decay_rate * global_step / decay_step)
