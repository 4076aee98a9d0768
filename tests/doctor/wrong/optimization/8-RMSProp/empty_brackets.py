# expect: nothing handed on
import tensorflow as tf

def create_RMSProp_op(alpha, beta2, epsilon):
    opt = tf.keras.optimizers.RMSprop()
    return opt
