import numpy as np
import tensorflow as tf


def shuffle_data(X, Y):
    p = np.random.choice(Y.shape[0], size=X.shape[0], replace=False)
    return [np.take(a, p, axis=0) for a in (X, Y)]