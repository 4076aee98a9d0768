"""Exponential decay."""

import jax
import keras
import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.schedules.exponential import Exponential

STEPS = [np.asarray(float(step)) for step in range(20)]


def test_by_hand() -> None:
    """A quarter every four steps, so half every two."""
    schedule = Exponential(decay_steps=4.0, decay_rate=0.25)
    for step, rate in {0: 0.5, 2: 0.25, 4: 0.125, 6: 0.0625, 8: 0.03125}.items():
        assert schedule.at(0.5, float(step)) == pytest.approx(rate, rel=1e-14)


def test_staircase_by_hand() -> None:
    """The rate falls at steps 4 and 8 and nowhere else."""
    schedule = Exponential(decay_steps=4.0, decay_rate=0.25, staircase=True)
    rates = [schedule.at(0.5, float(step)) for step in range(9)]
    assert rates == [0.5, 0.5, 0.5, 0.5, 0.125, 0.125, 0.125, 0.125, 0.03125]


@pytest.mark.parametrize("staircase", [False, True])
def test_peers(staircase: bool) -> None:
    schedule = Exponential(decay_steps=6.0, decay_rate=0.5, staircase=staircase)
    own = [schedule.at(0.5, step) for step in STEPS]
    with jax.enable_x64(True):
        theirs = optax.exponential_decay(0.5, 6, 0.5, staircase=staircase)
        np.testing.assert_allclose(own, [theirs(step) for step in STEPS], rtol=1e-12)
    theirs = keras.optimizers.schedules.ExponentialDecay(0.5, 6, 0.5, staircase=staircase)
    np.testing.assert_allclose(own, [theirs(step) for step in STEPS], rtol=2e-6)


def test_pytorch() -> None:
    """Its ExponentialLR decays with every step: decay_steps 1."""
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.5)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.75)
    for step in STEPS:
        assert Exponential(1.0, 0.75).at(0.5, step) == pytest.approx(scheduler.get_last_lr()[0], rel=1e-12)
        optimizer.step()
        scheduler.step()
