"""Momentum."""

import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.optimizers.momentum import Momentum

from .peers import (
    START,
    STEPS,
    assert_other_descent,
    assert_same_descent,
    by_keras,
    by_optax,
    by_torch,
    gradient,
    ours,
)


def test_steps_by_hand() -> None:
    optimizer = Momentum(learning_rate=0.1, momentum=0.5, dampening=0.25)
    param = np.array([1.0])
    # velocity = 0.5 * 0 + 0.75 * 4 = 3;  change = -0.1 * 3
    change, state = optimizer.step(optimizer.init(param), np.array([4.0]), param, 1.0)
    assert change == pytest.approx(-0.3, rel=1e-15)
    assert state.velocity == 3.0
    # velocity = 0.5 * 3 + 0.75 * 8 = 7.5;  change = -0.1 * 7.5
    change, state = optimizer.step(state, np.array([8.0]), param, 2.0)
    assert change == pytest.approx(-0.75, rel=1e-15)
    assert state.velocity == 7.5
    # velocity = 0.5 * 7.5 + 0.75 * 0 = 3.75: it rolls on without a gradient
    change, _ = optimizer.step(state, np.array([0.0]), param, 3.0)
    assert change == pytest.approx(-0.375, rel=1e-15)


def test_peers() -> None:
    own = ours(lambda _: Momentum(learning_rate=0.0625, momentum=0.75))
    assert_same_descent(own, by_optax(lambda: optax.sgd(0.0625, momentum=0.75)))
    assert_same_descent(own, by_torch(lambda params: torch.optim.SGD(params, lr=0.0625, momentum=0.75)))
    assert_same_descent(own, by_keras(lambda optimizers: optimizers.SGD(0.0625, momentum=0.75)))


def test_weighted_average_of_the_courses() -> None:
    """Dampening equal to momentum: the average of optax's ``ema``, shorter by the factor 1 - momentum."""
    average = ours(lambda _: Momentum(learning_rate=0.25, momentum=0.75, dampening=0.75))
    assert_same_descent(
        average,
        by_optax(lambda: optax.chain(optax.ema(0.75, debias=False), optax.scale_by_learning_rate(0.25))),
    )
    assert_same_descent(average, ours(lambda _: Momentum(learning_rate=0.0625, momentum=0.75)))


def test_pytorch_leaves_the_first_gradient_undamped() -> None:
    def torch_optimizer(params: list[torch.Tensor]) -> torch.optim.Optimizer:
        return torch.optim.SGD(params, lr=0.0625, momentum=0.75, dampening=0.5)

    theirs = by_torch(torch_optimizer)
    assert_other_descent(theirs, ours(lambda _: Momentum(learning_rate=0.0625, momentum=0.75, dampening=0.5)))
    # the first step with dampening 0, the others as they are
    own = ours(lambda t: Momentum(learning_rate=0.0625, momentum=0.75, dampening=0.0 if t == 1 else 0.5))
    assert_same_descent(own, theirs)


def test_keras_keeps_the_learning_rate_in_its_velocity() -> None:
    """The same while the rate is constant; after a change of rate Keras still rolls at the old one."""
    import jax
    import keras

    own = ours(lambda t: Momentum(learning_rate=0.0625 if t <= 10 else 0.015625, momentum=0.75))
    with jax.enable_x64(True):
        param, visited = keras.Variable(START, dtype="float64"), []
        optimizer = keras.optimizers.SGD(0.0625, momentum=0.75)
        for k in range(STEPS):
            optimizer.learning_rate = 0.0625 if k < 10 else 0.015625
            optimizer.apply([gradient(k, np.asarray(param))], [param])
            visited.append(np.asarray(param))
    assert_same_descent(own[:10], np.stack(visited)[:10])
    assert_other_descent(own[10:], np.stack(visited)[10:])
