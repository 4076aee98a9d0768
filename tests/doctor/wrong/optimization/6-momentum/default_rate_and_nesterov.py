# expect: Nesterov's momentum; and learning rate left at its default
import tensorflow as tf
def create_momentum_op(alpha, beta1):
    """docs"""
    return tf.keras.optimizers.SGD(momentum=beta1, nesterov=True)
