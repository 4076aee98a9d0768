# expect: alpha and beta1 swapped
from tensorflow.keras.optimizers import SGD

def create_momentum_op(alpha, beta1):
    return SGD(beta1, alpha)
