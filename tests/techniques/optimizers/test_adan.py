"""Adan."""

import numpy as np
import optax
import pytest

from descentlab.techniques.optimizers.adan import Adan, AdanState
from descentlab.techniques.regularizers.weight_decay import WeightDecay

from .peers import START, STEPS, assert_other_descent, assert_same_descent, by_optax, gradient, ours


def test_steps_by_hand() -> None:
    optimizer = Adan(learning_rate=0.1, beta1=0.5, beta2=0.75, beta3=0.75, epsilon=0.5)
    param = np.array([1.0])
    # no difference yet: mean = 1, corrected 2;  square = 0.25 * 4 = 1, corrected 4;  change = -0.2 / 2.5
    change, state = optimizer.step(optimizer.init(param), np.array([2.0]), param, 1.0)
    assert change == pytest.approx(-0.08, rel=1e-15)
    assert (state.trend, state.grad) == (0.0, 2.0)
    # d = -3;  mean = 0.5 - 0.5 = 0;  trend = 0.25 * -3 = -0.75, corrected -0.75 / 0.4375 = -12 / 7
    # ahead = 0.75 * -12 / 7 = -9 / 7;  square = 0.75 + 0.25 * (-1 - 2.25)^2 = 3.390625, corrected 7.75
    # change = 0.1 * 9 / 7 / (2.783882181415011 + 0.5)
    change, state = optimizer.step(state, np.array([-1.0]), param, 2.0)
    assert change == pytest.approx(0.03915226596711448, rel=1e-14)
    assert (state.mean, state.trend, state.square) == (0.0, -0.75, 3.390625)


def test_sums_over_all_gradients() -> None:
    """The averages written out as weighted sums; the one library that has Adan has another formula."""
    beta1, beta2, beta3 = 0.75, 0.875, 0.625
    param, visited, grads = START, [], []
    for k in range(STEPS):
        grads.append(gradient(k, param))
        differences = [0 * grads[0], *np.diff(grads, axis=0)]
        weights = {beta: beta ** np.arange(k, -1, -1.0) for beta in (beta1, beta2, beta3)}
        mean, trend, square = (
            np.average(values, axis=0, weights=weights[beta])
            for beta, values in (
                (beta1, np.stack(grads)),
                (beta2, np.stack(differences)),
                (beta3, (np.stack(grads) + beta2 * np.stack(differences)) ** 2),
            )
        )
        param = param - 0.125 * (mean + beta2 * trend) / (np.sqrt(square) + 0.0625)
        visited.append(param)
    own = ours(lambda _: Adan(0.125, beta1=beta1, beta2=beta2, beta3=beta3, epsilon=0.0625))
    assert_same_descent(own, np.stack(visited))


def test_peer() -> None:
    """optax looks ahead by 1 - beta2, which is beta2 at a half."""

    def optax_adan(beta2: float) -> optax.GradientTransformation:
        return optax.adan(0.125, b1=0.75, b2=beta2, b3=0.875, eps=0.0625, eps_root=0.0)

    assert_same_descent(
        ours(lambda _: Adan(0.125, 0.75, 0.5, 0.875, 0.0625)), by_optax(lambda: optax_adan(0.5))
    )
    assert_other_descent(
        ours(lambda _: Adan(0.125, 0.75, 0.75, 0.875, 0.0625)), by_optax(lambda: optax_adan(0.75))
    )


class AdanWithDecay(Adan):
    """Beside the regularizer ``weight_decay``."""

    def step(
        self, state: AdanState, grad: np.ndarray, param: np.ndarray, t: float
    ) -> tuple[np.ndarray, AdanState]:
        change, state = super().step(state, grad, param, t)
        return change + WeightDecay(0.5).change(param, self.learning_rate), state


def test_peer_with_weight_decay() -> None:
    assert_same_descent(
        ours(lambda _: AdanWithDecay(0.125, beta1=0.75, beta2=0.5, beta3=0.875, epsilon=0.0625)),
        by_optax(
            lambda: optax.adan(0.125, b1=0.75, b2=0.5, b3=0.875, eps=0.0625, eps_root=0.0, weight_decay=0.5)
        ),
    )
