"""Yogi."""

import numpy as np
import optax
import pytest

from descentlab.techniques.optimizers.yogi import Yogi, YogiState

from .peers import assert_other_descent, assert_same_descent, by_optax, ours


def test_steps_by_hand() -> None:
    optimizer = Yogi(learning_rate=0.1, beta1=0.5, beta2=0.75, epsilon=0.5)
    param = np.array([1.0])
    # mean = 1, corrected 2;  4 is above 0.000001, so square = 0.000001 + 0.25 * 4 = 1.000001
    # corrected 4.000004;  change = -0.2 / (2.00000099999975 + 0.5)
    change, state = optimizer.step(optimizer.init(param), np.array([2.0]), param, 1.0)
    assert change == pytest.approx(-0.07999996800002081, rel=1e-14)
    assert state.square == pytest.approx(1.000001, rel=1e-14)
    # mean = 0.5 + 0.25 = 0.75, corrected 1;  0.25 is below, so square = 1.000001 - 0.25 * 0.25 = 0.937501
    # corrected 0.937501 / 0.4375;  change = -0.1 / (its root + 0.5)
    change, state = optimizer.step(state, np.array([0.5]), param, 2.0)
    assert change == pytest.approx(-0.05092036289615462, rel=1e-14)
    assert state.square == pytest.approx(0.937501, rel=1e-14)


class YogiOfOptax(Yogi):
    """Begins with a mean of 1e-6."""

    def init(self, param: np.ndarray) -> YogiState:
        return YogiState(mean=np.full_like(param, 1e-6), square=np.full_like(param, 1e-6))


def test_peer() -> None:
    peer = by_optax(lambda: optax.yogi(0.125, b1=0.75, b2=0.875, eps=0.0625))
    assert_same_descent(ours(lambda _: YogiOfOptax(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625)), peer)
    own = ours(lambda _: Yogi(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625))
    assert_same_descent(own, peer, tolerance=1e-4)  # one millionth in the mean
    assert_other_descent(own, by_optax(lambda: optax.adam(0.125, b1=0.75, b2=0.875, eps=0.0625)))
