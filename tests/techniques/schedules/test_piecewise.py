"""Piecewise constant rates."""

import jax
import keras
import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.schedules.piecewise import Piecewise


def rates(schedule: Piecewise, learning_rate: float, steps: int) -> list[float]:
    return [float(schedule.at(learning_rate, np.asarray(float(step)))) for step in range(steps)]


def test_by_hand() -> None:
    """The boundaries are at steps 2 and 6, which take the new values: a half of 8, then an eighth."""
    schedule = Piecewise(total_steps=8.0, boundaries=(0.25, 0.75), factors=(1.0, 0.5, 0.125))
    assert rates(schedule, 8.0, 9) == [8.0, 8.0, 4.0, 4.0, 4.0, 4.0, 1.0, 1.0, 1.0]


def test_boundaries_as_steps() -> None:
    schedule = Piecewise(total_steps=1, boundaries=(2, 6), factors=(0.5, 2.0, 0.125))
    assert rates(schedule, 8.0, 8) == [4.0, 4.0, 16.0, 16.0, 16.0, 16.0, 1.0, 1.0]


def test_no_boundaries() -> None:
    assert rates(Piecewise(8.0, boundaries=(), factors=(0.5,)), 8.0, 3) == [4.0, 4.0, 4.0]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_boundary_that_is_a_whole_step_is_met(dtype: str) -> None:
    """0.55 * 100 is 55.00000000000001 in float64, and so for many others; the step before is never taken."""
    for total in (100, 1000, 46_900):
        for percent in range(1, 100):
            boundary = round(total * percent / 100)
            schedule = Piecewise(np.asarray(total, dtype), (np.asarray(percent / 100, dtype),), (1.0, 0.5))
            assert schedule.at(1.0, np.asarray(boundary, dtype)) == 0.5
            assert schedule.at(1.0, np.asarray(boundary - 1, dtype)) == 1.0


def test_one_factor_more_than_boundaries() -> None:
    with pytest.raises(ValueError, match="2 boundaries need 3 factors, not 2"):
        Piecewise(8.0, factors=(1.0, 0.1)).check()


def test_optax() -> None:
    """There each factor multiplies the value before it: 0.5, then 0.25 of that."""
    own = rates(Piecewise(20.0, (0.25, 0.75), (1.0, 0.5, 0.125)), 0.5, 24)
    with jax.enable_x64(True):
        theirs = optax.piecewise_constant_schedule(0.5, {5: 0.5, 15: 0.25})
        np.testing.assert_allclose(own, [theirs(step) for step in range(24)], rtol=1e-12)


def test_pytorch() -> None:
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.5)
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[10, 15], gamma=0.1)
    for own in rates(Piecewise(20.0), 0.5, 24):
        assert own == pytest.approx(scheduler.get_last_lr()[0], rel=1e-12)
        optimizer.step()
        scheduler.step()


def test_keras_changes_one_step_later() -> None:
    """Whole steps after 4 and 14 there are those from 5 and 15 on here."""
    own = rates(Piecewise(20.0, (0.25, 0.75), (1.0, 0.5, 0.125)), 0.5, 24)
    for boundaries, agrees in (([4.0, 14.0], True), ([5.0, 15.0], False)):
        theirs = keras.optimizers.schedules.PiecewiseConstantDecay(boundaries, [0.5, 0.25, 0.0625])
        assert (own == [float(theirs(float(step))) for step in range(24)]) == agrees
