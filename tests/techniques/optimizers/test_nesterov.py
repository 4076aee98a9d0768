"""Nesterov momentum."""

import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.optimizers.nesterov import Nesterov

from .peers import START, STEPS, assert_same_descent, by_keras, by_optax, by_torch, gradient, ours


def test_steps_by_hand() -> None:
    optimizer = Nesterov(learning_rate=0.1, momentum=0.5)
    param = np.array([1.0])
    # velocity = 0.5 * 0 + 4 = 4;  change = -0.1 * (4 + 0.5 * 4)
    change, state = optimizer.step(optimizer.init(param), np.array([4.0]), param, 1.0)
    assert change == pytest.approx(-0.6, rel=1e-15)
    # velocity = 0.5 * 4 - 6 = -4;  change = -0.1 * (-6 + 0.5 * -4)
    change, state = optimizer.step(state, np.array([-6.0]), param, 2.0)
    assert change == pytest.approx(0.8, rel=1e-15)
    assert state.velocity == -4.0


def test_peers() -> None:
    own = ours(lambda _: Nesterov(learning_rate=0.0625, momentum=0.75))
    assert_same_descent(own, by_optax(lambda: optax.sgd(0.0625, momentum=0.75, nesterov=True)))
    assert_same_descent(
        own, by_torch(lambda params: torch.optim.SGD(params, lr=0.0625, momentum=0.75, nesterov=True))
    )
    assert_same_descent(own, by_keras(lambda optimizers: optimizers.SGD(0.0625, momentum=0.75, nesterov=True)))


def test_looks_ahead() -> None:
    """Sutskever's own form takes the gradient ahead of its place: that point ahead is our parameter."""
    own = ours(lambda _: Nesterov(learning_rate=0.0625, momentum=0.75))
    place, velocity = START, np.zeros_like(START)
    for k in range(STEPS):
        velocity = 0.75 * velocity - 0.0625 * gradient(k, place + 0.75 * velocity)
        place = place + velocity
        assert_same_descent(place + 0.75 * velocity, own[k])
