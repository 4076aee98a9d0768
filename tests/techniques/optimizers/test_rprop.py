"""Rprop."""

from typing import Any

import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.optimizers.rprop import Rprop, RpropState

from .peers import START, STEPS, assert_other_descent, assert_same_descent, by_optax, by_torch, gradient, ours


def test_steps_by_hand() -> None:
    optimizer = Rprop(learning_rate=0.5, eta_minus=0.5, eta_plus=2.0, minimum_factor=0.25, maximum_factor=3.0)
    param = np.zeros(3)
    # the first step has the length of the rate, whatever the gradient's
    change, state = optimizer.step(optimizer.init(param), np.array([2.0, -1e-9, 0.0]), param, 1.0)
    np.testing.assert_array_equal(change, [-0.5, 0.5, 0.0])
    # the same sign: factor 2;  turned: factor 0.5 and a rest;  after no gradient: factor 1
    change, state = optimizer.step(state, np.array([5.0, 3.0, 1.0]), param, 2.0)
    np.testing.assert_array_equal(change, [-1.0, 0.0, -0.5])
    np.testing.assert_array_equal(state.factor, [2.0, 0.5, 1.0])
    # 4 is cut to 3;  after the rest the factor stays 0.5, whatever the sign;  turned
    change, state = optimizer.step(state, np.array([1.0, -3.0, -1.0]), param, 3.0)
    np.testing.assert_array_equal(change, [-1.5, 0.25, 0.0])
    np.testing.assert_array_equal(state.factor, [3.0, 0.5, 0.5])
    # turned: 1.5 and 0.25;  after the rest 0.5
    change, state = optimizer.step(state, np.array([-1.0, 1.0, -1.0]), param, 4.0)
    np.testing.assert_array_equal(change, [0.0, 0.0, 0.25])
    # and no factor falls below 0.25
    _, state = optimizer.step(state, np.array([-1.0, 1.0, -1.0]), param, 5.0)
    _, state = optimizer.step(state, np.array([1.0, -1.0, 1.0]), param, 6.0)
    np.testing.assert_array_equal(state.factor, [0.75, 0.25, 0.5])


def test_backtracking_by_hand() -> None:
    optimizer = Rprop(learning_rate=0.5, eta_minus=0.5, eta_plus=2.0, backtracking=True)
    param = np.zeros(1)
    moves = []
    state = optimizer.init(param)
    for t, grad in enumerate([1.0, 1.0, -1.0, -1.0, -1.0]):
        change, state = optimizer.step(state, np.array([grad]), param, t + 1.0)
        moves.append(float(change[0]))
    # factors 1, 2;  turned: the step of -1 is taken back, factor 1;  a step without adaptation;  factor 2
    assert moves == [-0.5, -1.0, 1.0, 0.5, 1.0]


def test_peer() -> None:
    """Lengths between 0.03125 and 0.25, which are factors of the rate between 0.25 and 2."""
    own = ours(lambda _: Rprop(0.125, eta_minus=0.5, eta_plus=1.25, minimum_factor=0.25, maximum_factor=2.0))
    assert_same_descent(
        own,
        by_torch(
            lambda params: torch.optim.Rprop(params, lr=0.125, etas=(0.5, 1.25), step_sizes=(0.03125, 0.25))
        ),
    )
    assert_other_descent(own, ours(lambda _: Rprop(0.125, eta_minus=0.5, eta_plus=1.25, maximum_factor=2.0)))


class RpropOfOptax(Rprop):
    """Takes the step that the gradient before asked for, and none if this gradient has turned."""

    def step(
        self, state: RpropState, grad: np.ndarray, param: np.ndarray, t: float
    ) -> tuple[np.ndarray, RpropState]:
        _, moved = super().step(state, grad, param, t)
        late = -self.learning_rate * state.factor * state.sign
        return np.where(np.sign(grad) * state.sign < 0, 0.0, late), moved


def test_optax_is_a_step_late() -> None:
    numbers: dict[str, Any] = {
        "eta_minus": 0.5,
        "eta_plus": 1.25,
        "minimum_factor": 0.25,
        "maximum_factor": 2.0,
    }
    peer = by_optax(
        lambda: optax.rprop(0.125, eta_minus=0.5, eta_plus=1.25, min_step_size=0.03125, max_step_size=0.25)
    )
    assert_same_descent(ours(lambda _: RpropOfOptax(0.125, **numbers)), peer)
    assert_other_descent(ours(lambda _: Rprop(0.125, **numbers)), peer)


def test_defaults_are_pytorchs() -> None:
    own = ours(lambda _: Rprop())
    assert_same_descent(own, by_torch(lambda params: torch.optim.Rprop(params)))


def test_backtracking_entry_by_entry() -> None:
    """No installed library takes steps back: the paper's rules once more, entry by entry, in lengths."""
    param, visited = START.copy(), []
    lengths, moves, before = np.full(START.shape, 0.125), np.zeros(START.shape), np.zeros(START.shape)
    for k in range(STEPS):
        grads = gradient(k, param)
        for i in np.ndindex(*START.shape):
            product = grads[i] * before[i]
            if product < 0:
                lengths[i] = max(lengths[i] * 0.5, 0.03125)
                moves[i], before[i] = -moves[i], 0.0
            else:
                lengths[i] = min(lengths[i] * 1.25, 0.25) if product > 0 else lengths[i]
                moves[i], before[i] = -np.sign(grads[i]) * lengths[i], grads[i]
            param[i] += moves[i]
        visited.append(param.copy())
    numbers: dict[str, Any] = {"eta_plus": 1.25, "minimum_factor": 0.25, "maximum_factor": 2.0}
    own = ours(lambda _: Rprop(0.125, backtracking=True, **numbers))
    assert_same_descent(own, np.stack(visited))
    assert_other_descent(own, ours(lambda _: Rprop(0.125, **numbers)))


@pytest.mark.parametrize("size", [1e-300, 1e300])
def test_extreme_gradients_keep_their_signs(size: float) -> None:
    """Their product would be zero or infinite."""
    optimizer = Rprop(learning_rate=0.5, eta_plus=2.0)
    param = np.zeros(2)
    _, state = optimizer.step(optimizer.init(param), np.array([size, -size]), param, 1.0)
    change, _ = optimizer.step(state, np.array([size, -size]), param, 2.0)
    np.testing.assert_array_equal(change, [-1.0, 1.0])
