"""LARS."""

import numpy as np
import optax
import pytest

from descentlab.techniques.optimizers.lars import LARS, LARSState
from descentlab.techniques.regularizers.l2 import L2

from . import peers
from .peers import assert_other_descent, assert_same_descent, by_optax, ours


def test_steps_by_hand() -> None:
    optimizer = LARS(learning_rate=0.5, momentum=0.5, trust_coefficient=0.25, weight_decay=0.5)
    param = np.array([3.0, 4.0])
    # |w| = 5, |g| = 10;  ratio = 0.25 * 5 / (10 + 0.5 * 5) = 0.1;  g + 0.5 * w = (7.5, 10)
    # velocity = (0.75, 1);  change = -0.5 * velocity
    change, state = optimizer.step(optimizer.init(param), np.array([6.0, 8.0]), param, 1.0)
    np.testing.assert_allclose(change, [-0.375, -0.5], rtol=1e-15)
    # |w| = 2, |g| = 5;  ratio = 0.25 * 2 / (5 + 0.5 * 2) = 1 / 12;  g + 0.5 * w = (3, -5)
    # velocity = (0.375 + 0.25, 0.5 - 5 / 12) = (0.625, 0.08333...)
    change, state = optimizer.step(state, np.array([3.0, -4.0]), np.array([0.0, -2.0]), 2.0)
    np.testing.assert_allclose(change, [-0.3125, -0.041666666666666664], rtol=1e-14)
    np.testing.assert_allclose(state.velocity, [0.625, 0.08333333333333333], rtol=1e-14)


def test_the_step_has_a_share_of_the_weights_length() -> None:
    """0.5 * 0.25 * |w|, however long the gradient is; squares of 1e30 are beyond float32."""
    optimizer = LARS(learning_rate=0.5, trust_coefficient=0.25)
    param = np.array([[3.0], [4.0]], "float32")
    for size in (1e-30, 1.0, 1e30):
        grad = np.array([[0.0], [size]], "float32")
        change, _ = optimizer.step(optimizer.init(param), grad, param, 1.0)
        assert change.dtype == np.float32
        np.testing.assert_allclose(change, [[0.0], [-0.625]], rtol=1e-6)


@pytest.mark.parametrize(("weight", "grad", "expected"), [(0.0, 3.0, -1.5), (2.0, 0.0, 0.0), (0.0, 0.0, 0.0)])
def test_ratio_is_one_where_there_is_none(weight: float, grad: float, expected: float) -> None:
    """A weight of zero steps by the plain gradient, -0.5 * 3."""
    optimizer = LARS(learning_rate=0.5)
    param = np.asarray(weight)
    change, _ = optimizer.step(optimizer.init(param), np.asarray(grad), param, 1.0)
    assert change == expected


class LARSWithL2(LARS):
    """optax's weight decay of 0.5: within the gradient, and so within its length."""

    def step(
        self, state: LARSState, grad: np.ndarray, param: np.ndarray, t: float
    ) -> tuple[np.ndarray, LARSState]:
        return super().step(state, grad + L2(0.25).gradient(param), param, t)


def test_peer() -> None:
    def optax_lars(weight_decay: float) -> optax.GradientTransformation:
        return optax.lars(0.125, weight_decay=weight_decay, trust_coefficient=0.25, momentum=0.75)

    assert_same_descent(ours(lambda _: LARS(0.125, 0.75, 0.25)), by_optax(lambda: optax_lars(0.0)))
    assert_same_descent(ours(lambda _: LARSWithL2(0.125, 0.75, 0.25)), by_optax(lambda: optax_lars(0.5)))
    assert_other_descent(ours(lambda _: LARS(0.125, 0.75, 0.25, 0.5)), by_optax(lambda: optax_lars(0.5)))


def test_peer_from_weights_of_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "START", np.zeros_like(peers.START))
    assert_same_descent(
        ours(lambda _: LARS(0.125, momentum=0.75, trust_coefficient=0.25)),
        by_optax(lambda: optax.lars(0.125, trust_coefficient=0.25, momentum=0.75)),
    )
