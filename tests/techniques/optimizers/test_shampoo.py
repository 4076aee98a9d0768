"""Shampoo. No installed library has it: the second derivation goes by Kronecker products and SciPy's powers."""

from functools import reduce

import jax.numpy as jnp
import numpy as np
import pytest
import torch
from scipy.linalg import fractional_matrix_power

from descentlab.techniques.optimizers.shampoo import Shampoo

from .peers import STEPS, assert_other_descent, assert_same_descent, by_torch, ours, step


def test_steps_by_hand() -> None:
    """Matrices whose products with themselves are diagonal; epsilon 1/16."""
    optimizer = Shampoo(learning_rate=0.5, epsilon=0.0625, frequency=1)
    param = np.zeros((2, 2))
    # both statistics are diag(9, 16), both ridges 1;  3 / 10^(1/4) / 10^(1/4), and 4 / 17^(1/2)
    change, state = step(optimizer, optimizer.init(param), np.diag([3.0, 4.0]), param, 1.0)
    np.testing.assert_allclose(change, [[-1.5 / 10**0.5, 0], [0, -2 / 17**0.5]], rtol=1e-14)
    # of rows diag(9 + 1, 16 + 4), ridge 1.25;  of columns diag(9 + 4, 16 + 1), ridge 1.0625
    change, state = step(optimizer, state, np.array([[0.0, 1.0], [2.0, 0.0]]), param, 2.0)
    np.testing.assert_allclose(
        change, [[0, -0.5 / (11.25 * 18.0625) ** 0.25], [-1 / (21.25 * 14.0625) ** 0.25, 0]], rtol=1e-14
    )
    np.testing.assert_array_equal(state.statistics, [10, 0, 0, 20, 13, 0, 0, 17])


def test_roots_are_taken_every_so_many_steps() -> None:
    """Here every third after the first three: the fourth and fifth step have the third's roots, the sixth its own."""
    grads = np.random.default_rng(1).normal(size=(6, 2, 3))
    seldom, always = Shampoo(1.0, frequency=3), Shampoo(1.0, frequency=1)
    state, roots, expected = seldom.init(grads[0]), [], always.init(grads[0])
    for t, grad in enumerate(grads, start=1):
        _, state = step(seldom, state, grad, grad, float(t))
        _, expected = step(always, expected, grad, grad, float(t))
        np.testing.assert_array_equal(state.statistics, expected.statistics)
        roots.append(state.roots)
    assert np.any(roots[1] != roots[0])
    assert np.any(roots[2] != roots[1])
    np.testing.assert_array_equal(roots[3], roots[2])
    np.testing.assert_array_equal(roots[4], roots[2])
    np.testing.assert_array_equal(roots[5], expected.roots)


def test_vectors_and_numbers_by_hand() -> None:
    optimizer = Shampoo(learning_rate=0.5, epsilon=0.25, frequency=1)
    # the statistics have the eigenvalue 25 along (3, 4), and the ridge is 0.25 of it: change = -0.5 g / 31.25^(1/2)
    change, _ = step(optimizer, optimizer.init(np.zeros(2)), np.array([3.0, 4.0]), np.zeros(2), 1.0)
    np.testing.assert_allclose(change, [-1.5 / 31.25**0.5, -2 / 31.25**0.5], rtol=1e-14)
    # 4 and a ridge of 1
    change, state = step(optimizer, optimizer.init(np.asarray(0.0)), np.asarray(2.0), np.asarray(0.0), 1.0)
    assert change.shape == ()
    assert change == pytest.approx(-1 / 5**0.5, rel=1e-14)
    # 4 + 1 and a ridge of 1.25
    change, _ = step(optimizer, state, np.asarray(-1.0), np.asarray(0.0), 2.0)
    assert change == pytest.approx(0.5 / 6.25**0.5, rel=1e-14)


def derived(grads: np.ndarray, epsilon: float, largest: int) -> np.ndarray:
    """The last change at a rate of 1, for gradients of any number of axes, as one large matrix times a vector."""
    k = grads.ndim - 1
    factors = []
    for axis in range(k):
        others = tuple(i for i in range(k) if i != axis)
        statistics = np.sum([np.tensordot(grad, grad, (others, others)) for grad in grads], axis=0)
        if len(statistics) > largest:
            statistics = np.diag(np.diag(statistics))
        ridge = epsilon * np.max(np.linalg.eigvalsh(statistics))
        factors.append(fractional_matrix_power(statistics + ridge * np.eye(len(statistics)), -1 / (2 * k)))
    return -(reduce(np.kron, factors) @ grads[-1].ravel()).reshape(grads[-1].shape)


@pytest.mark.parametrize("largest", [1024, 3])
@pytest.mark.parametrize("shape", [(4,), (3, 4), (2, 3, 4), (2, 2, 3, 4)])
@pytest.mark.parametrize("make", [np.asarray, jnp.asarray, torch.from_numpy])
def test_second_derivation(make, shape: tuple[int, ...], largest: int) -> None:
    grads = np.random.default_rng(5).normal(size=(4, *shape))
    optimizer = Shampoo(1.0, epsilon=1e-3, largest=largest, frequency=1)
    param = make(np.zeros(shape, "float32"))
    state = optimizer.init(param)
    for t, grad in enumerate(grads, start=1):
        change, state = step(optimizer, state, make(grad.astype("float32")), param, float(t))
        expected = derived(grads[:t], 1e-3, largest)
        np.testing.assert_allclose(np.asarray(change), expected, rtol=1e-3, atol=1e-4)


def test_long_vectors_go_as_in_adagrad() -> None:
    """On a single row, PyTorch's; its epsilon and our ridge hardly matter."""

    class OfVectors(Shampoo):
        def init(self, param):
            return super().init(param.ravel())

        def refresh(self, state, grad):
            return super().refresh(state, grad.ravel())

        def step(self, state, grad, param, t):
            change, state = super().step(state, grad.ravel(), param.ravel(), t)
            return change.reshape(param.shape), state

    own = ours(lambda _: OfVectors(0.125, epsilon=1e-14, largest=5, frequency=1))
    assert_same_descent(own, by_torch(lambda params: torch.optim.Adagrad(params, 0.125, eps=1e-14)))
    assert_other_descent(own, ours(lambda _: OfVectors(0.125, epsilon=1e-14, largest=6, frequency=1)))


def test_first_step_is_orthogonal() -> None:
    """L^(-1/4) g R^(-1/4) = (U s^(-1/2) U^T) (U s V^T) (V s^(-1/2) V^T) = U V^T."""
    grad = np.random.default_rng(2).normal(size=(3, 3))
    left, _, right = np.linalg.svd(grad)
    change, _ = step(Shampoo(1.0, epsilon=1e-13), Shampoo().init(grad), grad, grad, 1.0)
    np.testing.assert_allclose(change, -left @ right, atol=1e-10)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 2, 1, 3)])
def test_edges(dtype: str, shape: tuple[int, ...]) -> None:
    optimizer, param = Shampoo(largest=2), np.zeros(shape, dtype)
    change, state = step(optimizer, optimizer.init(param), param, param, 1.0)
    np.testing.assert_array_equal(change, param)
    for size in (1e-15, 1e15):  # of one rank: all that lies across the gradient is rounding
        change, _ = step(Shampoo(1.0), Shampoo().init(param), np.full(shape, size, dtype), param, 1.0)
        np.testing.assert_allclose(change, np.full(shape, -1 / np.sqrt(param.size)), rtol=1e-3)
    for bad in (np.nan, np.inf):
        with np.errstate(invalid="ignore"):
            change, _ = step(optimizer, state, np.full(shape, bad, dtype), param, 2.0)
        assert np.all(np.isnan(change))


def test_rounding_below_zero() -> None:
    """In float32 some eigenvalues of a matrix of one rank are negative, by more than a small ridge."""
    rng = np.random.default_rng(0)
    grad = (rng.normal(size=(40, 1)) @ rng.normal(size=(1, 40))).astype("float32")
    assert np.min(np.linalg.eigvalsh(grad @ grad.T)) < -1e-9 * np.sum(grad**2)
    change, _ = step(Shampoo(1.0, epsilon=1e-9), Shampoo().init(grad), grad, grad, 1.0)
    # rounding of 6e-8 in the gradient is multiplied by two fourth roots of 1e9
    np.testing.assert_allclose(change, -grad / np.linalg.norm(grad), atol=6e-8 * 1e9**0.5)


def test_float32_keeps_to_float64() -> None:
    """Over steps of low rank, where most eigenvalues are the ridge."""
    rng = np.random.default_rng(0)
    grads = [rng.normal(size=(8, 1)) @ rng.normal(size=(1, 6)) for _ in range(STEPS)]
    made = {}
    for dtype in ("float32", "float64"):
        param = np.zeros((8, 6), dtype)
        state = Shampoo().init(param)
        for grad in grads:
            change, state = step(Shampoo(), state, grad.astype(dtype), param, 1.0)
            param = param + change
        assert param.dtype == dtype
        made[dtype] = param
    np.testing.assert_allclose(made["float32"], made["float64"], atol=1e-4)
