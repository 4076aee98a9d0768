import tensorflow as tf
learning_rate_decay = lambda alpha, decay_rate, global_step, decay_step: alpha * (1 + decay_rate * divmod(global_step, decay_step)[0]) ** -1