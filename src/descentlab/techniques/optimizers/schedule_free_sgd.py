"""Schedule-free SGD: gradient descent whose weighted average is used, with no need to lower the rate at the end.

Three sequences per entry of a parameter: z makes plain steps, x is the average of all z, and the parameter y, at
which gradients are taken, lies between them. With gradient g at y:

    z     <- z - learning_rate * g
    total <- total + learning_rate^2
    share  = learning_rate^2 / total                        (0 while no rate has been positive)
    x     <- (1 - share) * x + share * z
    y      = (1 - momentum) * z + momentum * x

All three start at the parameter's first value, and total at zero; the change is that of y. x is what is used outside
of training (``evaluation_weights``). It is not kept but computed out of y and z, so that whatever else moves y, as a
constraint does, moves x with it.

Convention: weights are the squared rates of the steps themselves (the paper's Algorithm 1); the authors' code and
optax take the largest rate so far, which is the same as long as rates do not fall. Rates rise by a schedule with
warm-up, which the authors advise; the authors' code and optax's shortcut have a warm-up built in. Weight decay is the
regularizer ``l2`` (the authors' code adds it to the gradient at y, as that does). The authors call the part of x in y
momentum, optax b1. PyTorch and Keras have no schedule-free SGD.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, device, namespace
from descentlab.contracts import Range


class ScheduleFreeSGDState(NamedTuple):
    """The sequence z, of the parameter's shape, and the sum of squared rates (shape ()), in its dtype."""

    z: Array
    total: Array


class ScheduleFreeSGD(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 1e0
    momentum: Scalar = 0.9

    SOURCE = "Defazio et al. (2024), The Road Less Scheduled, arXiv:2405.15682"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-2, 1e2), scale="log"),
        "momentum": Range(lawful=(0, 1), closed="right", search=(0.5, 0.99)),
    }

    def init(self, param: Array) -> ScheduleFreeSGDState:
        """State before the first step."""
        xp = namespace(param)
        total = xp.zeros((), dtype=param.dtype, device=device(param))
        return ScheduleFreeSGDState(z=xp.asarray(param, copy=True), total=total)

    def step(
        self, state: ScheduleFreeSGDState, grad: Array, param: Array, t: Scalar
    ) -> tuple[Array, ScheduleFreeSGDState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del t  # the total counts the steps
        xp = namespace(grad)
        weight = xp.zeros_like(state.total) + self.learning_rate**2
        total = state.total + weight
        share = weight / xp.where(total == 0, xp.ones_like(total), total)
        move = -self.learning_rate * grad
        z = state.z + move
        towards_z = self.momentum * z + (1 - self.momentum) * state.z - param  # momentum * (z - x)
        return (1 - self.momentum) * move + share * towards_z, ScheduleFreeSGDState(z, total)

    def evaluation_weights(self, state: ScheduleFreeSGDState, param: Array) -> Array:
        """The average x, of param's shape."""
        return state.z + (param - state.z) / self.momentum
