import numpy as np
gradient_descent = lambda alpha, var, grad: np.round(np.subtract(var, np.multiply(alpha, grad)), 8)