# expect: TensorFlow 1
#!/usr/bin/env python3
import tensorflow as tf


def create_momentum_op(alpha, beta1):
    """train op"""
    return tf.compat.v1.train.MomentumOptimizer(learning_rate=alpha, momentum=beta1)
