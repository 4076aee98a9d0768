# expect: TensorFlow 1
#!/usr/bin/env python3
import tensorflow.compat.v1 as tf


def create_momentum_op(alpha, beta1):
    """train op"""
    optimizer = tf.train.MomentumOptimizer(alpha, beta1)
    return optimizer.minimize(loss)
