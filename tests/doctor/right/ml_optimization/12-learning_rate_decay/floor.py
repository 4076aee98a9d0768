import numpy as np

def learning_rate_decay(alpha, decay_rate, global_step, decay_step):
    return np.multiply(alpha, 1 / (1 + decay_rate * np.floor(global_step / decay_step)))

def exponential_decay(alpha, decay_rate, global_step, decay_step):
    return alpha * np.power(decay_rate, np.floor(np.divide(global_step, decay_step)))
