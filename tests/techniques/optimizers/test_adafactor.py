"""Adafactor."""

from typing import Any

import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.optimizers.adafactor import Adafactor, FactoredState, WholeState

from .peers import assert_other_descent, assert_same_descent, by_keras, by_optax, by_torch, ours


def test_steps_by_hand() -> None:
    """With a decay_rate of 1, beta2 is 0 and then 0.5."""
    optimizer = Adafactor(0.1, decay_rate=1.0, clipping_threshold=0.5, epsilon1=1.0, epsilon2=0.25)
    param = np.full((2, 2), 2.0)
    # g^2 + 1 = (2, 5; 10, 1);  rows (3.5, 5.5), their mean 4.5;  columns (6, 3)
    # square = (14 / 3, 7 / 3; 22 / 3, 11 / 3);  update = (0.46291, 1.30931; 1.10782, 0), its rms 0.888234788
    # divided by 0.888234788 / 0.5;  rms(w) = 2;  change = -0.1 * 2 * update / 1.776469576
    change, state = optimizer.step(optimizer.init(param), np.array([[1.0, 2.0], [3.0, 0.0]]), param, 1.0)
    np.testing.assert_allclose(
        change, [[-0.05211573066470477, -0.14740554623801777], [-0.12472191289246472, 0.0]], rtol=1e-14
    )
    # g^2 + 1 = (1, 1; 2, 17);  rows (2.25, 7.5), their mean 4.875;  columns (3.75, 6)
    # square of the second row = (28.125, 45) / 4.875;  update = (0, 0; 0.41633, 1.31656), its rms 0.690410506
    # rms(w) = 0, so 0.25 is taken;  change = -0.1 * 0.25 * update / 1.380821012
    change, state = optimizer.step(state, np.array([[0.0, 0.0], [1.0, 4.0]]), np.zeros((2, 2)), 2.0)
    np.testing.assert_allclose(change, [[0.0, 0.0], [-0.00753778361444409, -0.023836564731139813]], rtol=1e-14)
    assert isinstance(state, FactoredState)
    np.testing.assert_array_equal(state.rows, [2.25, 7.5])
    np.testing.assert_array_equal(state.columns, [3.75, 6.0])


def test_steps_of_a_vector_by_hand() -> None:
    """Nothing to factor: the whole mean square. The rms of no update here passes 1."""
    optimizer = Adafactor(0.1, decay_rate=1.0, epsilon1=1.0)
    param = np.array([1.0, 7.0])  # its rms is 5
    # g^2 + 1 = (10, 2);  change = -0.1 * 5 * (3 / sqrt(10), 1 / sqrt(2))
    change, state = optimizer.step(optimizer.init(param), np.array([3.0, 1.0]), param, 1.0)
    np.testing.assert_allclose(change, [-0.4743416490252569, -0.35355339059327373], rtol=1e-14)
    # g^2 + 1 = (1, 5), averaged (5.5, 3.5);  change = -0.1 * 5 * 2 / sqrt(3.5)
    change, state = optimizer.step(state, np.array([0.0, 2.0]), param, 2.0)
    np.testing.assert_allclose(change, [0.0, -0.5345224838248488], rtol=1e-14)
    assert isinstance(state, WholeState)
    np.testing.assert_array_equal(state.square, [5.5, 3.5])


@pytest.mark.parametrize("scale_parameter", [True, False])
def test_peer_without_a_cut_of_the_rate(scale_parameter: bool) -> None:
    """optax computes beta2(t) in float32."""
    own = ours(
        lambda _: Adafactor(0.5, decay_rate=0.75, clipping_threshold=0.5, scale_parameter=scale_parameter)
    )
    peer = by_optax(
        lambda: optax.adafactor(
            0.5,
            min_dim_size_to_factor=1,
            decay_rate=0.75,
            clipping_threshold=0.5,
            multiply_by_parameter_scale=scale_parameter,
        )
    )
    assert_same_descent(own, peer, tolerance=1e-6)


def test_optax_factors_long_axes_only() -> None:
    peer = by_optax(lambda: optax.adafactor(0.5, decay_rate=0.75))
    assert_other_descent(ours(lambda _: Adafactor(0.5, decay_rate=0.75)), peer)


@pytest.mark.parametrize("rate", [0.125, 0.5])
def test_peers_that_cut_the_rate(rate: float) -> None:
    """1 / sqrt(t) is below 0.5 after the fourth step, and never below 0.125 in twenty.

    Keras takes means in float32, whatever the dtype.
    """

    def torch_optimizer(params: list[torch.Tensor]) -> torch.optim.Optimizer:
        return torch.optim.Adafactor(params, lr=rate, beta2_decay=-0.75, eps=(1e-15, 1e-3))

    own = ours(lambda _: Adafactor(rate, decay_rate=0.75, relative_step=True))
    assert_same_descent(own, by_torch(torch_optimizer))
    for relative_step in (True, False):  # which changes nothing in Keras

        def keras_optimizer(optimizers: Any, relative_step: bool = relative_step) -> Any:
            return optimizers.Adafactor(rate, beta_2_decay=-0.75, relative_step=relative_step)

        assert_same_descent(own, by_keras(keras_optimizer), tolerance=1e-6)
    uncut = ours(lambda _: Adafactor(rate, decay_rate=0.75))
    if rate == 0.125:
        np.testing.assert_array_equal(own, uncut)
    else:
        assert_other_descent(own, uncut)


@pytest.mark.parametrize("shape", [(), (3,), (4, 3), (2, 2, 3, 4)])
def test_peer_on_other_shapes(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    optimizer, param = Adafactor(learning_rate=0.125, clipping_threshold=1.25), rng.normal(size=shape)
    there = torch.tensor(param, requires_grad=True)
    peer = torch.optim.Adafactor([there], lr=0.125, eps=(1e-15, 1e-3), d=1.25)
    state = optimizer.init(param)
    for t in range(1, 6):
        grad = np.asarray(rng.normal(size=shape))
        there.grad = torch.from_numpy(grad)
        peer.step()
        change, state = optimizer.step(state, grad, param, float(t))
        param = param + change
        np.testing.assert_allclose(param, there.detach(), rtol=1e-12)


def test_state_of_a_kernel_is_small() -> None:
    state = Adafactor().init(np.zeros((2, 2, 30, 40)))
    assert [leaf.shape for leaf in state] == [(2, 2, 30), (2, 2, 40)]


def test_float32_keeps_what_is_tiny() -> None:
    """Means of 1e-30, whose product float32 could not hold."""
    optimizer = Adafactor(learning_rate=0.5, scale_parameter=False)
    param = np.zeros((2, 2), "float32")
    change, state = optimizer.step(optimizer.init(param), np.zeros((2, 2), "float32"), param, np.float32(1))
    np.testing.assert_array_equal(change, np.zeros((2, 2)))
    change, _ = optimizer.step(state, np.full((2, 2), 1e-12, "float32"), param, np.float32(2))
    assert change.dtype == np.float32
    np.testing.assert_allclose(change, np.full((2, 2), -0.5), rtol=1e-6)
