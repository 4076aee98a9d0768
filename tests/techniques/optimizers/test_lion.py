"""Lion."""

import numpy as np
import optax

from descentlab.techniques.optimizers.lion import Lion

from .peers import assert_other_descent, assert_same_descent, by_keras, by_optax, ours


def test_steps_by_hand() -> None:
    """In the second entry no gradient, then -3."""
    optimizer = Lion(learning_rate=0.1, beta1=0.75, beta2=0.5)
    param = np.array([1.0, 1.0])
    change, state = optimizer.step(optimizer.init(param), np.array([2.0, 0.0]), param, 1.0)
    np.testing.assert_array_equal(change, [-0.1, 0.0])
    np.testing.assert_array_equal(state.mean, [1.0, 0.0])
    # 0.75 * 1 + 0.25 * -2 = 0.25 is positive still, though the gradient is not;  mean = 0.5 - 1
    change, state = optimizer.step(state, np.array([-2.0, -3.0]), param, 2.0)
    np.testing.assert_array_equal(change, [-0.1, 0.1])
    np.testing.assert_array_equal(state.mean, [-0.5, -1.5])


def test_peers() -> None:
    own = ours(lambda _: Lion(learning_rate=0.125, beta1=0.75, beta2=0.875))
    assert_same_descent(own, by_optax(lambda: optax.lion(0.125, b1=0.75, b2=0.875, weight_decay=0.0)))
    assert_same_descent(own, by_keras(lambda optimizers: optimizers.Lion(0.125, beta_1=0.75, beta_2=0.875)))
    assert_other_descent(own, ours(lambda _: Lion(learning_rate=0.125, beta1=0.875, beta2=0.75)))
