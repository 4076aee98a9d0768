# expect: decay_step not used; and decays only at multiples
def learning_rate_decay(alpha, decay_rate, global_step, decay_step):
    """updates alpha"""
    if global_step % decay_step == 0:
        alpha *= 1 / (1 + decay_rate * global_step)

    return alpha
