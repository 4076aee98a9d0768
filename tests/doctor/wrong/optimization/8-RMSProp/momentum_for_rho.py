# expect: beta2 is handed on as momentum
import tensorflow as tf


def create_RMSProp_op(alpha, beta2, epsilon):
    opt = tf.keras.optimizers.RMSprop(
        learning_rate=alpha,
        momentum=beta2,
        epsilon=epsilon,
    )
    return opt
