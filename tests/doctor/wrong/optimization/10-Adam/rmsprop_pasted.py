# expect: RMSprop in the place of Adam
import tensorflow as tf


def create_Adam_op(alpha, beta1, beta2, epsilon):
    optimizer = tf.keras.optimizers.RMSprop(learning_rate=alpha, rho=beta2, epsilon=epsilon)
    return optimizer
