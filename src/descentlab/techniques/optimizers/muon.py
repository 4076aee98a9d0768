"""Muon: momentum whose matrices are turned into nearly orthogonal ones, so that all directions move alike.

For a parameter of two or more axes with gradient g, seen as a matrix: rows are all axes but the last, columns are
the last; |x| = sqrt(sum of x^2 over all entries), and the loop runs five times:

    mean   <- momentum * mean + (1 - momentum) * g
    x       = momentum * mean + (1 - momentum) * g        (Nesterov: the mean looked at one step ahead)
    x       = x / |x|
    x      <- 3.4445 * x - 4.7750 * (x x^T) x + 2.0315 * (x x^T)^2 x
    change  = -learning_rate * sqrt(max(1, columns / rows)) * x

The polynomial (a Newton-Schulz iteration) keeps the singular vectors and drives the singular values towards 1: to
between 0.7 and 1.2 unless they were tiny.

For each entry of a vector or single number, at step t = 1, 2, 3, ..., Adam with numbers of its own:

    mean   <- adam_beta1 * mean   + (1 - adam_beta1) * g
    square <- adam_beta2 * square + (1 - adam_beta2) * g^2
    change  = -learning_rate * adam_rate_ratio
              * (mean / (1 - adam_beta1^t)) / (sqrt(square / (1 - adam_beta2^t)) + adam_epsilon)

All averages start at zero.

Convention: the author's scale, outputs over inputs. Kernels have their outputs last here, so it is columns / rows
(optax); PyTorch keeps the transpose and so takes rows / columns. Keras, and PyTorch and optax on demand, multiply by
0.2 * sqrt(max(rows, columns)) instead, which makes steps as long as Adam's and asks for Adam's rates. The iteration
is in the parameter's dtype (Keras, optax); PyTorch and the author go to bfloat16. optax divides mean and gradient by
what their averages lack at the start, which mixes them otherwise in the first steps. Convolution kernels are
flattened (the author); Keras gives them to Adam, PyTorch takes matrices only. The numbers of Adam are the author's,
3e-4 being 0.015 of 0.02; Keras and optax use one rate for both, and optax Nesterov's Adam. The author would
give Adam the first and the last layer too; here every matrix is treated alike. There is no weight decay: the
regularizer ``weight_decay`` adds it.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class MuonState(NamedTuple):
    """Running mean of a matrix's gradient, of the parameter's shape and dtype."""

    mean: Array


class AdamState(NamedTuple):
    """Running averages for a vector or single number, each of the parameter's shape and dtype."""

    mean: Array
    square: Array


class Muon(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 2e-2
    momentum: Scalar = 0.95
    adam_rate_ratio: Scalar = 0.015
    adam_beta1: Scalar = 0.9
    adam_beta2: Scalar = 0.95
    adam_epsilon: Scalar = 1e-10

    SOURCE = (
        "Jordan et al. (2024), Muon: An optimizer for hidden layers in neural networks, "
        "kellerjordan.github.io/posts/muon"
    )
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(2e-4, 2e0), scale="log"),
        "momentum": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
        "adam_rate_ratio": Range(lawful=(0, None), search=(1e-3, 1e0), scale="log"),
        "adam_beta1": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
        "adam_beta2": Range(lawful=(0, 1), closed="left", search=(0.9, 0.9999)),
        "adam_epsilon": Range(lawful=(0, None), closed="neither", search=(1e-10, 1e-2), scale="log"),
    }

    def init(self, param: Array) -> MuonState | AdamState:
        """State before the first step."""
        zeros = namespace(param).zeros_like(param)
        return AdamState(mean=zeros, square=zeros) if param.ndim < 2 else MuonState(mean=zeros)

    def step(
        self, state: MuonState | AdamState, grad: Array, param: Array, t: Scalar
    ) -> tuple[Array, MuonState | AdamState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param  # Muon does not look at where it stands
        xp = namespace(grad)
        if isinstance(state, AdamState):
            mean = self.adam_beta1 * state.mean + (1 - self.adam_beta1) * grad
            square = self.adam_beta2 * state.square + (1 - self.adam_beta2) * grad**2
            direction = mean / (1 - self.adam_beta1**t)
            size = xp.sqrt(square / (1 - self.adam_beta2**t))
            rate = self.learning_rate * self.adam_rate_ratio
            return -rate * direction / (size + self.adam_epsilon), AdamState(mean, square)
        mean = self.momentum * state.mean + (1 - self.momentum) * grad
        ahead = self.momentum * mean + (1 - self.momentum) * grad
        matrix = xp.reshape(ahead, (-1, ahead.shape[-1]))
        rows, columns = matrix.shape
        scale = max(1.0, columns / rows) ** 0.5
        return -self.learning_rate * scale * xp.reshape(_orthogonal(matrix), grad.shape), MuonState(mean)


def _orthogonal(x: Array) -> Array:
    """A matrix with nearly the same singular vectors whose singular values are near 1; zero stays zero."""
    xp = namespace(x)
    rows, columns = x.shape
    if rows > columns:  # the same by less work
        return xp.matrix_transpose(_orthogonal(xp.matrix_transpose(x)))
    peak = xp.max(xp.abs(x))
    x = x / xp.where(peak == 0, xp.ones_like(peak), peak)  # first, lest squares overflow or vanish
    norm = xp.sqrt(xp.sum(x**2))
    x = x / xp.where(norm == 0, xp.ones_like(norm), norm)
    for _ in range(5):
        gram = x @ xp.matrix_transpose(x)
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * (gram @ gram)) @ x
    return x
