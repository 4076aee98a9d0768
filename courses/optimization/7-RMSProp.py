"""RMSProp: the step is the gradient over its recent size.

For each entry of a variable, with gradient g:

    s   <- beta2 * s + (1 - beta2) * g^2
    var <- var - alpha * g / (sqrt(s) + epsilon)

Notice that the size of the gradient cancels: a step is about alpha long in each entry, however small the gradient is.
That is why the cost still moves fast where momentum crawls, and why it is never quite at rest. Epsilon stands outside
of the root (Keras puts it inside, see exercise 8).
"""

from descentlab.arrays import floats
from descentlab.techniques.optimizers.rmsprop import RMSProp, RMSPropState


def update_variables_RMSProp(alpha, beta2, epsilon, var, grad, s):
    """The updated variable and the new second moment; nothing is written into the arguments.

    var, grad, s: arrays of one library or numbers, whose shapes broadcast. alpha: learning rate; beta2: weight
    of the past; epsilon: against division by 0.
    """
    var, grad, s = floats(var, grad, s)
    change, state = RMSProp(alpha, beta2, epsilon).step(RMSPropState(s), grad, var, t=1)
    return var + change, state.square
