# expect: only alpha is handed on
import tensorflow as tf


def create_RMSProp_op(alpha, beta2, epsilon):
    '''only a rate so far'''
    return tf.keras.optimizers.RMSprop(alpha)
