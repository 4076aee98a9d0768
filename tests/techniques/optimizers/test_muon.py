"""Muon."""

import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.optimizers.adam import Adam
from descentlab.techniques.optimizers.muon import Muon

from .peers import (
    START,
    STEPS,
    assert_other_descent,
    assert_same_descent,
    by_keras,
    by_optax,
    gradient,
    ours,
)

# p(s) = 3.4445 s - 4.775 s^3 + 2.0315 s^5, five times over:
# 0.6 -> 1.1932694400000001 -> 0.9119177066153288 -> 0.8011376942166286 -> 0.9747023593673685 -> 0.722876168617117
# 0.8 -> 0.9764819199999997 -> 0.7211175921024446 -> 1.089456835476208 -> 0.6960447483494363 -> 1.1192039299160428
OF_06, OF_08 = 0.722876168617117, 1.1192039299160428


def test_steps_by_hand() -> None:
    """Diagonal matrices, whose singular values are their entries."""
    optimizer = Muon(learning_rate=0.1, momentum=0.5)
    param = np.zeros((2, 2))
    # mean = 0.5 * g;  x = 0.25 * g + 0.5 * g, of length 0.75 * 5, becomes diag(0.6, 0.8)
    change, state = optimizer.step(optimizer.init(param), np.diag([3.0, 4.0]), param, 1.0)
    np.testing.assert_array_equal(state.mean, np.diag([1.5, 2.0]))
    np.testing.assert_allclose(change, -0.1 * np.diag([OF_06, OF_08]), rtol=1e-13)
    # mean = diag(0.75 - 1.25, 1 + 1);  x = diag(-0.25 - 1.25, 1 + 1), of length 2.5, becomes diag(-0.6, 0.8)
    change, state = optimizer.step(state, np.diag([-2.5, 2.0]), param, 2.0)
    np.testing.assert_array_equal(state.mean, np.diag([-0.5, 2.0]))
    np.testing.assert_allclose(change, -0.1 * np.diag([-OF_06, OF_08]), rtol=1e-13)


def test_vector_by_hand() -> None:
    optimizer = Muon(0.1, adam_rate_ratio=0.5, adam_beta1=0.5, adam_beta2=0.75, adam_epsilon=0.5)
    param = np.array([1.0])
    # mean = 1, corrected 2;  square = 1, corrected 4;  change = -0.05 * 2 / 2.5
    change, state = optimizer.step(optimizer.init(param), np.array([2.0]), param, 1.0)
    assert change == pytest.approx(-0.04, rel=1e-14)
    # mean = 0.5 + 0.5, corrected 1 / 0.75;  square = 0.75 + 0.25, corrected 1 / 0.4375
    # change = -0.05 * 1.33333333333333 / (1.51185789203691 + 0.5)
    change, _ = optimizer.step(state, np.array([1.0]), param, 2.0)
    assert change == pytest.approx(-0.0331368666398052, rel=1e-13)


@pytest.mark.parametrize("shape", [(3,), ()])
def test_vectors_and_numbers_go_by_adam(shape: tuple[int, ...]) -> None:
    """That technique has peers of its own."""
    rng = np.random.default_rng(0)
    muon, adam = Muon(0.5), Adam(0.0075, beta1=0.9, beta2=0.95, epsilon=1e-10)
    param = np.asarray(rng.normal(size=shape))
    state, state_of_adam = muon.init(param), adam.init(param)
    for t in range(1, 6):
        grad = np.asarray(rng.normal(size=shape))
        change, state = muon.step(state, grad, param, float(t))
        expected, state_of_adam = adam.step(state_of_adam, grad, param, float(t))
        np.testing.assert_allclose(change, expected, rtol=1e-14)


@pytest.mark.parametrize(
    ("shape", "scale"), [((3, 5), (5 / 3) ** 0.5), ((5, 3), 1.0), ((2, 3, 1, 8), (8 / 6) ** 0.5), ((1, 4), 2.0)]
)
def test_singular_values(shape: tuple[int, ...], scale: float) -> None:
    """Without momentum: the gradient's own singular vectors, and its values through the polynomial."""
    grad = np.random.default_rng(1).normal(size=shape)
    change, _ = Muon(1.0, momentum=0.0).step(Muon().init(grad), grad, grad, 1.0)
    left, values, right = np.linalg.svd(grad.reshape(-1, shape[-1]), full_matrices=False)
    values = values / np.sqrt(np.sum(values**2))
    for _ in range(5):
        values = 3.4445 * values - 4.775 * values**3 + 2.0315 * values**5
    assert np.all((values > 0.6) & (values < 1.25))
    np.testing.assert_allclose(change.reshape(-1, shape[-1]), -scale * (left * values) @ right, atol=1e-12)


def test_keras_with_its_other_scale() -> None:
    """Keras takes 0.2 * sqrt(3) for two rows and three columns, and adds 1e-7 to the length."""
    own = ours(lambda _: Muon(0.125 * 0.2 * 3**0.5 / 1.5**0.5, momentum=0.75))
    peer = by_keras(lambda optimizers: optimizers.Muon(0.125, momentum=0.75, weight_decay=None))
    assert_same_descent(own, peer, tolerance=1e-5)


def test_optax_without_momentum() -> None:
    """It has the same scale. With momentum it corrects the mean and the gradient for their start."""

    def by_its(momentum: float) -> np.ndarray:
        return by_optax(lambda: optax.contrib.muon(0.125, beta=momentum, eps=0.0))

    own = ours(lambda _: Muon(0.125, momentum=0.0))
    assert_same_descent(own, by_its(0.0))
    with_momentum = ours(lambda _: Muon(0.125, momentum=0.75))
    np.testing.assert_allclose(with_momentum[0], by_its(0.75)[0], rtol=1e-12)
    assert_other_descent(with_momentum, by_its(0.75))


def test_torch_has_the_transpose_and_bfloat16() -> None:
    param, visited = torch.tensor(START.T.copy(), requires_grad=True), []
    optimizer = torch.optim.Muon([param], 0.125, weight_decay=0.0, momentum=0.75)
    for k in range(STEPS):
        param.grad = torch.from_numpy(gradient(k, param.detach().numpy().T).T.copy())
        optimizer.step()
        visited.append(param.detach().numpy().T.copy())
    own = ours(lambda _: Muon(0.125, momentum=0.75))
    assert_same_descent(own, np.stack(visited), tolerance=0.03)
    assert_other_descent(own, ours(lambda _: Muon(0.125 / 1.5**0.5, momentum=0.75)))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(2, 3), (2, 2, 1, 3)])
def test_edges_of_matrices(dtype: str, shape: tuple[int, ...]) -> None:
    optimizer, param = Muon(), np.zeros(shape, dtype)
    change, state = optimizer.step(optimizer.init(param), np.zeros(shape, dtype), param, 1.0)
    np.testing.assert_array_equal(change, param)
    for size in (1e-30, 1e30):  # whose squares float32 does not hold
        grad = np.full(shape, size, dtype)
        change, _ = optimizer.step(state, grad, param, 2.0)
        assert np.all((change > -0.05) & (change < 0))
    grad = np.ones(shape, dtype)
    grad[..., 1] = np.nan
    assert np.all(np.isnan(optimizer.step(state, grad, param, 2.0)[0]))
