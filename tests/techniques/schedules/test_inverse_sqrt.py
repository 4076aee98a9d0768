"""Inverse square root decay. No installed library has it: the formulas of others are written down here."""

import numpy as np
import pytest
import torch

from descentlab.techniques.schedules.inverse_sqrt import InverseSqrt
from descentlab.techniques.schedules.warmup import Warmup

STEPS = [np.asarray(float(step)) for step in range(40)]


def test_by_hand() -> None:
    """Two steps at 8; then the root is that of 1, 4/3, ...: 2 after 9 steps more, 3 after 24."""
    schedule = InverseSqrt(decay_steps=3.0, hold_steps=2.0)
    by_hand = {0: 8.0, 1: 8.0, 2: 8.0, 5: 5.656854249492381, 11: 4.0, 26: 8 / 3}  # 8 / sqrt(2) at 5
    for step, rate in by_hand.items():
        assert schedule.at(8.0, np.asarray(float(step))) == pytest.approx(rate, rel=1e-14)


def test_transformer() -> None:
    """Equation 3 of the paper, whose steps begin with 1: width^-0.5 * min(t^-0.5, t * W^-1.5)."""
    width, length = 16, 5
    peak = (width * length) ** -0.5
    schedule = Warmup(length - 1.0, InverseSqrt(decay_steps=length))
    for t in range(1, 40):
        paper = width**-0.5 * min(t**-0.5, t * length**-1.5)
        assert schedule.at(peak, STEPS[t - 1]) == pytest.approx(paper, rel=1e-14)


def test_t5() -> None:
    """1 / sqrt(max(step, k)), section 3.1.2 of arXiv:1910.10683."""
    for step in STEPS:
        own = InverseSqrt(decay_steps=7.0, hold_steps=7.0).at(7**-0.5, step)
        assert own == pytest.approx(max(float(step), 7.0) ** -0.5, rel=1e-14)


@pytest.mark.parametrize("timescale", [4, 9])
def test_hugging_face(timescale: int) -> None:
    """After a warm-up of 4 steps, which begins at 0 there: sqrt(timescale / (step + timescale - 4))."""
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.5)
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: step / 4 if step < 4 else (timescale / (step + timescale - 4)) ** 0.5,
    )
    schedule = Warmup(4.0, InverseSqrt(decay_steps=timescale))
    for step in STEPS:
        if step >= 4:
            assert schedule.at(0.5, step) == pytest.approx(scheduler.get_last_lr()[0], rel=1e-12)
        optimizer.step()
        scheduler.step()
