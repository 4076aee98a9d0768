# expect: returns a class
import tensorflow as tf


def create_momentum_op(alpha, beta1):
    optimizer = tf.keras.optimizers.SGD
    optimizer.learning_rate = alpha
    optimizer.momentum = beta1
    return optimizer
