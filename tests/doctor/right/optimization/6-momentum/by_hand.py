#!/usr/bin/env python3
import tensorflow as tf


class MomentumOptimizer:
    def __init__(self, alpha, beta1):
        self.alpha, self.beta1 = alpha, beta1
        self.velocity = {}

    def apply_gradients(self, grads_and_vars):
        for i, (g, w) in enumerate(grads_and_vars):
            if i not in self.velocity:
                self.velocity[i] = tf.Variable(tf.zeros(w.shape), trainable=False)
            w.assign_add(self.velocity[i].assign(self.beta1 * self.velocity[i] - self.alpha * g))


def create_momentum_op(alpha, beta1):
    return MomentumOptimizer(alpha, beta1)
