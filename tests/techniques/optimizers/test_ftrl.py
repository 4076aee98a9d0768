"""FTRL-proximal."""

from typing import Any

import numpy as np
import pytest
import torch
from scipy.optimize import minimize_scalar

from descentlab.techniques.optimizers.ftrl import FTRL, FTRLState

from . import peers
from .peers import assert_other_descent, assert_same_descent, by_keras, by_torch, ours


def test_steps_by_hand() -> None:
    """learning_rate * l1_strength is 0.25, learning_rate * l2_strength is 0.5."""
    optimizer = FTRL(learning_rate=0.5, beta=1.0, l1_strength=0.5, l2_strength=1.0)
    param = np.array([1.0, 0.1])
    # total = 9, hold = 1 + 3;  z = 0.5 * 3 - 4 * 1 = -2.5;  w = (-0.25 + 2.5) / (4 + 0.5) = 0.5
    # pull = -2.5 + 4 * 0.5 = -0.5
    # second entry: hold = 1;  z = -0.1 is below 0.25, so w = 0;  pull = -0.1
    change, state = optimizer.step(optimizer.init(param), np.array([3.0, 0.0]), param, 1.0)
    np.testing.assert_allclose(change, [-0.5, -0.1], rtol=1e-15)
    np.testing.assert_allclose(state.pull, [-0.5, -0.1], rtol=1e-15)
    # total = 25, hold = 6;  z = -0.5 + 0.5 * 4 - 6 * 0.5 = -1.5;  w = 1.25 / 6.5 = 0.19230769230769232
    # second entry: hold = 2;  z = -0.1 - 0.5 = -0.6;  w = (-0.25 + 0.6) / (2 + 0.5) = 0.14;  pull = -0.6 + 0.28
    change, state = optimizer.step(state, np.array([4.0, -1.0]), np.array([0.5, 0.0]), 2.0)
    np.testing.assert_allclose(change, [-0.3076923076923077, 0.14], rtol=1e-14)
    np.testing.assert_allclose(state.pull, [-1.5 + 6 * 0.19230769230769232, -0.32], rtol=1e-14)
    np.testing.assert_array_equal(state.total, [25.0, 1.0])


def test_weights_are_the_best_for_all_that_was_seen() -> None:
    """The definition, minimized numerically: gradients, penalties, and a hold at every place visited."""
    rate, beta, l1, l2 = 0.5, 0.5, 0.5, 0.75
    optimizer = FTRL(rate, beta=beta, l1_strength=l1, l2_strength=l2)
    grads = np.random.default_rng(0).normal(size=12)
    param = np.array([0.75])
    state = optimizer.init(param)
    total, slope, holds = 0.0, 0.0, [(beta / rate, 0.75)]  # how firmly, and where
    visited = []
    for k, grad in enumerate(grads):
        more = (np.sqrt(total + grad**2) - np.sqrt(total)) / rate
        holds.append((more, float(param[0])))
        total, slope = total + grad**2, slope + grad

        def objective(w: float, slope: float = slope) -> float:
            held = sum(firmness * (w - place) ** 2 for firmness, place in holds)
            return slope * w + l1 * abs(w) + l2 * w**2 / 2 + held / 2

        change, state = optimizer.step(state, np.array([grad]), param, k + 1.0)
        param = param + change
        best: Any = minimize_scalar(objective, bounds=(-2, 2), method="bounded", options={"xatol": 1e-10})
        assert param[0] == pytest.approx(best.x, abs=1e-6)
        visited.append(param[0])
    assert 0.0 in visited
    assert min(visited) < 0 < max(visited)


def test_without_penalties_it_is_adagrad() -> None:
    assert_same_descent(
        ours(lambda _: FTRL(learning_rate=0.5, beta=0.0625)),
        by_torch(lambda params: torch.optim.Adagrad(params, lr=0.5, eps=0.0625)),
    )


PENALTIES = {"l1_regularization_strength": 1.5, "l2_regularization_strength": 0.25}


def test_peer_from_weights_of_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "START", np.zeros_like(peers.START))
    own = ours(lambda _: FTRL(0.125, beta=0.5, l1_strength=1.5, l2_strength=0.5, initial_total=0.1))
    assert_same_descent(own, by_keras(lambda optimizers: optimizers.Ftrl(0.125, beta=0.5, **PENALTIES)))
    assert np.any(own == 0)
    assert np.any(own != 0)


class FTRLOfKeras(FTRL):
    """Does not hold the initial weights: z starts at zero, and not at -hold * w."""

    def init(self, param: np.ndarray) -> FTRLState:
        state = super().init(param)
        return state._replace(pull=(self.beta + np.sqrt(state.total)) * param)


def test_keras_does_not_hold_the_initial_weights() -> None:
    keras = by_keras(lambda optimizers: optimizers.Ftrl(0.125, **PENALTIES))
    numbers = {"beta": 0.0, "l1_strength": 1.5, "l2_strength": 0.5, "initial_total": 0.1}
    assert_same_descent(ours(lambda _: FTRLOfKeras(0.125, **numbers)), keras)
    assert_other_descent(ours(lambda _: FTRL(0.125, **numbers)), keras)


def test_no_gradient_and_no_beta() -> None:
    """Nothing holds the weight and nothing pulls at it: it stays, and there is no 0/0."""
    optimizer = FTRL(beta=0.0)
    param = np.array([2.0, -3.0])
    change, _ = optimizer.step(optimizer.init(param), np.zeros(2), param, 1.0)
    np.testing.assert_array_equal(change, [0.0, 0.0])


def test_small_weights_become_zero_to_the_last_bit() -> None:
    optimizer = FTRL(learning_rate=np.float32(0.3), l1_strength=np.float32(1.0))
    param = np.array([0.1, -0.2, 0.7], "float32")
    change, _ = optimizer.step(optimizer.init(param), np.zeros(3, "float32"), param, 1.0)
    np.testing.assert_array_equal((param + change)[:2], [0.0, 0.0])
    np.testing.assert_allclose((param + change)[2], 0.4, rtol=1e-6)
