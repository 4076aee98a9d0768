import tensorflow as tf
learning_rate_decay = lambda alpha, decay_rate, decay_step, **more: tf.optimizers.schedules.InverseTimeDecay(alpha, decay_steps=decay_step, decay_rate=decay_rate, staircase=1)