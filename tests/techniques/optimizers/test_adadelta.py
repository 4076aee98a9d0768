"""AdaDelta."""

import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.optimizers.adadelta import AdaDelta

from .peers import assert_same_descent, by_keras, by_optax, by_torch, ours


def test_steps_by_hand() -> None:
    optimizer = AdaDelta(learning_rate=0.5, rho=0.75, epsilon=2.25)
    param = np.array([1.0])
    # square = 0.25 * 16 = 4, root of 6.25 = 2.5;  nothing moved yet, root of 2.25 = 1.5
    # delta = 1.5 / 2.5 * 4 = 2.4;  moved = 0.25 * 5.76 = 1.44
    change, state = optimizer.step(optimizer.init(param), np.array([4.0]), param, 1.0)
    assert change == pytest.approx(-1.2, rel=1e-15)
    assert state.moved == pytest.approx(1.44, rel=1e-15)
    # square = 0.75 * 4 + 0.25 * 4 = 4;  root of 1.44 + 2.25 = 1.9209372712298547
    # delta = 1.9209372712298547 / 2.5 * 2 = 1.5367498169838838, squared 3.69 * 0.64 = 2.3616
    # moved = 0.75 * 1.44 + 0.25 * 2.3616 = 1.6704
    change, state = optimizer.step(state, np.array([2.0]), param, 2.0)
    assert change == pytest.approx(-0.7683749084919419, rel=1e-14)
    assert state.square == 4.0
    assert state.moved == pytest.approx(1.6704, rel=1e-14)


def test_peers() -> None:
    own = ours(lambda _: AdaDelta(learning_rate=0.5, rho=0.75, epsilon=0.0625))
    assert_same_descent(
        own, by_torch(lambda params: torch.optim.Adadelta(params, lr=0.5, rho=0.75, eps=0.0625))
    )
    assert_same_descent(own, by_optax(lambda: optax.adadelta(0.5, rho=0.75, eps=0.0625)))
    assert_same_descent(own, by_keras(lambda optimizers: optimizers.Adadelta(0.5, rho=0.75, epsilon=0.0625)))
