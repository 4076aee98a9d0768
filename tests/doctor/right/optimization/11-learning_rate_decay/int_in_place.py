def learning_rate_decay(alpha, decay_rate, global_step, decay_step):
    epochs = int(global_step / decay_step)
    alpha /= 1 + epochs * decay_rate
    return alpha
