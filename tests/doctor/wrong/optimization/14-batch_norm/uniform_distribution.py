# expect: initializer not used
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    k = tf.keras.initializers.VarianceScaling(mode='fan_avg', distribution='uniform')
    z = tf.keras.layers.Dense(n, kernel_initializer=k)(prev)
    z = tf.keras.layers.BatchNormalization(epsilon=1e-7)(z, training=True)
    return activation(z)
