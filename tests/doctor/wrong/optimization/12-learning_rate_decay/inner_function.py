# expect: returns a plain function
def learning_rate_decay(alpha, decay_rate, decay_step):
    """a closure"""
    def decayed(step):
        return alpha / (1 + decay_rate * (step // decay_step))
    return decayed
