"""Step decay."""

import numpy as np
import pytest
import torch

from descentlab.techniques.schedules.step import Step


def test_by_hand() -> None:
    schedule = Step(interval_steps=3.0, gamma=0.5)
    rates = [schedule.at(8.0, float(step)) for step in range(8)]
    assert rates == [8.0, 8.0, 8.0, 4.0, 4.0, 4.0, 2.0, 2.0]


def test_pytorch() -> None:
    """Its step_size is interval_steps here."""
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.5)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=6, gamma=0.75)
    for step in range(20):
        own = Step(6.0, 0.75).at(0.5, np.asarray(float(step)))
        assert own == pytest.approx(scheduler.get_last_lr()[0], rel=1e-12)
        optimizer.step()
        scheduler.step()
