"""Schedule-free AdamW: Adam's scaled steps, averaged, with no need to lower the rate at the end.

Three sequences per entry of a parameter: z makes the steps, x is the average of all z, and the parameter y, at which
gradients are taken, lies between them; this takes the place of Adam's mean. With gradient g at y, at step
t = 1, 2, 3, ...

    square <- beta2 * square + (1 - beta2) * g^2
    z      <- z - learning_rate * (g / (sqrt(square / (1 - beta2^t)) + epsilon) + weight_decay * y)
    total  <- total + learning_rate^2
    share   = learning_rate^2 / total                        (0 while no rate has been positive)
    x      <- (1 - share) * x + share * z
    y       = (1 - beta1) * z + beta1 * x

All three start at the parameter's first value, square and total at zero; the change is that of y. x is what is used
outside of training (``evaluation_weights``). It is not kept but computed out of y and z, so that whatever else moves
y, as a constraint does, moves x with it.

Convention: the correction is within Adam's step (the authors' code today, Keras, optax). The paper multiplies the
rate by sqrt(1 - beta2^t), for the weights too, and epsilon joins before it. Weights are the squared rates of the
steps themselves (the paper); the authors' code and optax take the largest rate so far, which is the same as long as
rates do not fall, and Keras weighs all steps alike. Rates rise by a schedule with warm-up, which the authors advise;
the libraries have a warm-up built in. Weights decay at y (the paper, the authors' code, optax); the regularizer
``weight_decay`` would pull at y, and so at x, but not at z. PyTorch has no schedule-free AdamW.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, device, namespace
from descentlab.contracts import Range


class ScheduleFreeAdamWState(NamedTuple):
    """The sequence z and the mean square, of the parameter's shape, and the sum of squared rates (shape ())."""

    z: Array
    square: Array
    total: Array


class ScheduleFreeAdamW(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 2.5e-3
    beta1: Scalar = 0.9
    beta2: Scalar = 0.999
    epsilon: Scalar = 1e-8
    weight_decay: Scalar = 0.0

    SOURCE = "Defazio et al. (2024), The Road Less Scheduled, arXiv:2405.15682"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(2.5e-5, 2.5e-1), scale="log"),
        "beta1": Range(lawful=(0, 1), closed="right", search=(0.5, 0.99)),
        "beta2": Range(lawful=(0, 1), closed="left", search=(0.9, 0.9999)),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-10, 1e-2), scale="log"),
        "weight_decay": Range(lawful=(0, None), search=(1e-5, 1e0), scale="log"),
    }

    def init(self, param: Array) -> ScheduleFreeAdamWState:
        """State before the first step."""
        xp = namespace(param)
        total = xp.zeros((), dtype=param.dtype, device=device(param))
        return ScheduleFreeAdamWState(z=xp.asarray(param, copy=True), square=xp.zeros_like(param), total=total)

    def step(
        self, state: ScheduleFreeAdamWState, grad: Array, param: Array, t: Scalar
    ) -> tuple[Array, ScheduleFreeAdamWState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        xp = namespace(grad)
        square = self.beta2 * state.square + (1 - self.beta2) * grad**2
        size = xp.sqrt(square / (1 - self.beta2**t))
        weight = xp.zeros_like(state.total) + self.learning_rate**2
        total = state.total + weight
        share = weight / xp.where(total == 0, xp.ones_like(total), total)
        move = -self.learning_rate * (grad / (size + self.epsilon) + self.weight_decay * param)
        z = state.z + move
        towards_z = self.beta1 * z + (1 - self.beta1) * state.z - param  # beta1 * (z - x)
        return (1 - self.beta1) * move + share * towards_z, ScheduleFreeAdamWState(z, square, total)

    def evaluation_weights(self, state: ScheduleFreeAdamWState, param: Array) -> Array:
        """The average x, of param's shape."""
        return state.z + (param - state.z) / self.beta1
