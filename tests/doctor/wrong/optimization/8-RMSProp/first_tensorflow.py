# expect: TensorFlow 1
import tensorflow as tf


def create_RMSProp_op(alpha, beta2, epsilon):
    """compat"""
    return tf.compat.v1.train.RMSPropOptimizer(alpha, decay=beta2, epsilon=epsilon)
