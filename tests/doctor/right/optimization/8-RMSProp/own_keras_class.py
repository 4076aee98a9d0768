import tensorflow as tf


class Mine(tf.keras.optimizers.Optimizer):
    def __init__(self, alpha, beta2, epsilon, **kwargs):
        super().__init__(learning_rate=alpha, name="mine", **kwargs)
        self.beta2 = beta2
        self.epsilon = epsilon

    def build(self, variables):
        if not self.built:
            super().build(variables)
            self.squares = [self.add_variable_from_reference(v, "square") for v in variables]

    def update_step(self, grad, variable, rate):
        square = self.squares[self._get_variable_index(variable)]
        square.assign_sub((1 - self.beta2) * (square - grad * grad))
        variable.assign_sub(rate * grad * tf.math.rsqrt(square + self.epsilon))


def create_RMSProp_op(alpha, beta2, epsilon):
    return Mine(alpha=alpha, beta2=beta2, epsilon=epsilon)
