"""One cycle."""

import jax
import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.schedules.one_cycle import OneCycle


def rates(schedule: OneCycle, learning_rate: float, steps: int) -> list[float]:
    return [float(schedule.at(learning_rate, np.asarray(float(step)))) for step in range(steps)]


def test_by_hand() -> None:
    """From 8 / 4 = 2 in two steps to 8, and in six steps to 2 / 2 = 1."""
    schedule = OneCycle(total_steps=8.0, climb_fraction=0.25, initial_divisor=4.0, final_divisor=2.0)
    by_hand = {
        0: 2.0,
        1: 5.0,  # cos 90 degrees = 0: half way
        2: 8.0,
        4: 6.25,  # cos 60 degrees = 0.5, a quarter of the way: 8 - 7 / 4
        5: 4.5,
        6: 2.75,  # cos 120 degrees = -0.5, three quarters: 8 - 21 / 4
        8: 1.0,
        50: 1.0,  # it stays
    }
    for step, rate in by_hand.items():
        assert schedule.at(8.0, np.asarray(float(step))) == pytest.approx(rate, rel=1e-14)


def test_linear_by_hand() -> None:
    schedule = OneCycle(8.0, climb_fraction=0.25, initial_divisor=4.0, final_divisor=2.0, linear=True)
    # 3 up with each of two steps, then 7 / 6 down with each of six
    assert rates(schedule, 8.0, 10) == pytest.approx(
        [2, 5, 8, 41 / 6, 34 / 6, 27 / 6, 20 / 6, 13 / 6, 1, 1], rel=1e-14
    )


def test_the_end_keeps_its_digits() -> None:
    """Also in float32, at four millionths of where it began to fall."""
    schedule = OneCycle(np.float32(20), np.float32(0.3), np.float32(25), np.float32(1e4))
    assert schedule.at(np.float32(0.5), np.float32(20)) == pytest.approx(2e-6, rel=1e-6)


def test_optax() -> None:
    own = rates(OneCycle(20.0), 0.5, 25)
    with jax.enable_x64(True):
        theirs = optax.cosine_onecycle_schedule(20, 0.5)
        np.testing.assert_allclose(own, [theirs(step) for step in range(25)], rtol=1e-12)


@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize(("climb", "initial", "final"), [(0.3, 25.0, 1e4), (0.45, 5.0, 2.0)])
def test_pytorch(climb: float, initial: float, final: float, linear: bool) -> None:
    """It reaches the peak at step 20 * climb - 1 and the end at step 19: the same with a total of 19 steps."""
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.1)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        max_lr=0.5,
        total_steps=20,
        pct_start=climb,
        anneal_strategy="linear" if linear else "cos",
        cycle_momentum=False,
        div_factor=initial,
        final_div_factor=final,
    )
    for own in rates(OneCycle(19.0, (20 * climb - 1) / 19, initial, final, linear), 0.5, 20):
        assert own == pytest.approx(scheduler.get_last_lr()[0], rel=1e-10)
        optimizer.step()
        scheduler.step()
