# expect: returns a number
def learning_rate_decay(alpha, decay_rate, decay_step):
    """decay"""
    return alpha / (1 + decay_rate * decay_step)
