# expect: only at multiples
def learning_rate_decay(alpha, decay_rate, global_step, decay_step):
    if global_step % decay_step == 0:
        alpha = alpha / (1 + decay_rate * global_step / decay_step)
    return alpha
