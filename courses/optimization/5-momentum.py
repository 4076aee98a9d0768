"""Momentum: the step follows a moving average of the gradients.

For each entry of a variable, with gradient g:

    v   <- beta1 * v + (1 - beta1) * g
    var <- var - alpha * v

Notice that the new v is used, and the factor 1 - beta1: v is an average, so that alpha means what it means in plain
gradient descent. Most libraries leave the factor out (`dampening` 0); their v is a sum, 1 / (1 - beta1) times as long.
"""

from descentlab.arrays import floats
from descentlab.techniques.optimizers.momentum import Momentum, MomentumState


def update_variables_momentum(alpha, beta1, var, grad, v):
    """The updated variable and the new first moment; nothing is written into the arguments.

    var, grad, v: arrays of one library or numbers, whose shapes broadcast. alpha: learning rate; beta1: momentum
    weight.
    """
    var, grad, v = floats(var, grad, v)
    change, state = Momentum(alpha, beta1, dampening=beta1).step(MomentumState(v), grad, var, t=1)
    return var + change, state.velocity
