"""Cautious AdamW: AdamW that leaves out the entries whose step would go against the gradient at hand.

For each entry w of a parameter, with gradient g at step t = 1, 2, 3, ...

    mean   <- beta1 * mean   + (1 - beta1) * g
    square <- beta2 * square + (1 - beta2) * g^2
    agrees  = 1 where mean * g > 0, else 0
    share   = max(mean of agrees over the parameter's entries, 0.001)
    update  = (mean / (1 - beta1^t)) / (sqrt(square / (1 - beta2^t)) + epsilon) * agrees / share
    change  = -learning_rate * (update + weight_decay * w)

Both averages start at zero. Momentum that still points where gradients pointed earlier can climb; its entries wait
until the two agree again, and the others make up for them.

Convention: that of the authors' code, where the share is bounded below by 0.001 (the paper adds 1 to the number of
entries that agree) and every entry's weight decays. Epsilon joins after the correction, as in ``adamw``. Keras, PyTorch
and optax have no cautious optimizers; where all entries agree it is their AdamW.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class CautiousAdamWState(NamedTuple):
    """Running averages, each of the parameter's shape and dtype."""

    mean: Array
    square: Array


class CautiousAdamW(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 1e-3
    beta1: Scalar = 0.9
    beta2: Scalar = 0.999
    epsilon: Scalar = 1e-8
    weight_decay: Scalar = 0.0

    SOURCE = (
        "Liang et al. (2024), Cautious Optimizers: Improving Training with One Line of Code, arXiv:2411.16085"
    )
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-5, 1e-1), scale="log"),
        "beta1": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
        "beta2": Range(lawful=(0, 1), closed="left", search=(0.9, 0.9999)),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-10, 1e-2), scale="log"),
        "weight_decay": Range(lawful=(0, None), search=(1e-5, 1e0), scale="log"),
    }

    def init(self, param: Array) -> CautiousAdamWState:
        """State before the first step."""
        xp = namespace(param)
        return CautiousAdamWState(mean=xp.zeros_like(param), square=xp.zeros_like(param))

    def step(
        self, state: CautiousAdamWState, grad: Array, param: Array, t: Scalar
    ) -> tuple[Array, CautiousAdamWState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        xp = namespace(grad)
        mean = self.beta1 * state.mean + (1 - self.beta1) * grad
        square = self.beta2 * state.square + (1 - self.beta2) * grad**2
        direction = mean / (1 - self.beta1**t)
        size = xp.sqrt(square / (1 - self.beta2**t))
        agrees = xp.astype(mean * grad > 0, grad.dtype)
        share = xp.mean(agrees)
        share = xp.where(share < 0.001, xp.full_like(share, 0.001), share)
        update = direction / (size + self.epsilon) * (agrees / share)
        change = -self.learning_rate * (update + self.weight_decay * param)
        return change, CautiousAdamWState(mean, square)
