# expect: older edition
import tensorflow as tf


def create_RMSProp_op(loss, alpha, beta2, epsilon):
    """ op """
    op = tf.train.RMSPropOptimizer(alpha, beta2, epsilon=epsilon)
    return op.minimize(loss)
