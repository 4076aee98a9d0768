# expect: cannot be used inside tf.function
import tensorflow as tf


class Opt:
    def __init__(self, a, b, e):
        self.a, self.b, self.e, self.s = a, b, e, {}

    def apply_gradients(self, pairs):
        for i, (g, w) in enumerate(pairs):
            self.s[i] = self.b * self.s.get(i, 0.0) + (1 - self.b) * g * g
            w.assign_sub(self.a * g / (tf.sqrt(self.s[i]) + self.e))


def create_RMSProp_op(alpha, beta2, epsilon):
    return Opt(alpha, beta2, epsilon)
