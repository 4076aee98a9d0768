# expect: not normalized as in training; and epsilon 1e-8
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    init = tf.keras.initializers.VarianceScaling(mode='fan_avg')
    dense = tf.keras.layers.Dense(units=n, kernel_initializer=init, name='layer')
    batch = tf.keras.layers.BatchNormalization(momentum=0.9, epsilon=1e-8)
    return tf.keras.layers.Activation(activation)(batch(dense(prev)))
