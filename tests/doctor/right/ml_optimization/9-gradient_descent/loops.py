import numpy as np

def gradient_descent(lr, W, dW):
    new = np.empty(W.shape)
    for i in range(W.shape[0]):
        for j in range(W.shape[1]):
            new[i, j] = W[i, j] - lr * dW[i, j]
    return new
