"""LAMB."""

import numpy as np
import optax
import pytest

from descentlab.techniques.optimizers.lamb import LAMB, LAMBState

from . import peers
from .peers import assert_other_descent, assert_same_descent, by_keras, by_optax, ours


def test_steps_by_hand() -> None:
    """In the second entry no gradient, then 2."""
    optimizer = LAMB(learning_rate=0.1, beta1=0.5, beta2=0.75, epsilon=0.5, weight_decay=0.25)
    param = np.array([0.0, 2.4])
    # mean = 1, corrected 2;  square = 1, corrected 4;  2 / 2.5 = 0.8;  decay 0.25 * 2.4 = 0.6
    # update = (0.8, 0.6), of length 1;  |w| = 2.4;  change = -0.1 * 2.4 * update
    change, state = optimizer.step(optimizer.init(param), np.array([2.0, 0.0]), param, 1.0)
    np.testing.assert_allclose(change, [-0.192, -0.144], rtol=1e-14)
    # mean = (-2, 1), corrected / 0.75;  square = (7, 1), corrected / 0.4375, roots 4 and 1.511857892036909
    # -2.666... / 4.5 + 0.25 * 3 = 0.1574074074074074;  1.333... / 2.011857892036909 = 0.662737332796104
    # length 0.6811738868955676;  |w| = 3;  ratio 4.404161782643229
    change, state = optimizer.step(state, np.array([-5.0, 2.0]), np.array([3.0, 0.0]), 2.0)
    np.testing.assert_allclose(change, [-0.06932476880086566, -0.2918802433031509], rtol=1e-14)
    np.testing.assert_array_equal(state.mean, [-2.0, 1.0])
    np.testing.assert_array_equal(state.square, [7.0, 1.0])


@pytest.mark.parametrize("shape", [(), (4,), (2, 3), (2, 2, 1, 3)])
def test_the_step_has_the_rate_times_the_weights_length(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    optimizer, param = LAMB(learning_rate=0.25), rng.normal(size=shape)
    change, _ = optimizer.step(optimizer.init(param), rng.normal(size=shape), param, 1.0)
    assert np.sqrt(np.sum(change**2)) == pytest.approx(0.25 * np.sqrt(np.sum(param**2)), rel=1e-14)


def test_peers() -> None:
    own = ours(lambda _: LAMB(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625))
    assert_same_descent(own, by_optax(lambda: optax.lamb(0.125, b1=0.75, b2=0.875, eps=0.0625)))
    assert_same_descent(
        own, by_keras(lambda optimizers: optimizers.Lamb(0.125, beta_1=0.75, beta_2=0.875, epsilon=0.0625))
    )


def test_peers_from_weights_of_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "START", np.zeros_like(peers.START))
    test_peers()


class LAMBOfKeras(LAMB):
    """Decays by 0.5 before anything else, and does not scale that."""

    def step(
        self, state: LAMBState, grad: np.ndarray, param: np.ndarray, t: float
    ) -> tuple[np.ndarray, LAMBState]:
        decayed = param - self.learning_rate * 0.5 * param
        change, state = super().step(state, grad, decayed, t)
        return decayed + change - param, state


def test_weight_decay_of_the_peers() -> None:
    inside = ours(lambda _: LAMB(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625, weight_decay=0.5))
    assert_same_descent(
        inside, by_optax(lambda: optax.lamb(0.125, b1=0.75, b2=0.875, eps=0.0625, weight_decay=0.5))
    )
    keras = by_keras(
        lambda optimizers: optimizers.Lamb(0.125, beta_1=0.75, beta_2=0.875, epsilon=0.0625, weight_decay=0.5)
    )
    assert_same_descent(ours(lambda _: LAMBOfKeras(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625)), keras)
    assert_other_descent(inside, keras)
