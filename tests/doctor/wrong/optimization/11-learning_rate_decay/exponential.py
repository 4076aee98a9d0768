# expect: exponential decay
import numpy as np


def learning_rate_decay(alpha, decay_rate, global_step, decay_step):
    return alpha * np.power(decay_rate, global_step // decay_step)
