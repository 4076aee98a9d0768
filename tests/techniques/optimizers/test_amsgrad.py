"""AMSGrad."""

import numpy as np
import optax
import torch

from descentlab.techniques.optimizers.amsgrad import AMSGrad

from .peers import assert_other_descent, assert_same_descent, by_keras, by_optax, by_torch, ours


def test_steps_by_hand() -> None:
    """In the second entry no gradient at all."""
    optimizer = AMSGrad(learning_rate=0.1, beta1=0.5, beta2=0.75, epsilon=0.5)
    param = np.array([1.0, 1.0])
    # mean = 4, corrected 8;  square = maximum = 16, corrected 64;  change = -0.8 / 8.5
    change, state = optimizer.step(optimizer.init(param), np.array([8.0, 0.0]), param, 1.0)
    np.testing.assert_allclose(change, [-0.09411764705882353, 0.0], rtol=1e-15)
    # mean = 2.5, corrected 2.5 / 0.75;  square = 12 + 0.25 = 12.25, below the maximum
    # maximum corrected 16 / 0.4375, its root 6.047431568147635;  change = -0.333... / 6.547431568147635
    # (the maximum of corrected squares is 64 still, and would make it -0.333... / 8.5)
    change, state = optimizer.step(state, np.array([1.0, 0.0]), param, 2.0)
    np.testing.assert_allclose(change, [-0.050910548642456185, 0.0], rtol=1e-14)
    np.testing.assert_array_equal(state.square, [12.25, 0.0])
    np.testing.assert_array_equal(state.maximum, [16.0, 0.0])


def test_peer_with_raw_maxima() -> None:
    own = ours(lambda _: AMSGrad(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625))
    assert_same_descent(
        own,
        by_torch(lambda params: torch.optim.Adam(params, 0.125, betas=(0.75, 0.875), eps=0.0625, amsgrad=True)),
    )


def test_keras_adds_epsilon_before_the_correction() -> None:
    own = ours(lambda t: AMSGrad(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625 / (1 - 0.875**t) ** 0.5))
    assert_same_descent(
        own,
        by_keras(
            lambda optimizers: optimizers.Adam(0.125, beta_1=0.75, beta_2=0.875, epsilon=0.0625, amsgrad=True)
        ),
    )


def test_corrected_steps_by_hand() -> None:
    optimizer = AMSGrad(learning_rate=0.1, beta1=0.5, beta2=0.75, epsilon=0.5, corrected=True)
    param = np.array([1.0])
    # mean = 4, corrected 8;  square = 16, corrected 64 = maximum;  change = -0.8 / 8.5
    change, state = optimizer.step(optimizer.init(param), np.array([8.0]), param, 1.0)
    np.testing.assert_allclose(change, [-0.09411764705882353], rtol=1e-15)
    # mean = 2.5, corrected 2.5 / 0.75;  square = 12.25, corrected 28, below the maximum;  change = -0.333... / 8.5
    change, state = optimizer.step(state, np.array([1.0]), param, 2.0)
    np.testing.assert_allclose(change, [-0.0392156862745098], rtol=1e-14)
    np.testing.assert_array_equal(state.square, [12.25])
    np.testing.assert_array_equal(state.maximum, [64.0])


def test_peer_with_corrected_maxima() -> None:
    own = ours(lambda _: AMSGrad(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625, corrected=True))
    assert_same_descent(own, by_optax(lambda: optax.amsgrad(0.125, b1=0.75, b2=0.875, eps=0.0625)))
    raw = ours(lambda _: AMSGrad(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625))
    np.testing.assert_allclose(own[0], raw[0], rtol=1e-12)  # nothing to forget at the first step
    assert_other_descent(own, raw)
