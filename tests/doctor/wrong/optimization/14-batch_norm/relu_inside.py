# expect: relu in the dense layer
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    init = tf.keras.initializers.VarianceScaling(mode='fan_avg')
    z = tf.keras.layers.Dense(n, activation='relu', kernel_initializer=init)(prev)
    return activation(tf.keras.layers.BatchNormalization(epsilon=1e-7)(z, training=True))
