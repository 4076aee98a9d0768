# expect: cannot be used inside tf.function
"""Adam with epsilon after the correction."""
import tensorflow as tf


class Adam:
    """Algorithm 1"""

    def __init__(self, alpha, beta1, beta2, epsilon):
        self.alpha, self.beta1, self.beta2, self.epsilon = alpha, beta1, beta2, epsilon
        self.t, self.v, self.s = 0, {}, {}

    def apply_gradients(self, pairs):
        """one step for each pair"""
        self.t += 1
        for i, (g, w) in enumerate(pairs):
            self.v[i] = self.beta1 * self.v.get(i, 0.0) + (1 - self.beta1) * g
            self.s[i] = self.beta2 * self.s.get(i, 0.0) + (1 - self.beta2) * g ** 2
            v_hat = self.v[i] / (1 - self.beta1 ** self.t)
            s_hat = self.s[i] / (1 - self.beta2 ** self.t)
            w.assign_sub(self.alpha * v_hat / (s_hat ** 0.5 + self.epsilon))


def create_Adam_op(alpha, beta1, beta2, epsilon):
    """an optimizer"""
    return Adam(alpha, beta1, beta2, epsilon)
