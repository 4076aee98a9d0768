# expect: return forgotten
def learning_rate_decay(alpha, decay_rate, global_step, decay_step):
    alpha = alpha / (1 + decay_rate * (global_step // decay_step))


def exponential_decay(alpha, decay_rate, global_step, decay_step):
    alpha *= decay_rate ** (global_step // decay_step)
