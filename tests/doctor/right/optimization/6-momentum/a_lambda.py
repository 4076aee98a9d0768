import tensorflow as tf
create_momentum_op = lambda learning_rate, momentum: tf.optimizers.SGD(momentum=momentum, learning_rate=learning_rate, nesterov=False)
