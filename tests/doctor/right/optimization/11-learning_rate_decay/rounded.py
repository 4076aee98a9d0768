import math


def learning_rate_decay(alpha, decay_rate, global_step, decay_step):
    if global_step < decay_step:
        return alpha
    return round(alpha / (1 + decay_rate * math.floor(global_step / decay_step)), 8)
