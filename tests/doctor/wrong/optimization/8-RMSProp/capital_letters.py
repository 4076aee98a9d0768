# expect: AttributeError
import tensorflow as tf


def create_RMSProp_op(alpha, beta2, epsilon):
    return tf.keras.optimizers.RMSProp(alpha, rho=beta2, epsilon=epsilon)
