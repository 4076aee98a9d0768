# expect: AttributeError
import tensorflow as tf


def create_momentum_op(alpha, beta1):
    return tf.keras.optimizers.Momentum(alpha, beta1)
