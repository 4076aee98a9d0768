# expect: learning rate times 1 - beta1
import tensorflow as tf


class Momentum:
    def __init__(self, alpha, beta1):
        self.a = alpha
        self.b = beta1
        self.v = None

    def apply_gradients(self, pairs):
        pairs = list(pairs)
        if self.v is None:
            self.v = [tf.zeros_like(g) for g, _ in pairs]
        for k in range(len(pairs)):
            g, var = pairs[k]
            self.v[k] = self.b * self.v[k] + (1 - self.b) * g
            var.assign(var - self.a * self.v[k])


def create_momentum_op(alpha, beta1):
    return Momentum(alpha, beta1)
