# expect: 'lr'
import tensorflow as tf


def create_momentum_op(alpha, beta1):
    """uses lr"""
    return tf.keras.optimizers.SGD(lr=alpha, momentum=beta1)
