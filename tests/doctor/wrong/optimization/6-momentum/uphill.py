# expect: wrong
import tensorflow as tf


class Opt(tf.keras.optimizers.SGD):
    def update_step(self, gradient, variable, learning_rate):
        super().update_step(-gradient, variable, learning_rate)


def create_momentum_op(alpha, beta1):
    return Opt(alpha, momentum=beta1)
