# expect: polynomial decay
import tensorflow as tf

def learning_rate_decay(alpha, decay_rate, decay_step):
    return tf.keras.optimizers.schedules.PolynomialDecay(alpha, decay_step)
