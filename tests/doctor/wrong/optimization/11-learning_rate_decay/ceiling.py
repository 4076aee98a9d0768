# expect: rounded up
import numpy as np


def learning_rate_decay(alpha, decay_rate, global_step, decay_step):
    return alpha / (1 + decay_rate * np.ceil(global_step / decay_step))
