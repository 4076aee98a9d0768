def passed(global_step, decay_step):
    n = 0
    while global_step >= decay_step:
        global_step -= decay_step
        n += 1
    print(n, "stairs")
    return n


def learning_rate_decay(alpha, decay_rate, global_step, decay_step):
    divisor = 1
    for _ in range(passed(global_step, decay_step)):
        divisor += decay_rate
    return alpha / divisor


def exponential_decay(alpha, decay_rate, global_step, decay_step):
    for _ in range(passed(global_step, decay_step)):
        alpha *= decay_rate
    return alpha
