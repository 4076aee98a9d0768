"""Adam: momentum's average over RMSProp's size, both corrected for their start at zero.

For each entry of a variable, with gradient g at step t = 1, 2, 3, ...

    v   <- beta1 * v + (1 - beta1) * g
    s   <- beta2 * s + (1 - beta2) * g^2
    var <- var - alpha * (v / (1 - beta1^t)) / (sqrt(s / (1 - beta2^t)) + epsilon)

Notice that v and s come back as they are, uncorrected: the correction serves one step and is made anew at the next. At
t = 1 it leaves g / |g|, so that the first step is alpha long in each entry.
"""

from descentlab.arrays import floats
from descentlab.techniques.optimizers.adam import Adam, AdamState


def update_variables_Adam(alpha, beta1, beta2, epsilon, var, grad, v, s, t):
    """The updated variable, the new first moment and the new second one; nothing is written into the arguments.

    var, grad, v, s: arrays of one library or numbers, whose shapes broadcast. alpha: learning rate; beta1, beta2:
    weights of the moments' past; epsilon: against division by 0; t: 1 at the first step.
    """
    var, grad, v, s = floats(var, grad, v, s)
    change, state = Adam(alpha, beta1, beta2, epsilon).step(AdamState(v, s), grad, var, t)
    return var + change, state.mean, state.square
