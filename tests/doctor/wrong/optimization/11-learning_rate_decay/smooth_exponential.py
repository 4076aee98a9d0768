# expect: no staircase; and exponential decay
def learning_rate_decay(alpha, decay_rate, global_step, decay_step):
    return alpha * decay_rate ** (global_step / decay_step)
