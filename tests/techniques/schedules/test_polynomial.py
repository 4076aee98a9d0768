"""Polynomial decay."""

import jax
import keras
import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.schedules.polynomial import Polynomial

STEPS = [np.asarray(float(step)) for step in range(20)]


def test_by_hand() -> None:
    """A parabola over 4 steps, from 8 to a quarter of it: 2 + 6 * (1 - step / 4)^2."""
    schedule = Polynomial(decay_steps=4.0, power=2.0, alpha=0.25)
    rates = [schedule.at(8.0, float(step)) for step in (0, 1, 2, 3, 4, 50)]
    assert rates == [8.0, 5.375, 3.5, 2.375, 2.0, 2.0]


def test_straight_by_hand() -> None:
    assert [Polynomial(4.0).at(8.0, float(step)) for step in range(6)] == [8.0, 6.0, 4.0, 2.0, 0.0, 0.0]


def test_cycle_by_hand() -> None:
    """At step 4 the first line ends; step 5 is on the line to step 8 (3/8 of 8 left), step 9 on that to 12."""
    schedule = Polynomial(decay_steps=4.0, cycle=True)
    by_hand = {0: 8.0, 2: 4.0, 4: 0.0, 5: 3.0, 6: 2.0, 8: 0.0, 9: 2.0}
    for step, rate in by_hand.items():
        assert schedule.at(8.0, float(step)) == pytest.approx(rate, rel=1e-14)


def test_optax() -> None:
    """Its end is a rate: 0.25 of 0.5."""
    own = [Polynomial(12.0, power=1.5, alpha=0.25).at(0.5, step) for step in STEPS]
    with jax.enable_x64(True):
        theirs = optax.polynomial_schedule(0.5, 0.125, 1.5, 12)
        np.testing.assert_allclose(own, [theirs(step) for step in STEPS], rtol=1e-12)


@pytest.mark.parametrize("cycle", [False, True])
def test_keras(cycle: bool) -> None:
    """Its end is a rate: 0.25 of 0.5."""
    own = [Polynomial(6.0, power=1.5, alpha=0.25, cycle=cycle).at(0.5, step) for step in STEPS]
    theirs = keras.optimizers.schedules.PolynomialDecay(0.5, 6, 0.125, power=1.5, cycle=cycle)
    np.testing.assert_allclose(own, [theirs(step) for step in STEPS], rtol=2e-6)


def test_pytorch() -> None:
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.5)
    scheduler = torch.optim.lr_scheduler.PolynomialLR(optimizer, total_iters=12, power=2.0)
    for step in STEPS:
        own = Polynomial(12.0, power=2.0).at(0.5, step)
        assert own == pytest.approx(scheduler.get_last_lr()[0], rel=1e-12, abs=1e-15)
        optimizer.step()
        scheduler.step()
