import numpy as np
from tensorflow import keras

def create_RMSProp_op(learning_rate, decay, eps):
    optimizer = keras.optimizers.RMSprop(epsilon=eps, rho=decay, learning_rate=learning_rate)
    return optimizer
