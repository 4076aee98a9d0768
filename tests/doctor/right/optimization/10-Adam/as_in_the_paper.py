"""Adam with epsilon after the correction."""
import tensorflow as tf


class Adam:
    """Algorithm 1"""

    def __init__(self, alpha, beta1, beta2, epsilon):
        self.alpha, self.beta1, self.beta2, self.epsilon = alpha, beta1, beta2, epsilon
        self.t, self.v, self.s = tf.Variable(0.0), [], []

    def apply_gradients(self, pairs):
        """one step for each pair"""
        pairs = list(pairs)
        if not self.v:
            self.v = [tf.Variable(tf.zeros(g.shape)) for g, _ in pairs]
            self.s = [tf.Variable(tf.zeros(g.shape)) for g, _ in pairs]
        self.t.assign_add(1.0)
        for v, s, (g, w) in zip(self.v, self.s, pairs):
            v.assign(self.beta1 * v + (1 - self.beta1) * g)
            s.assign(self.beta2 * s + (1 - self.beta2) * g ** 2)
            v_hat = v / (1 - self.beta1 ** self.t)
            s_hat = s / (1 - self.beta2 ** self.t)
            w.assign_sub(self.alpha * v_hat / (s_hat ** 0.5 + self.epsilon))


def create_Adam_op(alpha, beta1, beta2, epsilon):
    """an optimizer"""
    return Adam(alpha, beta1, beta2, epsilon)
