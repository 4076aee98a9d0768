"""Cyclic rates."""

import numpy as np
import pytest
import torch

from descentlab.techniques.schedules.cyclic import Cyclic


def rates(schedule: Cyclic, learning_rate: float, steps: int) -> list[float]:
    return [float(schedule.at(learning_rate, np.asarray(float(step)))) for step in range(steps)]


def test_by_hand() -> None:
    """Four steps up from 2 to 8, four steps down again: 1.5 with each."""
    schedule = Cyclic(half_cycle_steps=4.0, base_fraction=0.25)
    up_and_down = [2.0, 3.5, 5.0, 6.5, 8.0, 6.5, 5.0, 3.5]
    assert rates(schedule, 8.0, 20) == [*up_and_down, *up_and_down, 2.0, 3.5, 5.0, 6.5]


def test_halving_by_hand() -> None:
    """The second peak is 3 above the base and not 6, the third 1.5."""
    schedule = Cyclic(half_cycle_steps=2.0, base_fraction=0.25, halving=True)
    assert rates(schedule, 8.0, 12) == [2.0, 5.0, 8.0, 5.0, 2.0, 3.5, 5.0, 3.5, 2.0, 2.75, 3.5, 2.75]


@pytest.mark.parametrize("halving", [False, True])
@pytest.mark.parametrize("half", [1, 3, 10])
def test_pytorch(half: int, halving: bool) -> None:
    """Its base is a rate: 0.25 of 0.5."""
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.5)
    scheduler = torch.optim.lr_scheduler.CyclicLR(
        optimizer,
        base_lr=0.125,
        max_lr=0.5,
        step_size_up=half,
        mode="triangular2" if halving else "triangular",
        cycle_momentum=False,
    )
    for own in rates(Cyclic(half, 0.25, halving), 0.5, 70):
        assert own == pytest.approx(scheduler.get_last_lr()[0], rel=1e-12)
        optimizer.step()
        scheduler.step()
