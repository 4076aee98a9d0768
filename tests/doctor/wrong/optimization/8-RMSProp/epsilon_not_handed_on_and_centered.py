# expect: centered
import tensorflow as tf


def create_RMSProp_op(alpha, beta2, epsilon):
    return tf.keras.optimizers.RMSprop(alpha, rho=beta2, centered=True)
