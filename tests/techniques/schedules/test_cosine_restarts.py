"""Cosine decay with warm restarts."""

import jax
import keras
import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.schedules.cosine_restarts import CosineRestarts


def rates(schedule: CosineRestarts, learning_rate: float, steps: int) -> list[float]:
    return [float(schedule.at(learning_rate, np.asarray(float(step)))) for step in range(steps)]


def test_by_hand() -> None:
    """Descents of 3, 6, 12, ... steps; each has half the height of the last above 2, a quarter of 8."""
    schedule = CosineRestarts(first_decay_steps=3.0, t_mul=2.0, m_mul=0.5, alpha=0.25)
    by_hand = {
        0: 8.0,
        1: 6.5,  # cos 60 degrees = 0.5: 2 + 6 * 0.75
        2: 3.5,  # cos 120 degrees = -0.5: 2 + 6 * 0.25
        3: 5.0,  # again: 2 + 3
        5: 4.25,  # cos 60 degrees: 2 + 3 * 0.75
        6: 3.5,  # cos 90 degrees = 0: 2 + 3 * 0.5
        9: 3.5,  # again: 2 + 1.5
        13: 3.125,  # cos 60 degrees: 2 + 1.5 * 0.75
        21: 2.75,  # again: 2 + 0.75
    }
    for step, rate in by_hand.items():
        assert schedule.at(8.0, float(step)) == pytest.approx(rate, rel=1e-14)


def test_descents_of_one_length() -> None:
    schedule = CosineRestarts(first_decay_steps=3.0, t_mul=1.0)
    assert rates(schedule, 8.0, 8) == pytest.approx([8.0, 6.0, 2.0, 8.0, 6.0, 2.0, 8.0, 6.0], rel=1e-14)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_every_restart_is_at_full_height(dtype: str) -> None:
    """Starts 1 + 3 + 9 + ... and so for 5, 6, 7, 10: log(3^5) / log(3) is a little less than 5."""
    for t_mul in (3, 5, 6, 7, 10):
        for first in (1, 7, 10):
            start = 0
            for descent in range(5):
                rate = CosineRestarts(first, t_mul, alpha=0.25).at(1.0, np.asarray(start, dtype))
                assert rate == pytest.approx(1.0, rel=1e-6)
                start += first * t_mul**descent


@pytest.mark.parametrize(("t_mul", "m_mul"), [(1.0, 1.0), (1.0, 0.75), (2.0, 1.0), (1.5, 0.75), (3.0, 0.5)])
def test_keras(t_mul: float, m_mul: float) -> None:
    own = rates(CosineRestarts(7.0, t_mul, m_mul, alpha=0.25), 0.5, 60)
    theirs = keras.optimizers.schedules.CosineDecayRestarts(0.5, 7, t_mul, m_mul, alpha=0.25)
    np.testing.assert_allclose(own, [theirs(step) for step in range(60)], rtol=1e-5)


def test_optax() -> None:
    """Its sgdr_schedule is given the descents one by one, here of 5, 10 and 20 steps and heights 1, 1/2, 1/4."""
    descents = [
        {"init_value": peak, "peak_value": peak, "decay_steps": length, "warmup_steps": 0, "end_value": 0.0}
        for length, peak in ((5, 0.5), (10, 0.25), (20, 0.125))
    ]
    with jax.enable_x64(True):
        theirs = optax.sgdr_schedule(descents)
        np.testing.assert_allclose(
            rates(CosineRestarts(5.0, 2.0, 0.5), 0.5, 35), [theirs(step) for step in range(35)], rtol=1e-6
        )


def test_pytorch() -> None:
    """Its end is a rate: 0.25 of 0.5."""
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.5)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0=4, T_mult=3, eta_min=0.125)
    for own in rates(CosineRestarts(4.0, 3.0, alpha=0.25), 0.5, 60):
        assert own == pytest.approx(scheduler.get_last_lr()[0], rel=1e-12)
        optimizer.step()
        scheduler.step()
