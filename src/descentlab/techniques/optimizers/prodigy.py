"""Prodigy: Adam that finds its own rate by estimating how far the weights have to go.

All parameters together have one distance, the estimate of how far the first weights lie from the best ones. For each
entry w of a parameter, which began at start, with gradient g at step t = 1, 2, 3, ..., where sums are over all
entries of all parameters:

    rate       = distance * learning_rate
    mean      <- beta1 * mean   + (1 - beta1) * distance * g
    square    <- beta2 * square + (1 - beta2) * distance^2 * g^2
    pull      <- sqrt(beta2) * pull      + (distance / initial_distance) * rate * g
    progress  <- sqrt(beta2) * progress  + (distance / initial_distance) * rate * (sum of g * (start - w))
    distance  <- max(distance, distance_factor * progress / (sum of |pull|))
    change     = -rate * (mean / (sqrt(square) + distance * epsilon) + weight_decay * w)

The distance begins at initial_distance and all else at zero; the change has the rate of before and the distance of
after. Where no gradient has yet been other than zero, the distance stays. The learning rate multiplies what was found
and is meant to stay at 1, or to be lowered by a schedule.

With bias_correction = true the rate has the factor sqrt(1 - beta2^t) / (1 - beta1^t). With safeguard_warmup = true
pull takes distance instead of rate, so that a schedule with warm-up does not lift the estimate.

Convention: no correction unless asked for (the paper, the authors' code); optax corrects always. The division by
initial_distance, which only keeps numbers from vanishing, and the learning rate within progress and pull are as in
the authors' code and optax. The authors' limit to the distance's growth is left out (they have none by default).
Weight decay is decoupled and has the rate that was found; the regularizer ``weight_decay`` knows the learning rate
only. PyTorch and Keras have no Prodigy.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, device, namespace
from descentlab.contracts import Range


class ProdigyState(NamedTuple):
    """Averages and first value of the parameter's shape; two numbers (shape ()) that all parameters share."""

    mean: Array
    square: Array
    pull: Array
    start: Array
    progress: Array
    distance: Array


class Sums(NamedTuple):
    """Over all entries: the sum of g * (start - w), and that of the sizes of pull with this gradient in it."""

    progress: Array
    pull: Array


class Prodigy(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); bias_correction and safeguard_warmup are structure."""

    learning_rate: Scalar = 1e0
    beta1: Scalar = 0.9
    beta2: Scalar = 0.999
    epsilon: Scalar = 1e-8
    weight_decay: Scalar = 0.0
    initial_distance: Scalar = 1e-6
    distance_factor: Scalar = 1.0
    bias_correction: bool = False
    safeguard_warmup: bool = False

    SOURCE = "Mishchenko & Defazio (2023), Prodigy: An Expeditiously Adaptive Parameter-Free Learner, arXiv:2306.06101"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-2, 1e2), scale="log"),
        "beta1": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
        "beta2": Range(lawful=(0, 1), closed="left", search=(0.9, 0.9999)),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-10, 1e-2), scale="log"),
        "weight_decay": Range(lawful=(0, None), search=(1e-5, 1e0), scale="log"),
        "initial_distance": Range(lawful=(0, None), closed="neither", search=(1e-8, 1e-4), scale="log"),
        "distance_factor": Range(lawful=(0, None), closed="neither", search=(0.5, 2.0), scale="log"),
    }

    def init(self, param: Array) -> ProdigyState:
        """State before the first step."""
        xp = namespace(param)
        zeros = xp.zeros_like(param)
        zero = xp.zeros((), dtype=param.dtype, device=device(param))
        return ProdigyState(
            mean=zeros,
            square=zeros,
            pull=zeros,
            start=xp.asarray(param, copy=True),
            progress=zero,
            distance=zero + self.initial_distance,
        )

    def measure(self, state: ProdigyState, grad: Array, param: Array, t: Scalar) -> Sums:
        """One parameter's part of the sums."""
        xp = namespace(grad)
        progress = xp.sum(grad * (state.start - param))
        return Sums(progress=progress, pull=xp.sum(xp.abs(self._pull(state, grad, t))))

    def step(
        self, state: ProdigyState, grad: Array, param: Array, t: Scalar, total: Sums
    ) -> tuple[Array, ProdigyState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        xp = namespace(grad)
        before, rate = state.distance, self._rate(state, t)
        mean = self.beta1 * state.mean + (1 - self.beta1) * before * grad
        square = self.beta2 * state.square + (1 - self.beta2) * (before * grad) ** 2
        fresh = before / self.initial_distance * rate * total.progress
        progress = self.beta2**0.5 * state.progress + fresh
        none = total.pull == 0
        found = self.distance_factor * progress / xp.where(none, xp.ones_like(before), total.pull)
        distance = xp.where(none, before, xp.maximum(before, found))
        update = mean / (xp.sqrt(square) + distance * self.epsilon) + self.weight_decay * param
        pull = self._pull(state, grad, t)
        return -rate * update, ProdigyState(mean, square, pull, state.start, progress, distance)

    def _rate(self, state: ProdigyState, t: Scalar) -> Array:
        rate = state.distance * self.learning_rate
        if self.bias_correction:
            rate = rate * (1 - self.beta2**t) ** 0.5 / (1 - self.beta1**t)
        return rate

    def _pull(self, state: ProdigyState, grad: Array, t: Scalar) -> Array:
        factor = state.distance if self.safeguard_warmup else self._rate(state, t)
        return self.beta2**0.5 * state.pull + state.distance / self.initial_distance * factor * grad
