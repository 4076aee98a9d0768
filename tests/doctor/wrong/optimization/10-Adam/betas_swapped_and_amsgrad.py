# expect: beta1 and beta2 swapped
import tensorflow as tf


def create_Adam_op(alpha, beta1, beta2, epsilon):
    return tf.keras.optimizers.Adam(alpha, beta_1=beta2, beta_2=beta1)
