# expect: nothing handed on
import tensorflow as tf


def create_momentum_op(alpha, beta1):
    """momentum"""
    return tf.keras.optimizers.get('sgd')
