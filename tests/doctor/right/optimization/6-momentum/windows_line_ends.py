from tensorflow.keras.optimizers import SGD
import numpy as np


def create_momentum_op(lr, m):
    opt = SGD(learning_rate=lr, momentum=m)
    print("momentum optimizer ready")
    return opt