"""Adam."""

import numpy as np
import optax
import pytest
import torch
from sklearn.neural_network._stochastic_optimizers import AdamOptimizer

from descentlab.techniques.optimizers.adam import Adam

from .peers import (
    assert_other_descent,
    assert_same_descent,
    by_keras,
    by_optax,
    by_scikit_learn,
    by_torch,
    ours,
)


def test_steps_by_hand() -> None:
    """Gradients 2, then -5; in the second entry none, then 1."""
    optimizer = Adam(learning_rate=0.1, beta1=0.5, beta2=0.75, epsilon=0.5)
    param = np.array([1.0, 1.0])
    # mean = 0.5 * 2 = 1, corrected 1 / 0.5 = 2;  square = 0.25 * 4 = 1, corrected 1 / 0.25 = 4
    # change = -0.1 * 2 / (sqrt(4) + 0.5) = -0.2 / 2.5 = -0.08;  without a gradient 0 / 0.5 = 0
    change, state = optimizer.step(optimizer.init(param), np.array([2.0, 0.0]), param, 1.0)
    np.testing.assert_allclose(change, [-0.08, 0.0], rtol=1e-15)
    np.testing.assert_array_equal(state.mean, [1.0, 0.0])
    np.testing.assert_array_equal(state.square, [1.0, 0.0])
    # mean = 0.5 * 1 + 0.5 * -5 = -2, corrected -2 / 0.75
    # square = 0.75 * 1 + 0.25 * 25 = 7, corrected 7 / 0.4375 = 16
    # change = 0.1 * (2 / 0.75) / (sqrt(16) + 0.5) = 0.2666... / 4.5 = 0.05925925925925926
    # second entry: mean 0.5, corrected 0.6666...;  square 0.25, corrected 4 / 7, its root 0.7559289460184544
    # change = -0.06666666666666667 / 1.2559289460184544 = -0.05308155917419796
    change, state = optimizer.step(state, np.array([-5.0, 1.0]), param, 2.0)
    np.testing.assert_allclose(change, [0.05925925925925926, -0.05308155917419796], rtol=1e-14)
    np.testing.assert_array_equal(state.mean, [-2.0, 0.5])
    np.testing.assert_array_equal(state.square, [7.0, 0.25])


def test_first_step_has_the_length_of_the_rate() -> None:
    """Corrected, mean over size is the gradient's sign at the first step, whatever the decays."""
    optimizer = Adam()
    param = np.zeros(3)
    change, _ = optimizer.step(optimizer.init(param), np.array([5.0, -0.02, 300.0]), param, 1.0)
    np.testing.assert_allclose(change, [-0.001, 0.001, -0.001], rtol=1e-6)


def test_peers() -> None:
    own = ours(lambda _: Adam(learning_rate=0.125, beta1=0.75, beta2=0.875, epsilon=0.0625))
    assert_same_descent(own, by_optax(lambda: optax.adam(0.125, b1=0.75, b2=0.875, eps=0.0625)))
    assert_same_descent(
        own, by_torch(lambda params: torch.optim.Adam(params, lr=0.125, betas=(0.75, 0.875), eps=0.0625))
    )


def test_peers_with_epsilon_before_the_correction() -> None:
    """Keras and scikit-learn: this step with epsilon / sqrt(1 - beta2^t)."""
    own = ours(
        lambda t: Adam(learning_rate=0.125, beta1=0.75, beta2=0.875, epsilon=0.0625 / (1 - 0.875**t) ** 0.5)
    )
    keras = by_keras(lambda optimizers: optimizers.Adam(0.125, beta_1=0.75, beta_2=0.875, epsilon=0.0625))
    assert_same_descent(own, keras)
    assert_same_descent(
        own,
        by_scikit_learn(
            lambda params: AdamOptimizer(
                params, learning_rate_init=0.125, beta_1=0.75, beta_2=0.875, epsilon=0.0625
            )
        ),
    )
    assert_other_descent(keras, ours(lambda _: Adam(0.125, 0.75, 0.875, 0.0625)))


def test_no_decay_is_the_sign_of_the_gradient() -> None:
    """beta1 = beta2 = 0 is lawful: g / (|g| + epsilon)."""
    optimizer = Adam(learning_rate=1.0, beta1=0.0, beta2=0.0, epsilon=1.0)
    param = np.zeros(1)
    state = optimizer.init(param)
    for t, grad, expected in ((1.0, 3.0, -0.75), (2.0, -1.0, 0.5), (3.0, 0.25, -0.2)):
        change, state = optimizer.step(state, np.array([grad]), param, t)
        assert change == pytest.approx(expected, rel=1e-15)
