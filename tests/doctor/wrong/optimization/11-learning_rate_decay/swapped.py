# expect: swapped
def learning_rate_decay(alpha, decay_rate, global_step, decay_step):
    if global_step == 0:
        return alpha
    return alpha / (1 + decay_rate * (decay_step // global_step))
