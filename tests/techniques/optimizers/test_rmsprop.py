"""RMSProp."""

import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.optimizers.rmsprop import RMSProp

from .peers import assert_other_descent, assert_same_descent, by_keras, by_optax, by_torch, ours


def test_steps_by_hand() -> None:
    optimizer = RMSProp(learning_rate=0.1, rho=0.75, epsilon=0.5)
    param = np.array([1.0])
    # square = 0.25 * 64 = 16;  change = -0.1 * 8 / (4 + 0.5) = -0.8 / 4.5
    change, state = optimizer.step(optimizer.init(param), np.array([8.0]), param, 1.0)
    assert change == pytest.approx(-0.17777777777777778, rel=1e-15)
    # square = 0.75 * 16 + 0.25 * 1 = 12.25;  change = -0.1 * 1 / (3.5 + 0.5)
    change, state = optimizer.step(state, np.array([1.0]), param, 2.0)
    assert change == pytest.approx(-0.025, rel=1e-15)
    assert state.square == 12.25


def test_steps_with_epsilon_inside_by_hand() -> None:
    optimizer = RMSProp(learning_rate=0.1, rho=0.75, epsilon=9.0, epsilon_inside=True)
    param = np.array([1.0])
    # square = 16;  change = -0.8 / sqrt(16 + 9)
    change, state = optimizer.step(optimizer.init(param), np.array([8.0]), param, 1.0)
    assert change == pytest.approx(-0.16, rel=1e-15)
    # square = 12.25;  change = -0.1 / sqrt(21.25) = -0.1 / 4.6097722286464435
    change, state = optimizer.step(state, np.array([1.0]), param, 2.0)
    assert change == pytest.approx(-0.02169304578186562, rel=1e-14)
    assert state.square == 12.25


def test_first_step_is_longer() -> None:
    """learning_rate / sqrt(1 - rho) = 0.1 / sqrt(0.01), whatever the gradient; later ones tend to 0.1."""
    optimizer = RMSProp(learning_rate=0.1, rho=0.99, epsilon=1e-12)
    state = optimizer.init(np.zeros(1))
    change, state = optimizer.step(state, np.array([1e-3]), np.zeros(1), 1.0)
    assert change == pytest.approx(-1.0, rel=1e-6)
    for t in range(2, 2000):
        change, state = optimizer.step(state, np.array([1e-3]), np.zeros(1), float(t))
    assert change == pytest.approx(-0.1, rel=1e-6)


def test_peers_outside_the_root() -> None:
    own = ours(lambda _: RMSProp(learning_rate=0.125, rho=0.75, epsilon=0.0625))
    assert_same_descent(
        own, by_torch(lambda params: torch.optim.RMSprop(params, lr=0.125, alpha=0.75, eps=0.0625))
    )
    assert_same_descent(own, by_optax(lambda: optax.rmsprop(0.125, decay=0.75, eps=0.0625, eps_in_sqrt=False)))


def test_peers_inside_the_root() -> None:
    """Keras, and optax unless told otherwise."""
    own = ours(lambda _: RMSProp(learning_rate=0.125, rho=0.75, epsilon=0.0625, epsilon_inside=True))
    assert_same_descent(own, by_keras(lambda optimizers: optimizers.RMSprop(0.125, rho=0.75, epsilon=0.0625)))
    assert_same_descent(own, by_optax(lambda: optax.rmsprop(0.125, decay=0.75, eps=0.0625)))
    assert_other_descent(own, ours(lambda _: RMSProp(learning_rate=0.125, rho=0.75, epsilon=0.0625)))
    # the two meet as epsilon vanishes
    assert_same_descent(
        by_keras(lambda optimizers: optimizers.RMSprop(0.125, rho=0.75, epsilon=1e-16)),
        ours(lambda _: RMSProp(learning_rate=0.125, rho=0.75, epsilon=1e-16)),
        tolerance=1e-10,
    )
