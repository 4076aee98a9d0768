"""As in the exercise before, for TensorFlow."""
import tensorflow as tf


class RMSProp:
    """s <- beta2 s + (1 - beta2) g g;  w <- w - alpha g / (sqrt(s) + epsilon)"""

    def __init__(self, alpha, beta2, epsilon):
        self.alpha, self.beta2, self.epsilon = alpha, beta2, epsilon
        self.s = []

    def apply_gradients(self, pairs):
        """one step"""
        pairs = list(pairs)
        if not self.s:
            self.s = [tf.Variable(tf.zeros(g.shape)) for g, w in pairs]
        for s, (g, w) in zip(self.s, pairs):
            s.assign(self.beta2 * s + (1 - self.beta2) * tf.square(g))
            w.assign_sub(self.alpha * g / (tf.sqrt(s) + self.epsilon))


def create_RMSProp_op(alpha, beta2, epsilon):
    """the optimizer"""
    return RMSProp(alpha, beta2, epsilon)
