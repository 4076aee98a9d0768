"""SOAP. No installed library has it: the second derivation goes by Kronecker products and Gram-Schmidt."""

import itertools
from functools import reduce
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
import torch

from descentlab.techniques.optimizers.adam import Adam
from descentlab.techniques.optimizers.soap import SOAP

from .peers import START, assert_other_descent, assert_same_descent, gradient, ours, step


def test_steps_by_hand() -> None:
    optimizer: Any = SOAP(learning_rate=0.1, beta1=0.5, beta2=0.75, epsilon=0.5, frequency=1)
    param = np.zeros((2, 2))
    # the bases are I: mean and square corrected are g and g^2;  change = -0.1 * g / (|g| + 0.5)
    change, state = step(optimizer, optimizer.init(param), np.array([[3.0, 0.0], [4.0, 0.0]]), param, 1.0)
    np.testing.assert_allclose(change, [[-0.3 / 3.5, 0], [-0.4 / 4.5, 0]], rtol=1e-14)
    # of rows 0.25 * [[9, 12], [12, 16]], trace 6.25: the second column comes first, and the second row of square
    # QR of [[0.48, 0.361], [0.641, 0.48]]: the first column is (0.48, 0.641) / 0.800800224775193, the other across
    # of columns diag(6.25, 0), so QR of diag(1.001, 0.001), which is I
    a, b = 0.5994004311559095, 0.8004493257727874
    np.testing.assert_allclose(state.statistics, [2.25, 3, 3, 4, 6.25, 0, 0, 0])
    state = optimizer.refresh(state, param)
    np.testing.assert_allclose(state.bases, [a, b, b, -a, 1, 0, 0, 1], rtol=1e-11, atol=1e-11)
    np.testing.assert_allclose(state.square, [[4, 0], [2.25, 0]], rtol=1e-14)
    # g = [[0, 1], [0, 0]] is turned to [[0, a], [0, b]];  mean = [[0.75, 0.5], [1, 0]], corrected by / 0.75
    # square = 0.75 * [[4, 0], [2.25, 0]] + 0.25 * [[0, a^2], [0, b^2]], corrected by / 0.4375
    change, _ = optimizer.step(state, np.array([[0.0, 1.0], [0.0, 0.0]]), param, 2.0)
    mean = np.array([[0.75 * a + b, 0.5 * a], [0.75 * b - a, 0.5 * b]]) / 0.75
    size = np.sqrt(np.array([[3, 0.25 * a**2], [1.6875, 0.25 * b**2]]) / 0.4375)
    update = mean / (size + 0.5)
    turned_back = np.array([a * update[0] + b * update[1], b * update[0] - a * update[1]])
    np.testing.assert_allclose(change, -0.1 * turned_back, rtol=1e-10)


@pytest.mark.parametrize("make", [np.asarray, jnp.asarray, torch.from_numpy])
def test_columns_go_by_size(make) -> None:
    """Of diag(0, 1e-8, 0.04, 1) the last is first; the second is below a millionth and stays behind the first."""
    grad = make(np.diag([0.0, 1e-4, 0.2, 1.0]).astype("float32"))
    optimizer: Any = SOAP(frequency=1)
    _, state = step(optimizer, optimizer.init(grad), grad, grad, 1.0)
    state = optimizer.refresh(state, grad)
    expected = np.eye(4)[:, [3, 2, 0, 1]].ravel()
    np.testing.assert_allclose(np.asarray(state.bases), [*expected, *expected], atol=1e-6)


def test_rounding_does_not_choose_the_basis() -> None:
    """Rows that are alike but for one in ten steps: directions without any gradient, which then gets one."""
    made = []
    for nudge in (1.0, 1 + 1e-15):
        rng = np.random.default_rng(4)
        param, optimizer = np.zeros((12, 8)), SOAP(0.1, frequency=1)
        state: Any = optimizer.init(param)
        for t in range(1, 61):
            inputs = np.full((3, 12), -0.3)
            inputs[rng.uniform(size=inputs.shape) < 0.1] = 3.0
            grad = inputs.T @ rng.normal(size=(3, 8)) * nudge
            change, state = step(optimizer, state, grad, param, float(t))
            param = param + change
        made.append(param)
    np.testing.assert_allclose(made[1], made[0], rtol=0, atol=1e-11)


def gram_schmidt(matrix: np.ndarray) -> np.ndarray:
    """Each column less what lies along those before it, at length 1: so R's diagonal is positive."""
    columns: list[np.ndarray] = []
    for column in matrix.T:
        for _ in range(2):  # the second time takes away what rounding left
            for before in columns:
                column = column - before * (before @ column)
        columns.append(column / np.sqrt(column @ column))
    return np.stack(columns, axis=1)


def derived(grads: np.ndarray, largest: int = 1024) -> list[np.ndarray]:
    """All changes at a rate of 1, beta1 0.5, beta2 0.75 and epsilon 1e-3, with one large basis for all entries."""
    shape = grads[0].shape
    axes = range(len(shape))
    bases = [np.eye(n) for n in shape]
    statistics = [np.zeros((n, n)) for n in shape]
    changes, square = [], np.zeros(grads[0].size)
    for t, grad in enumerate(grads, start=1):
        basis = reduce(np.kron, bases)
        ages = np.arange(t - 1, -1, -1)
        mean = np.tensordot(0.5**ages * 0.5, grads[:t], 1) / (1 - 0.5**t)
        square = 0.75 * square + 0.25 * (basis.T @ grad.ravel()) ** 2
        update = (basis.T @ mean.ravel()) / (np.sqrt(square / (1 - 0.75**t)) + 1e-3)
        changes.append(-(basis @ update).reshape(shape))
        for axis in axes:
            others = tuple(i for i in axes if i != axis)
            statistics[axis] = 0.75 * statistics[axis] + 0.25 * np.tensordot(grad, grad, (others, others))
            if shape[axis] <= largest:
                shifted = statistics[axis] / np.trace(statistics[axis]) + 0.001 * np.eye(shape[axis])
                sizes = np.diag(bases[axis].T @ shifted @ bases[axis])
                order = sorted(range(shape[axis]), key=lambda i: -max(sizes[i], 0.001001))
                square = square.reshape(shape).take(order, axis).ravel()
                bases[axis] = gram_schmidt(shifted @ bases[axis][:, order])
    return changes


@pytest.mark.parametrize("largest", [1024, 3])
@pytest.mark.parametrize("shape", [(3, 2), (3, 4), (2, 3, 4), (2, 2, 3, 4)])
@pytest.mark.parametrize("make", [np.asarray, jnp.asarray, torch.from_numpy])
def test_second_derivation(make, shape: tuple[int, ...], largest: int) -> None:
    grads = np.random.default_rng(5).normal(size=(8, *shape))
    optimizer = SOAP(1.0, beta1=0.5, beta2=0.75, epsilon=1e-3, largest=largest, frequency=1)
    param = make(np.zeros(shape, "float32"))
    state = optimizer.init(param)
    for t, (grad, expected) in enumerate(zip(grads, derived(grads, largest), strict=True), start=1):
        change, state = step(optimizer, state, make(grad.astype("float32")), param, float(t))
        np.testing.assert_allclose(np.asarray(change), expected, rtol=2e-3, atol=1e-3)


def test_second_derivation_down_a_bowl() -> None:
    """Which other optimizers descend with their peers; Adam takes another way."""
    own = ours(lambda _: SOAP(0.125, beta1=0.5, beta2=0.75, epsilon=1e-3, frequency=1))
    places = [START, *own[:-1]]
    changes = derived(np.stack([gradient(k, place) for k, place in enumerate(places)]))
    assert_same_descent(own, np.stack(places) + 0.125 * np.stack(changes), tolerance=1e-10)
    assert_other_descent(own, ours(lambda _: Adam(0.125, beta1=0.5, beta2=0.75, epsilon=1e-3)))


def test_constant_statistics_turn_to_their_eigenvectors() -> None:
    """Largest first, and the columns' in the same way."""
    grad = np.array([[1.0, 2.0, 0.0], [0.0, 3.0, 1.0]])
    optimizer: Any = SOAP(frequency=1)
    state = optimizer.init(grad)
    for t in range(1, 60):
        _, state = step(optimizer, state, grad, grad, float(t))
    left, _, right = np.linalg.svd(grad)
    np.testing.assert_allclose(abs(state.bases[:4].reshape(2, 2)), abs(left), atol=1e-10)
    np.testing.assert_allclose(abs(state.bases[4:].reshape(3, 3)), abs(right.T), atol=1e-10)


@pytest.mark.parametrize(("shape", "largest"), [((), 1024), ((3,), 1024), ((3, 4), 2)])
def test_what_is_not_turned_goes_by_adam(shape: tuple[int, ...], largest: int) -> None:
    """That technique has peers of its own."""
    rng = np.random.default_rng(0)
    soap, adam = SOAP(0.1, largest=largest, frequency=1), Adam(0.1, beta1=0.95, beta2=0.95)
    param = np.asarray(rng.normal(size=shape))
    state, state_of_adam = soap.init(param), adam.init(param)
    for t in range(1, 6):
        grad = np.asarray(rng.normal(size=shape))
        change, state = step(soap, state, grad, param, float(t))
        expected, state_of_adam = adam.step(state_of_adam, grad, param, float(t))
        np.testing.assert_allclose(change, expected, rtol=1e-14)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(2, 3), (2, 2, 1, 3)])
def test_edges_of_matrices(dtype: str, shape: tuple[int, ...]) -> None:
    """Zero gradients leave the bases as they are; then a step of Adam against the gradient, in whatever basis."""
    param = np.zeros(shape, dtype)
    optimizer: Any = SOAP(frequency=1)
    state = optimizer.init(param)
    bases = state.bases
    for t in range(1, 4):
        change, state = step(optimizer, state, param, param, float(t))
        np.testing.assert_array_equal(change, param)
    np.testing.assert_allclose(state.bases, bases, atol=1e-6)
    change, moved = step(optimizer, state, np.full(shape, 0.5, dtype), param, 4.0)
    assert np.all(change < 0)
    assert np.all(np.isfinite(moved.bases))
    grad = np.ones(shape, dtype)
    grad[..., 1] = np.nan
    _, moved = step(optimizer, state, grad, param, 4.0)
    assert np.all(np.isnan(step(optimizer, moved, np.ones(shape, dtype), param, 5.0)[0]))


def test_bases_stay_orthogonal_in_float32() -> None:
    """Over gradients of one rank, which leave all other columns to the share of I."""
    optimizer: Any = SOAP(frequency=1)
    made = {}
    for dtype in ("float32", "float64"):
        rng = np.random.default_rng(0)
        param = np.zeros((8, 6), dtype)
        state = optimizer.init(param)
        for t in range(1, 101):
            grad = (rng.normal(size=(8, 1)) @ rng.normal(size=(1, 6))).astype(dtype)
            change, state = step(optimizer, state, grad, param, np.asarray(t, dtype))
            param = param + change
        basis = state.bases[:64].reshape(8, 8)
        np.testing.assert_allclose(basis.T @ basis, np.eye(8), atol=1e-5)
        made[dtype] = param
    np.testing.assert_allclose(made["float32"], made["float64"], atol=1e-3)


def test_bases_move_every_so_many_steps() -> None:
    """Here every third after the first three; a step in between leaves them."""
    grads = np.random.default_rng(1).normal(size=(7, 2, 3))
    optimizer: Any = SOAP(frequency=3)
    state = optimizer.init(grads[0])
    bases = []
    for t, grad in enumerate(grads, start=1):
        _, state = step(optimizer, state, grad, grad, float(t))
        bases.append(state.bases)
    moved = [bool(np.any(after != before)) for before, after in itertools.pairwise(bases)]
    assert moved == [True, True, False, False, True, False]
