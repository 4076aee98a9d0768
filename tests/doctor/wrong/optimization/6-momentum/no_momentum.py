# expect: no momentum
#!/usr/bin/env python3
"""6. Momentum upgraded"""
import tensorflow as tf


def create_momentum_op(alpha, beta1):
    """
    momentum in tensorflow
    """
    opt = tf.keras.optimizers.SGD(alpha)
    return opt
