"""Stochastic gradient descent."""

import numpy as np
import optax
import torch

from descentlab.techniques.optimizers.sgd import SGD

from .peers import assert_same_descent, by_keras, by_optax, by_torch, ours


def test_step_by_hand() -> None:
    optimizer = SGD(learning_rate=0.25)
    param = np.array([3.0, 5.0])
    change, state = optimizer.step(optimizer.init(param), np.array([2.0, -8.0]), param, 1.0)
    np.testing.assert_array_equal(change, [-0.5, 2.0])  # -0.25 * 2 and -0.25 * -8
    change, _ = optimizer.step(state, np.array([1.0, 0.0]), param + change, 2.0)
    np.testing.assert_array_equal(change, [-0.25, 0.0])  # nothing of the first step is left


def test_peers() -> None:
    own = ours(lambda _: SGD(learning_rate=0.125))
    assert_same_descent(own, by_optax(lambda: optax.sgd(0.125)))
    assert_same_descent(own, by_torch(lambda params: torch.optim.SGD(params, lr=0.125)))
    assert_same_descent(own, by_keras(lambda optimizers: optimizers.SGD(0.125)))
