"""SOAP: Adam in turned coordinates, in which the gradient's rows and columns vary independently.

For a parameter of two or more axes with gradient g at step t = 1, 2, 3, ..., where g_i is g as a matrix whose rows
are axis i and whose columns are all other axes, and "turned" is multiplied along every axis i by basis_i^T:

    mean   <- beta1 * mean   + (1 - beta1) * g
    square <- beta2 * square + (1 - beta2) * (g turned)^2
    update  = (mean turned / (1 - beta1^t)) / (sqrt(square / (1 - beta2^t)) + epsilon)
    change  = -learning_rate * (update multiplied along every axis i by basis_i, which turns it back)

    statistics_i <- beta2 * statistics_i + (1 - beta2) * g_i g_i^T

Before each of the first ``frequency`` steps, and then before every ``frequency``-th,

    columns of basis_i, and with them square along axis i, sorted by the diagonal of basis_i^T statistics_i basis_i
    basis_i <- Q of the QR decomposition of (statistics_i / trace + 0.001 * I) basis_i

whose columns tend to the eigenvectors of Shampoo's statistics, largest eigenvalue first: one step of the power
iteration, from where the last refresh left them. Averages and statistics start at zero and bases at I, so the first
step is Adam's. Axes longer than ``largest`` are not turned. Vectors and single numbers have Adam's step.

Two things keep rounding from choosing the basis, which it would do otherwise in each library. The share of I, which
leaves eigenvectors as they are, keeps the columns apart where gradients are of low rank. And in sorting, what is
below a millionth of the trace counts as zero, and equals keep their places. R's diagonal is positive, which fixes
the columns' signs.

Convention: bases start at I and every step counts; the authors' code takes the first bases from the eigenvectors of
the first gradient's statistics, and leaves out the first step for that. The frequency of 10, which they do not
interrupt at the start, and the sorting are from their code. As in the paper, mean is kept in
the parameter's own coordinates, and square stays with its columns when they move. The authors' largest is 10000 and
their weight decay 0.01; here the regularizer ``weight_decay`` adds it. PyTorch, Keras and optax have no SOAP.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, device, namespace
from descentlab.contracts import Range
from descentlab.decompositions import qr


class SOAPState(NamedTuple):
    """Running averages of the parameter's shape, and what is kept of each turned axis, in its dtype.

    statistics, bases: for each axis, one after the other, the n * n entries of its matrix, row by row.
    """

    mean: Array
    square: Array
    statistics: Array
    bases: Array


class AdamState(NamedTuple):
    """Running averages where no axis is turned, each of the parameter's shape and dtype."""

    mean: Array
    square: Array


class SOAP(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); largest and frequency are structure."""

    learning_rate: Scalar = 3e-3
    beta1: Scalar = 0.95
    beta2: Scalar = 0.95
    epsilon: Scalar = 1e-8
    largest: int = 1024
    frequency: int = 10

    SOURCE = "Vyas et al. (2024), SOAP: Improving and Stabilizing Shampoo using Adam, arXiv:2409.11321"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(3e-5, 3e-1), scale="log"),
        "beta1": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
        "beta2": Range(lawful=(0, 1), closed="left", search=(0.9, 0.9999)),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-10, 1e-2), scale="log"),
    }

    def init(self, param: Array) -> SOAPState | AdamState:
        """State before the first step."""
        xp = namespace(param)
        zeros = xp.zeros_like(param)
        turned = [n for n in param.shape if self._turns(param, n)]
        if not turned:
            return AdamState(mean=zeros, square=zeros)
        bases = _joined([xp.eye(n, dtype=param.dtype, device=device(param)) for n in turned])
        return SOAPState(mean=zeros, square=zeros, statistics=xp.zeros_like(bases), bases=bases)

    def refresh(self, state: SOAPState | AdamState, grad: Array) -> SOAPState | AdamState:
        """The state with bases one step of the power iteration nearer to the statistics' eigenvectors."""
        if isinstance(state, AdamState):
            return state
        square = state.square
        bases: list[Array] = []
        pairs = zip(self._matrices(state.bases, grad), self._matrices(state.statistics, grad), strict=True)
        for axis, (basis, statistics) in enumerate(pairs):
            if basis is not None:
                moved, order = _refreshed(basis, statistics)
                square = namespace(square).take(square, order, axis=axis)
                bases.append(moved)
        return state._replace(square=square, bases=_joined(bases))

    def step(
        self, state: SOAPState | AdamState, grad: Array, param: Array, t: Scalar
    ) -> tuple[Array, SOAPState | AdamState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param  # SOAP does not look at where it stands
        xp = namespace(grad)
        bases = [] if isinstance(state, AdamState) else self._matrices(state.bases, grad)
        inverses = [None if basis is None else xp.matrix_transpose(basis) for basis in bases]
        mean = self.beta1 * state.mean + (1 - self.beta1) * grad
        square = self.beta2 * state.square + (1 - self.beta2) * _multiplied(grad, inverses) ** 2
        direction = _multiplied(mean, inverses) / (1 - self.beta1**t)
        size = xp.sqrt(square / (1 - self.beta2**t))
        change = -self.learning_rate * _multiplied(direction / (size + self.epsilon), bases)
        if isinstance(state, AdamState):
            return change, AdamState(mean, square)
        statistics: list[Array] = []
        rows = grad
        for before, n in zip(self._matrices(state.statistics, grad), grad.shape, strict=True):
            rows = xp.reshape(rows, (n, -1))
            if before is not None:
                statistics.append(self.beta2 * before + (1 - self.beta2) * (rows @ xp.matrix_transpose(rows)))
            rows = xp.matrix_transpose(rows)  # which brings the next axis to the front
        return change, SOAPState(mean, square, _joined(statistics), state.bases)

    def _turns(self, param: Array, n: int) -> bool:
        """Whether an axis of length n of this parameter is turned."""
        return param.ndim > 1 and n <= self.largest

    def _matrices(self, joined: Array, param: Array) -> list[Array]:
        """The matrices of all axes, out of one vector; None for an axis that is not turned."""
        matrices: list[Array] = []
        place = 0
        for n in param.shape:
            if self._turns(param, n):
                matrices.append(namespace(joined).reshape(joined[place : place + n * n], (n, n)))
                place += n * n
            else:
                matrices.append(None)
        return matrices


def _joined(matrices: list[Array]) -> Array:
    """All entries as one vector."""
    xp = namespace(*matrices)
    return xp.concat([xp.reshape(matrix, (-1,)) for matrix in matrices])


def _multiplied(x: Array, matrices: list[Array]) -> Array:
    """X multiplied along each axis by its matrix; along those that have None, and where there are none, as it is."""
    xp = namespace(x)
    shape = x.shape
    for matrix, n in zip(matrices, shape, strict=False):
        rows = xp.reshape(x, (n, -1))
        x = xp.matrix_transpose(rows if matrix is None else matrix @ rows)  # the next axis comes to the front
    return xp.reshape(x, shape)


def _refreshed(basis: Array, statistics: Array) -> tuple[Array, Array]:
    """The basis after one step of the power iteration, and the order into which its columns went first."""
    xp = namespace(basis)
    trace = xp.sum(xp.linalg.diagonal(statistics))
    trace = xp.where(trace == 0, xp.ones_like(trace), trace)
    product = statistics @ basis / trace
    sizes = xp.sum(basis * product, axis=0)
    sizes = xp.where(sizes < 1e-6, xp.zeros_like(sizes), sizes)
    order = xp.argsort(-sizes, stable=True)
    return qr(xp.take(product + 0.001 * basis, order, axis=1))[0], order
