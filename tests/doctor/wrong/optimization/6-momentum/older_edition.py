# expect: older edition
import tensorflow as tf


def create_momentum_op(loss, alpha, beta1):
    """ the training operation """
    m = tf.train.MomentumOptimizer(alpha, beta1)
    return m.minimize(loss)
