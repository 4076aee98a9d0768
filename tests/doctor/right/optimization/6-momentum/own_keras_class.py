"""Momentum as a class of its own."""
import keras
from keras import ops


class Momentum(keras.optimizers.Optimizer):
    """w <- w - alpha v with v <- beta v + g"""

    def __init__(self, alpha, beta):
        super().__init__(learning_rate=alpha, name="momentum")
        self.beta = beta

    def build(self, variables):
        """One running sum for each variable"""
        if self.built:
            return
        super().build(variables)
        self.sums = [self.add_variable_from_reference(v, name="v") for v in variables]

    def update_step(self, gradient, variable, learning_rate):
        """One step"""
        v = self.sums[self._get_variable_index(variable)]
        v.assign(self.beta * v + gradient)
        variable.assign_sub(ops.cast(learning_rate, variable.dtype) * v)


def create_momentum_op(alpha: float, beta1: float) -> keras.optimizers.Optimizer:
    """The optimizer"""
    return Momentum(alpha, beta1)
