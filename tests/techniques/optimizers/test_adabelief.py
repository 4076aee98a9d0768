"""AdaBelief."""

import numpy as np
import optax
import pytest

from descentlab.techniques.optimizers.adabelief import AdaBelief

from .peers import assert_other_descent, assert_same_descent, by_optax, ours


def test_steps_by_hand() -> None:
    optimizer = AdaBelief(learning_rate=0.1, beta1=0.5, beta2=0.75, epsilon=0.25)
    param = np.array([1.0])
    # mean = 2, corrected 4;  surprise = 0.25 * (4 - 2)^2 + 0.25 = 1.25, corrected 5
    # change = -0.4 / (2.23606797749979 + 0.25)
    change, state = optimizer.step(optimizer.init(param), np.array([4.0]), param, 1.0)
    assert change == pytest.approx(-0.16089664627846398, rel=1e-14)
    # mean = 1, corrected 1 / 0.75;  surprise = 0.75 * 1.25 + 0.25 * (0 - 1)^2 + 0.25 = 1.4375
    # corrected 1.4375 / 0.4375, its root 1.8126539343499315;  change = -0.1333... / 2.0626539343499315
    change, state = optimizer.step(state, np.array([0.0]), param, 2.0)
    assert change == pytest.approx(-0.06464164012823354, rel=1e-14)
    assert (state.mean, state.surprise) == (1.0, 1.4375)


def test_peer() -> None:
    own = ours(lambda _: AdaBelief(0.125, beta1=0.75, beta2=0.875, epsilon=0.0625))
    assert_same_descent(
        own, by_optax(lambda: optax.adabelief(0.125, b1=0.75, b2=0.875, eps=0.0625, eps_root=0.0625))
    )
    assert_other_descent(
        own, by_optax(lambda: optax.adabelief(0.125, b1=0.75, b2=0.875, eps=0.0625, eps_root=0.0))
    )
