"""Cosine decay."""

import jax
import keras
import numpy as np
import optax
import pytest

from descentlab.techniques.schedules.cosine import Cosine
from descentlab.techniques.schedules.warmup import Warmup

STEPS = [np.asarray(float(step)) for step in range(20)]


def test_by_hand() -> None:
    """Half a wave over 12 steps, from 8 to a quarter of it: 2 + 6 * (1 + cos) / 2."""
    schedule = Cosine(decay_steps=12.0, alpha=0.25)
    by_hand = {
        0: 8.0,  # cos 0 = 1
        4: 6.5,  # cos 60 degrees = 0.5: 2 + 6 * 0.75
        6: 5.0,  # cos 90 degrees = 0: the middle
        8: 3.5,  # cos 120 degrees = -0.5: 2 + 6 * 0.25
        12: 2.0,
        50: 2.0,  # it stays
    }
    for step, rate in by_hand.items():
        assert schedule.at(8.0, np.asarray(float(step))) == pytest.approx(rate, rel=1e-14)


def test_peers() -> None:
    own = [Cosine(decay_steps=12.0, alpha=0.25).at(0.5, step) for step in STEPS]
    with jax.enable_x64(True):
        np.testing.assert_allclose(
            own, [optax.cosine_decay_schedule(0.5, 12, 0.25)(step) for step in STEPS], 1e-12
        )
    theirs = keras.optimizers.schedules.CosineDecay(0.5, 12, alpha=0.25)
    np.testing.assert_allclose(own, [theirs(step) for step in STEPS], rtol=2e-6)


def test_steps_after_the_warmup() -> None:
    """Keras counts decay_steps from the warm-up's end, as here; optax counts the warm-up in."""
    own = [Warmup(5.0, Cosine(decay_steps=12.0)).at(0.5, step) for step in STEPS[5:]]
    theirs = keras.optimizers.schedules.CosineDecay(0.0, 12, warmup_target=0.5, warmup_steps=5)
    np.testing.assert_allclose(own, [theirs(step) for step in STEPS[5:]], rtol=2e-6, atol=1e-7)
    for counted, agrees in ((12, False), (12 + 5, True)):
        optax_schedule = optax.warmup_cosine_decay_schedule(0.0, 0.5, 5, counted)
        assert np.allclose(own, [optax_schedule(step) for step in STEPS[5:]], rtol=2e-6, atol=1e-7) == agrees
