# expect: no bias correction
import tensorflow as tf


class Adam:
    def __init__(self, alpha, beta1, beta2, epsilon):
        self.p = alpha, beta1, beta2, epsilon
        self.m, self.v = {}, {}

    def apply_gradients(self, pairs):
        a, b1, b2, eps = self.p
        for i, (g, w) in enumerate(pairs):
            self.m[i] = b1 * self.m.get(i, 0 * g) + (1 - b1) * g
            self.v[i] = b2 * self.v.get(i, 0 * g) + (1 - b2) * g * g
            w.assign_sub(a * self.m[i] / (tf.sqrt(self.v[i]) + eps))


def create_Adam_op(alpha, beta1, beta2, epsilon):
    return Adam(alpha, beta1, beta2, epsilon)
