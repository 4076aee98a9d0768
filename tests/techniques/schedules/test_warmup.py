"""Linear warm-up."""

import keras
import numpy as np
import optax
import pytest

from descentlab.techniques.schedules.constant import Constant
from descentlab.techniques.schedules.cosine import Cosine
from descentlab.techniques.schedules.exponential import Exponential
from descentlab.techniques.schedules.step import Step
from descentlab.techniques.schedules.warmup import Warmup


def rates(schedule: Warmup, learning_rate: float, steps: int) -> list[float]:
    return [float(schedule.at(learning_rate, np.asarray(float(step)))) for step in range(steps)]


def test_by_hand() -> None:
    """Three small steps of 1/4, 2/4, 3/4 of the rate, and then the stairs that follow begin to be counted."""
    schedule = Warmup(warmup_steps=3.0, then=Step(interval_steps=2.0, gamma=0.5))
    assert rates(schedule, 8.0, 8) == [2.0, 4.0, 6.0, 8.0, 8.0, 4.0, 4.0, 2.0]


def test_no_warmup() -> None:
    schedule = Exponential(decay_steps=4.0, decay_rate=0.25)
    assert rates(Warmup(0.0, schedule), 0.5, 9) == [schedule.at(0.5, float(step)) for step in range(9)]


def test_a_half_step_of_warmup() -> None:
    """warmup_steps need not be whole: step 0 climbs 1 / 1.5 of the way, step 1 is half a step past the end."""
    assert rates(Warmup(0.5, Exponential(1.0, 0.25)), 3.0, 2) == pytest.approx([2.0, 1.5], rel=1e-14)


def test_peers_begin_at_the_rate_they_are_given() -> None:
    """With a first rate of learning_rate / (warmup_steps + 1) Keras and optax agree; from zero they do not."""
    own = rates(Warmup(4.0, Constant()), 0.5, 12)
    theirs = optax.linear_schedule(0.1, 0.5, 4)
    np.testing.assert_allclose(own, [theirs(step) for step in range(12)], rtol=2e-6)
    own = rates(Warmup(4.0, Cosine(10.0)), 0.5, 12)
    for first, agrees in ((0.1, True), (0.0, False)):
        theirs = optax.warmup_cosine_decay_schedule(first, 0.5, 4, 14)
        assert np.allclose(own, [theirs(step) for step in range(12)], rtol=2e-6) == agrees
        theirs = keras.optimizers.schedules.CosineDecay(first, 10, warmup_target=0.5, warmup_steps=4)
        assert np.allclose(own, [theirs(step) for step in range(12)], rtol=2e-6) == agrees


def test_what_follows_begins_when_the_warmup_is_over() -> None:
    """The step after the climb is the follower's own first, here a small one again."""
    assert rates(Warmup(1.0, Warmup(1.0, Constant())), 8.0, 4) == [4.0, 4.0, 8.0, 8.0]
