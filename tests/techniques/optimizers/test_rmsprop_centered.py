"""Centered RMSProp."""

import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.optimizers.rmsprop_centered import RMSPropCentered

from .peers import assert_other_descent, assert_same_descent, by_keras, by_optax, by_torch, ours


def test_steps_by_hand() -> None:
    optimizer = RMSPropCentered(learning_rate=0.1, rho=0.75, epsilon=0.5)
    param = np.array([1.0])
    # mean square 0.25 * 64 = 16, mean 2, variance 16 - 4 = 12, its root 3.4641016151377544
    # change = -0.8 / 3.9641016151377544
    change, state = optimizer.step(optimizer.init(param), np.array([8.0]), param, 1.0)
    assert change == pytest.approx(-0.2018111737966131, rel=1e-14)
    assert (state.mean, state.variance) == (2.0, 12.0)
    # mean square 0.75 * 16 + 0.25 * 4 = 13, mean 0.75 * 2 - 0.25 * 2 = 1, variance 13 - 1 = 12
    change, state = optimizer.step(state, np.array([-2.0]), param, 2.0)
    assert change == pytest.approx(0.05045279344915327, rel=1e-14)
    assert (state.mean, state.variance) == (1.0, 12.0)


def test_steps_with_epsilon_inside_by_hand() -> None:
    optimizer = RMSPropCentered(learning_rate=0.1, rho=0.75, epsilon=4.0, epsilon_inside=True)
    param = np.array([1.0])
    # variance 12, as above;  change = -0.8 / sqrt(12 + 4)
    change, state = optimizer.step(optimizer.init(param), np.array([8.0]), param, 1.0)
    assert change == pytest.approx(-0.2, rel=1e-14)
    # variance 12 again;  change = 0.2 / sqrt(16)
    change, state = optimizer.step(state, np.array([-2.0]), param, 2.0)
    assert change == pytest.approx(0.05, rel=1e-14)


def test_variance_is_never_negative() -> None:
    """A steady gradient, of which the mean square less the squared mean is rounding alone."""
    optimizer = RMSPropCentered()
    grad, param = np.array([1e4 / 3], "float32"), np.zeros(1, "float32")
    state = optimizer.init(param)
    for t in range(1, 2001):
        change, state = optimizer.step(state, grad, param, t)
        assert state.variance >= 0
        assert np.isfinite(change)


def test_peers_outside_the_root() -> None:
    own = ours(lambda _: RMSPropCentered(learning_rate=0.125, rho=0.75, epsilon=0.0625))
    assert_same_descent(
        own,
        by_torch(lambda params: torch.optim.RMSprop(params, 0.125, alpha=0.75, eps=0.0625, centered=True)),
    )
    assert_same_descent(
        own,
        by_optax(lambda: optax.rmsprop(0.125, decay=0.75, eps=0.0625, eps_in_sqrt=False, centered=True)),
    )


def test_peers_inside_the_root() -> None:
    own = ours(lambda _: RMSPropCentered(0.125, rho=0.75, epsilon=0.0625, epsilon_inside=True))
    assert_same_descent(
        own,
        by_keras(lambda optimizers: optimizers.RMSprop(0.125, rho=0.75, epsilon=0.0625, centered=True)),
    )
    assert_same_descent(own, by_optax(lambda: optax.rmsprop(0.125, decay=0.75, eps=0.0625, centered=True)))
    assert_other_descent(own, ours(lambda _: RMSPropCentered(0.125, rho=0.75, epsilon=0.0625)))
