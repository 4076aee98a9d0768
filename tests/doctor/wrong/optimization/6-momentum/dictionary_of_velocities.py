# expect: cannot be used inside tf.function
#!/usr/bin/env python3
import tensorflow as tf


class MomentumOptimizer:
    def __init__(self, alpha, beta1):
        self.alpha, self.beta1 = alpha, beta1
        self.velocity = {}

    def apply_gradients(self, grads_and_vars):
        for i, (g, w) in enumerate(grads_and_vars):
            old = self.velocity.get(i, tf.zeros_like(g))
            self.velocity[i] = self.beta1 * old - self.alpha * g
            w.assign_add(self.velocity[i])


def create_momentum_op(alpha, beta1):
    return MomentumOptimizer(alpha, beta1)
