"""L1 with masks"""
import numpy as np
import tensorflow as tf


def l1_cost(c, ws, lam, n):
    return float(c + sum(map(lambda w: np.linalg.norm(w.reshape(-1), ord=1), ws)) * (lam / n))


def l1_gradient(dw, w, lam, n):
    g = dw.copy()
    g[w > 0] += lam / n
    g[w < 0] -= lam / n
    return g
