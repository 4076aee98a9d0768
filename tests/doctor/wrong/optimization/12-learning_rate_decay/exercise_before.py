# expect: this one asks for
import numpy as np


def learning_rate_decay(alpha, decay_rate, global_step, decay_step):
    """numpy"""
    return alpha / (1 + decay_rate * np.floor(global_step / decay_step))
