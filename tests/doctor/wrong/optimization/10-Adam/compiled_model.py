# expect: 'model'
import tensorflow as tf


def create_Adam_op(alpha, beta1, beta2, epsilon):
    """Adam"""
    opt = tf.keras.optimizers.Adam(alpha, beta1, beta2, epsilon)
    model.compile(optimizer=opt)
    return opt
