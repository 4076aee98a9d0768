# expect: wrong: parameters: epsilon last
import numpy as np

def update_variables_Adam(lr, b1, b2, w, dw, m, r, t, eps):
    m = b1 * m + (1 - b1) * dw
    r = b2 * r + (1 - b2) * dw ** 2
    m_hat = m / (1 - b1 ** t)
    r_hat = r / (1 - b2 ** t)
    return w - lr * m_hat / (np.sqrt(r_hat) + eps), m, r
