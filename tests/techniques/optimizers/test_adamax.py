"""AdaMax."""

import numpy as np
import optax
import torch

from descentlab.techniques.optimizers.adamax import AdaMax

from .peers import assert_other_descent, assert_same_descent, by_keras, by_optax, by_torch, ours


def test_steps_by_hand() -> None:
    """In the second entry no gradient, then 1."""
    optimizer = AdaMax(learning_rate=0.1, beta1=0.5, beta2=0.75, epsilon=0.5)
    param = np.array([1.0, 1.0])
    # mean = 1, corrected 2;  size = 2 + 0.5;  change = -0.2 / 2.5;  without a gradient 0 / 0.5
    change, state = optimizer.step(optimizer.init(param), np.array([2.0, 0.0]), param, 1.0)
    np.testing.assert_allclose(change, [-0.08, 0.0], rtol=1e-15)
    np.testing.assert_array_equal(state.size, [2.5, 0.5])
    # mean = 0.5 + 0.25 = 0.75, corrected 1;  size = max(0.75 * 2.5, 1) = 1.875;  change = -0.1 / 1.875
    # second entry: mean 0.5, corrected 0.666...;  size = max(0.375, 1.5);  change = -0.0666... / 1.5
    change, state = optimizer.step(state, np.array([0.5, 1.0]), param, 2.0)
    np.testing.assert_allclose(change, [-0.05333333333333334, -0.044444444444444446], rtol=1e-14)
    np.testing.assert_array_equal(state.size, [1.875, 1.5])


def test_peers_inside_the_maximum() -> None:
    own = ours(lambda _: AdaMax(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625))
    assert_same_descent(
        own, by_torch(lambda params: torch.optim.Adamax(params, 0.125, betas=(0.75, 0.875), eps=0.0625))
    )
    assert_same_descent(own, by_optax(lambda: optax.adamax(0.125, b1=0.75, b2=0.875, eps=0.0625)))


def test_keras_adds_epsilon_to_the_maximum() -> None:
    keras = by_keras(lambda optimizers: optimizers.Adamax(0.125, beta_1=0.75, beta_2=0.875, epsilon=0.0625))
    assert_other_descent(keras, ours(lambda _: AdaMax(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625)))
    # the two meet as epsilon vanishes
    assert_same_descent(
        by_keras(lambda optimizers: optimizers.Adamax(0.125, beta_1=0.75, beta_2=0.875, epsilon=1e-14)),
        ours(lambda _: AdaMax(0.125, beta1=0.75, beta2=0.875, epsilon=1e-14)),
        tolerance=1e-10,
    )
