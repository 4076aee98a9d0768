# expect: Right: the first step
import tensorflow as tf


class Momentum:
    """only the gradient of the last step is remembered"""

    def __init__(self, alpha, beta1):
        self.a, self.b, self.last = alpha, beta1, {}

    def apply_gradients(self, pairs):
        for k, (g, var) in enumerate(pairs):
            var.assign_sub(self.a * (g + self.b * self.last.get(k, 0 * g)))
            self.last[k] = g


def create_momentum_op(alpha, beta1):
    return Momentum(alpha, beta1)
