"""Shampoo: Adagrad with one matrix for each axis of a parameter, where Adagrad has one number for each entry.

For a parameter of k axes with gradient g, where g_i is g as a matrix whose rows are axis i and whose columns are all
other axes:

    statistics_i <- statistics_i + g_i g_i^T
    ridge_i       = epsilon * (largest eigenvalue of statistics_i)
    root_i        = (statistics_i + ridge_i * I)^(-1 / (2 * k))
    change        = -learning_rate * (g multiplied along every axis i by root_i)

which for a matrix is -learning_rate * root_1 g root_2 with fourth roots. The statistics start at zero. A single
number is a vector of one entry. Of an axis longer than ``largest`` only the statistics' diagonal is kept; so a vector
longer than that has Adagrad's step.

The roots are costly. They are taken anew, with the gradient at hand in the statistics, in each of the first
``frequency`` steps and then in every ``frequency``-th. A direction that comes up in between is multiplied by as much
as 1 / sqrt(ridge): with a frequency above 1 take a larger epsilon, such as 0.01.

Convention: the ridge is a share of the largest eigenvalue (the authors' later code, Anil et al. 2020), so that
rounding in float32 stays below it, however small gradients are. In the paper statistics start at epsilon * I; the
authors' first code adds epsilon * I before each root. As in the paper there is no momentum, and nothing is forgotten;
there roots are taken at every step, in the later code, with grafting, every 20 to 100. The diagonal for long axes is
the paper's. Grafting, which gives the step the length of another optimizer's, came later and is left out. PyTorch,
Keras and optax have no Shampoo.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, device, namespace
from descentlab.contracts import Range
from descentlab.decompositions import eigh


class ShampooState(NamedTuple):
    """Each axis's statistics, and their roots, one after the other, as one vector each in the parameter's dtype.

    An axis of length n has its n * n entries, row by row, or the n of the diagonal.
    """

    statistics: Array
    roots: Array


class Shampoo(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); largest and frequency are structure."""

    learning_rate: Scalar = 1e-1
    epsilon: Scalar = 1e-6
    largest: int = 1024
    frequency: int = 1

    SOURCE = "Gupta, Koren & Singer (2018), Shampoo: Preconditioned Stochastic Tensor Optimization, ICML"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-3, 1e1), scale="log"),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-7, 1e-2), scale="log"),
    }

    def init(self, param: Array) -> ShampooState:
        """State before the first step."""
        xp = namespace(param)
        size = sum(self._size(n) for n in _lengths(param))
        zeros = xp.zeros((size,), dtype=param.dtype, device=device(param))
        return ShampooState(statistics=zeros, roots=zeros)

    def refresh(self, state: ShampooState, grad: Array) -> ShampooState:
        """The state with the roots of the statistics, this gradient's share of them included."""
        xp = namespace(grad)
        power = -1 / (2 * len(_lengths(grad)))
        now = self._parts(self._added(state.statistics, grad), grad)
        roots = [_root(part, power, self.epsilon) for part in now]
        return ShampooState(state.statistics, xp.concat([xp.reshape(root, (-1,)) for root in roots]))

    def step(self, state: ShampooState, grad: Array, param: Array, t: Scalar) -> tuple[Array, ShampooState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param, t  # neither the place nor the time matters
        xp = namespace(grad)
        update = grad
        for root in self._parts(state.roots, grad):
            rows = xp.reshape(update, (root.shape[0], -1))
            turned = root @ rows if root.ndim == 2 else root[:, None] * rows
            update = xp.matrix_transpose(
                turned
            )  # which brings the next axis to the front, and the last the first
        change = -self.learning_rate * xp.reshape(update, grad.shape)
        return change, ShampooState(self._added(state.statistics, grad), state.roots)

    def _added(self, statistics: Array, grad: Array) -> Array:
        """The statistics with a gradient's share added."""
        xp = namespace(grad)
        turned = grad
        shares: list[Array] = []
        for n in _lengths(grad):
            rows = xp.reshape(turned, (n, -1))
            shares.append(rows @ xp.matrix_transpose(rows) if n <= self.largest else xp.sum(rows**2, axis=1))
            turned = xp.matrix_transpose(rows)
        return statistics + xp.concat([xp.reshape(share, (-1,)) for share in shares])

    def _parts(self, joined: Array, grad: Array) -> list[Array]:
        """What one vector holds of each axis: a matrix (n, n), or a diagonal (n,)."""
        parts: list[Array] = []
        place = 0
        for n in _lengths(grad):
            part = joined[place : place + self._size(n)]
            parts.append(namespace(part).reshape(part, (n, n)) if n <= self.largest else part)
            place += self._size(n)
        return parts

    def _size(self, n: int) -> int:
        """How many numbers are kept of an axis of length n."""
        return n * n if n <= self.largest else n


def _lengths(x: Array) -> tuple[int, ...]:
    """The lengths of the axes; a single number has one, of length 1."""
    return x.shape or (1,)


def _root(statistics: Array, power: float, epsilon: Scalar) -> Array:
    """(statistics + ridge * I)^power, a matrix or a diagonal; I where the statistics are zero."""
    if statistics.ndim == 1:
        return _powers(statistics, power, epsilon)
    xp = namespace(statistics)
    values, vectors = eigh(statistics)
    return (vectors * _powers(values, power, epsilon)) @ xp.matrix_transpose(vectors)


def _powers(values: Array, power: float, epsilon: Scalar) -> Array:
    """(values + ridge)^power; 1 where all values are zero."""
    xp = namespace(values)
    values = xp.maximum(values, xp.zeros_like(values))  # rounding may leave small negative ones
    total = values + epsilon * xp.max(values)
    return xp.where(total == 0, xp.ones_like(total), total) ** power
