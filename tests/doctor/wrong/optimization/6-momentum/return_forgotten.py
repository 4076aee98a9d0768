# expect: returns nothing
#!/usr/bin/env python3
import tensorflow as tf


def create_momentum_op(alpha, beta1):
    """SGD with momentum"""
    optimizer = tf.keras.optimizers.SGD(learning_rate=alpha, momentum=beta1)
