"""Warm-up, stable, decay."""

import jax
import numpy as np
import optax
import pytest

from descentlab.techniques.schedules.warmup_stable_decay import WarmupStableDecay


def rates(schedule: WarmupStableDecay, learning_rate: float, steps: int) -> list[float]:
    return [float(schedule.at(learning_rate, np.asarray(float(step)))) for step in range(steps)]


def test_by_hand() -> None:
    """Two small steps of 1/3 and 2/3, then 8 until step 6, then 1.5 less with each of four steps."""
    schedule = WarmupStableDecay(total_steps=10.0, warmup_fraction=0.2, decay_fraction=0.4, alpha=0.25)
    assert rates(schedule, 8.0, 13) == pytest.approx(
        [8 / 3, 16 / 3, 8.0, 8.0, 8.0, 8.0, 8.0, 6.5, 5.0, 3.5, 2.0, 2.0, 2.0], rel=1e-14
    )


def test_parts_that_overlap() -> None:
    """A climb by 1 with each of eight steps, a fall by 0.9 with each of ten: the lower counts."""
    schedule = WarmupStableDecay(total_steps=10.0, warmup_fraction=0.8, decay_fraction=1.0)
    assert rates(schedule, 9.0, 8) == pytest.approx([1, 2, 3, 4, 5, 4.5, 3.6, 2.7], rel=1e-14)


def test_no_warmup() -> None:
    schedule = WarmupStableDecay(total_steps=4.0, warmup_fraction=0.0, decay_fraction=0.5)
    assert rates(schedule, 8.0, 5) == [8.0, 8.0, 8.0, 4.0, 0.0]


def test_optax() -> None:
    """Three schedules joined: the climb from 0.5 / 5 over 4 steps, 24 steps at 0.5, and the fall over 12."""
    own = rates(WarmupStableDecay(40.0, 0.1, 0.3, alpha=0.25), 0.5, 45)
    with jax.enable_x64(True):
        theirs = optax.join_schedules(
            [
                optax.linear_schedule(0.1, 0.5, 4),
                optax.constant_schedule(0.5),
                optax.linear_schedule(0.5, 0.125, 12),
            ],
            [4, 28],
        )
        np.testing.assert_allclose(own, [theirs(step) for step in range(45)], rtol=1e-12)
