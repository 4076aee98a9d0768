"""Inverse-time decay."""

import keras
import numpy as np
import pytest

from descentlab.techniques.schedules.inverse_time import InverseTime

STEPS = [np.asarray(float(step)) for step in range(20)]


def test_by_hand() -> None:
    """Half a unit is added to the divisor every four steps: 1, 1.25, 1.5, 2, 3."""
    schedule = InverseTime(decay_steps=4.0, decay_rate=0.5)
    for step, rate in {0: 3.0, 2: 2.4, 4: 2.0, 8: 1.5, 16: 1.0}.items():
        assert schedule.at(3.0, float(step)) == pytest.approx(rate, rel=1e-14)


def test_staircase_by_hand() -> None:
    """The divisors are 1, then 1.5 from step 4, then 2 from step 8."""
    schedule = InverseTime(decay_steps=4.0, decay_rate=0.5, staircase=True)
    rates = [schedule.at(3.0, float(step)) for step in (0, 3, 4, 7, 8)]
    assert rates == [3.0, 3.0, 2.0, 2.0, 1.5]


@pytest.mark.parametrize("staircase", [False, True])
def test_keras(staircase: bool) -> None:
    schedule = InverseTime(decay_steps=6.0, decay_rate=0.75, staircase=staircase)
    theirs = keras.optimizers.schedules.InverseTimeDecay(0.5, 6, 0.75, staircase=staircase)
    np.testing.assert_allclose(
        [schedule.at(0.5, step) for step in STEPS], [theirs(step) for step in STEPS], rtol=2e-6
    )
