# expect: 0.5 times
def exponential_decay(alpha, decay_rate, global_step, decay_step):
    return alpha / 2 * decay_rate ** (global_step // decay_step)


def learning_rate_decay(alpha, decay_rate, global_step, decay_step):
    return alpha / (1 + decay_rate * (global_step // decay_step))
