"""AdaGrad."""

import numpy as np
import optax
import torch

from descentlab.techniques.optimizers.adagrad import AdaGrad

from .peers import assert_other_descent, assert_same_descent, by_keras, by_optax, by_torch, ours


def test_steps_by_hand() -> None:
    """In the second entry no gradient, then 1."""
    optimizer = AdaGrad(learning_rate=0.1, epsilon=0.5)
    param = np.array([1.0, 1.0])
    # total = 9;  change = -0.1 * 3 / (3 + 0.5) = -0.3 / 3.5;  without a gradient 0 / 0.5 = 0
    change, state = optimizer.step(optimizer.init(param), np.array([3.0, 0.0]), param, 1.0)
    np.testing.assert_allclose(change, [-0.08571428571428572, 0.0], rtol=1e-15)
    # total = 9 + 16 = 25;  change = 0.1 * 4 / (5 + 0.5) = 0.4 / 5.5;  second entry -0.1 / 1.5
    change, state = optimizer.step(state, np.array([-4.0, 1.0]), param, 2.0)
    np.testing.assert_allclose(change, [0.07272727272727272, -0.06666666666666667], rtol=1e-15)
    np.testing.assert_array_equal(state.total, [25.0, 1.0])


def test_peer_outside_the_root() -> None:
    own = ours(lambda _: AdaGrad(learning_rate=0.5, epsilon=0.0625))
    assert_same_descent(own, by_torch(lambda params: torch.optim.Adagrad(params, lr=0.5, eps=0.0625)))
    assert_same_descent(
        ours(lambda _: AdaGrad(learning_rate=0.5, epsilon=0.0625, initial_total=0.25)),
        by_torch(
            lambda params: torch.optim.Adagrad(params, lr=0.5, initial_accumulator_value=0.25, eps=0.0625)
        ),
    )


def test_steps_with_epsilon_inside_by_hand() -> None:
    """In the second entry no gradient, then 1."""
    optimizer = AdaGrad(learning_rate=0.1, epsilon=1.0, initial_total=6.0, epsilon_inside=True)
    param = np.array([1.0, 1.0])
    # total = 6 + 9 = 15;  change = -0.3 / sqrt(15 + 1)
    change, state = optimizer.step(optimizer.init(param), np.array([3.0, 0.0]), param, 1.0)
    np.testing.assert_allclose(change, [-0.075, 0.0], rtol=1e-15)
    # total = 15 + 9 = 24;  change = 0.3 / sqrt(25);  second entry -0.1 / sqrt(8) = -0.1 / 2.8284271247461903
    change, state = optimizer.step(state, np.array([-3.0, 1.0]), param, 2.0)
    np.testing.assert_allclose(change, [0.06, -0.035355339059327376], rtol=1e-14)
    np.testing.assert_array_equal(state.total, [24.0, 7.0])


def test_peers_inside_the_root() -> None:
    """Keras and optax, which start at 0.1 unless told otherwise."""
    own = ours(lambda _: AdaGrad(0.5, epsilon=0.0625, initial_total=0.1, epsilon_inside=True))
    assert_same_descent(own, by_keras(lambda optimizers: optimizers.Adagrad(0.5, epsilon=0.0625)))
    assert_same_descent(own, by_optax(lambda: optax.adagrad(0.5, eps=0.0625)))
    assert_other_descent(own, ours(lambda _: AdaGrad(0.5, epsilon=0.0625, epsilon_inside=True)))
    assert_other_descent(own, ours(lambda _: AdaGrad(0.5, epsilon=0.0625, initial_total=0.1)))
