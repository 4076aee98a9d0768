# expect: returns nothing
def learning_rate_decay(alpha, decay_rate, global_step, decay_step):
    alpha = alpha / (1 + decay_rate * (global_step // decay_step))
