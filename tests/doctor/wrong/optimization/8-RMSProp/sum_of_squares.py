# expect: Adagrad in the place of RMSProp
import tensorflow as tf


class Opt:
    """adds up squares"""

    def __init__(self, a, e):
        self.a, self.e, self.s = a, e, {}

    def apply_gradients(self, pairs):
        for i, (g, w) in enumerate(pairs):
            self.s[i] = self.s.get(i, 0.0) + g ** 2
            w.assign_sub(self.a * g / (tf.sqrt(self.s[i]) + self.e))


def create_RMSProp_op(alpha, beta2, epsilon):
    return Opt(alpha, epsilon)
