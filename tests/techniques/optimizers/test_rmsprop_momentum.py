"""RMSProp with momentum."""

import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.optimizers.rmsprop import RMSProp
from descentlab.techniques.optimizers.rmsprop_momentum import RMSPropMomentum

from .peers import assert_other_descent, assert_same_descent, by_keras, by_optax, by_torch, ours


def test_steps_by_hand() -> None:
    optimizer = RMSPropMomentum(learning_rate=0.1, rho=0.75, momentum=0.5, epsilon=0.5)
    param = np.array([1.0])
    # square = 0.25 * 64 = 16;  velocity = 8 / 4.5 = 1.777...
    change, state = optimizer.step(optimizer.init(param), np.array([8.0]), param, 1.0)
    assert change == pytest.approx(-0.17777777777777778, rel=1e-15)
    # square = 0.75 * 16 + 0.25 = 12.25;  velocity = 0.888... + 1 / 4 = 1.13888...
    change, state = optimizer.step(state, np.array([1.0]), param, 2.0)
    assert change == pytest.approx(-0.11388888888888889, rel=1e-15)
    assert state.square == 12.25


def test_steps_with_epsilon_inside_by_hand() -> None:
    optimizer = RMSPropMomentum(learning_rate=0.1, rho=0.75, momentum=0.5, epsilon=9.0, epsilon_inside=True)
    param = np.array([1.0])
    # square = 16;  velocity = 8 / sqrt(16 + 9) = 1.6
    change, state = optimizer.step(optimizer.init(param), np.array([8.0]), param, 1.0)
    assert change == pytest.approx(-0.16, rel=1e-15)
    # square = 0.75 * 16 + 0.25 * 16 = 16;  velocity = 0.8 - 4 / 5 = 0
    change, state = optimizer.step(state, np.array([-4.0]), param, 2.0)
    assert change == pytest.approx(0.0, abs=1e-16)


def test_peers_outside_the_root() -> None:
    own = ours(lambda _: RMSPropMomentum(0.125, rho=0.75, momentum=0.5, epsilon=0.0625))
    assert_same_descent(
        own,
        by_torch(lambda params: torch.optim.RMSprop(params, 0.125, alpha=0.75, eps=0.0625, momentum=0.5)),
    )
    assert_same_descent(
        own,
        by_optax(lambda: optax.rmsprop(0.125, decay=0.75, eps=0.0625, eps_in_sqrt=False, momentum=0.5)),
    )


def test_peers_inside_the_root() -> None:
    own = ours(lambda _: RMSPropMomentum(0.125, rho=0.75, momentum=0.5, epsilon=0.0625, epsilon_inside=True))
    assert_same_descent(
        own, by_keras(lambda optimizers: optimizers.RMSprop(0.125, rho=0.75, epsilon=0.0625, momentum=0.5))
    )
    assert_same_descent(own, by_optax(lambda: optax.rmsprop(0.125, decay=0.75, eps=0.0625, momentum=0.5)))
    assert_other_descent(own, ours(lambda _: RMSPropMomentum(0.125, rho=0.75, momentum=0.5, epsilon=0.0625)))


def test_without_momentum_it_is_rmsprop() -> None:
    own = ours(lambda _: RMSPropMomentum(0.125, rho=0.75, momentum=0.0, epsilon=0.0625))
    assert_same_descent(own, ours(lambda _: RMSProp(0.125, rho=0.75, epsilon=0.0625)))
