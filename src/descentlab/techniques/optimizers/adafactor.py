"""Adafactor: steps in units of the weights' own size, with a mean square kept by rows and columns only.

For a parameter w of two or more axes, with gradient g at step t = 1, 2, 3, ..., where mean over columns is over
the last axis, mean over rows over the last but one, and rms(x) = sqrt(mean of x^2 over all entries):

    beta2(t) = 1 - t^(-decay_rate)
    rows    <- beta2(t) * rows    + (1 - beta2(t)) * (mean of g^2 + epsilon1 over columns)
    columns <- beta2(t) * columns + (1 - beta2(t)) * (mean of g^2 + epsilon1 over rows)
    square   = rows * columns / (mean of rows)
    update   = g / sqrt(square)
    update   = update / max(1, rms(update) / clipping_threshold)
    change   = -learning_rate * max(epsilon2, rms(w)) * update

Further axes, such as those of a convolution's kernel, stay as they are. A parameter of fewer than two axes keeps
its whole mean square, averaged in the same way. All averages start at zero; at t = 1 nothing of that is left.

With scale_parameter = false the factor max(epsilon2, rms(w)) is left out. With relative_step = true the rate is
min(learning_rate, 1 / sqrt(t)), and so no longer multiplies the change where it is cut.

Convention: no cut of the rate unless asked for (optax). The paper and PyTorch cut it always, and so does Keras,
whatever its relative_step says. The last two axes are factored, of any size (PyTorch, Keras); optax takes the two
longest, if both have 128 entries or more. epsilon1 joins every squared gradient (the paper, Keras, optax); in
PyTorch it is a lower bound of the root. There is no momentum (PyTorch, Keras; optional in the paper and optax).
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class FactoredState(NamedTuple):
    """Running means of the squared gradient: over columns, shape (..., rows); over rows, shape (..., columns)."""

    rows: Array
    columns: Array


class WholeState(NamedTuple):
    """Running mean of the squared gradient, of the parameter's shape and dtype."""

    square: Array


class Adafactor(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); scale_parameter and relative_step are structure."""

    learning_rate: Scalar = 1e-2
    decay_rate: Scalar = 0.8
    clipping_threshold: Scalar = 1.0
    epsilon1: Scalar = 1e-30
    epsilon2: Scalar = 1e-3
    scale_parameter: bool = True
    relative_step: bool = False

    SOURCE = "Shazeer & Stern (2018), Adafactor: Adaptive Learning Rates with Sublinear Memory Cost, ICML"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-4, 1e0), scale="log"),
        "decay_rate": Range(lawful=(0, 1), closed="right", search=(0.5, 1.0)),
        "clipping_threshold": Range(lawful=(0, None), closed="neither", search=(0.5, 2.0)),
        "epsilon1": Range(lawful=(0, None), closed="neither", search=(1e-30, 1e-10), scale="log"),
        "epsilon2": Range(lawful=(0, None), closed="neither", search=(1e-4, 1e-1), scale="log"),
    }

    def init(self, param: Array) -> FactoredState | WholeState:
        """State before the first step."""
        xp = namespace(param)
        zeros = xp.zeros_like(param)
        if param.ndim < 2:
            return WholeState(square=zeros)
        return FactoredState(rows=xp.sum(zeros, axis=-1), columns=xp.sum(zeros, axis=-2))

    def step(
        self, state: FactoredState | WholeState, grad: Array, param: Array, t: Scalar
    ) -> tuple[Array, FactoredState | WholeState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        xp = namespace(grad)
        fresh = t**-self.decay_rate
        kept = 1 - fresh
        grad_square = grad**2 + self.epsilon1
        if isinstance(state, WholeState):
            square = kept * state.square + fresh * grad_square
            moved = WholeState(square)
        else:
            rows = kept * state.rows + fresh * xp.mean(grad_square, axis=-1)
            columns = kept * state.columns + fresh * xp.mean(grad_square, axis=-2)
            share = rows / xp.mean(rows, axis=-1, keepdims=True)  # first, lest tiny products vanish in float32
            square = share[..., None] * columns[..., None, :]
            moved = FactoredState(rows, columns)
        update = grad / xp.sqrt(square)
        size = xp.sqrt(xp.mean(update**2))
        update = update / xp.maximum(xp.ones_like(size), size / self.clipping_threshold)
        rate = self.learning_rate
        if self.relative_step:
            none = xp.zeros_like(size)
            rate = xp.minimum(none + rate, 1 / xp.sqrt(none + t))
        if self.scale_parameter:
            weight_size = xp.sqrt(xp.mean(param**2))
            rate = rate * xp.maximum(weight_size, xp.zeros_like(weight_size) + self.epsilon2)
        return -rate * update, moved
