# expect: epsilon lands in momentum
#!/usr/bin/env python3
"""8"""
import tensorflow as tf


def create_RMSProp_op(alpha, beta2, epsilon):
    """RMSProp"""
    return tf.keras.optimizers.RMSprop(alpha, beta2, epsilon)
