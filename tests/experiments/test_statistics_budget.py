"""Score against tuning budget: by hand, by counting all draws, and without bias."""

import itertools
import math

import numpy as np
import pytest

from descentlab.experiments.statistics import score_by_budget

INF = math.inf


def test_three_rates_by_hand():
    # The best of two of 1, 2, 4 is 2, 4 or 4.
    found = score_by_budget([[1.0], [4.0], [2.0]])
    assert [step.trials for step in found] == [1, 2, 3]
    assert [step.best for step in found] == pytest.approx([7 / 3, 10 / 3, 4])
    assert all(math.isnan(step.chosen) for step in found)  # one seed: none is left to judge


def test_what_is_chosen_is_judged_on_the_seed_left_out():
    # Two rates, two seeds: by seed 1 the first is better (3 > 2), and scores 0 on seed 0; by seed 0 the second (1 > 0),
    # and scores 2 on seed 1. So 1 is to be expected of the one chosen, though its best mean is 1.5.
    (one, two) = score_by_budget([[0.0, 3.0], [1.0, 2.0]])
    assert (one.best, one.chosen) == (1.5, 1.5)
    assert (two.best, two.chosen) == (1.5, 1.0)


def test_all_draws_are_counted():
    table = np.random.default_rng(0).normal(size=(6, 3))
    found = score_by_budget(table)
    for k in range(1, 7):
        draws = [list(draw) for draw in itertools.combinations(range(6), k)]
        best = np.mean([table[draw].mean(axis=1).max() for draw in draws])
        chosen = []
        for seed in range(3):
            others = np.delete(table, seed, axis=1).mean(axis=1)
            chosen += [table[draw[int(others[draw].argmax())], seed] for draw in draws]
        assert found[k - 1].best == pytest.approx(best)
        assert found[k - 1].chosen == pytest.approx(np.mean(chosen))


def test_equal_rates_are_chosen_equally_often():
    found = score_by_budget([[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]])
    assert [(step.best, step.chosen) for step in found] == [(1, 1), (1, 1)]
    # The first two are equal by seeds 0 and 1 and differ on seed 2, which judges: 0 and 4, so 2 on average.
    (_, both) = score_by_budget([[1.0, 1.0, 0.0], [1.0, 1.0, 4.0]])
    assert both.chosen == pytest.approx((1 + 1 + 2) / 3)


def test_a_score_that_has_no_worst_value_is_avoided_or_unknown():
    found = score_by_budget([[-INF, 0.2], [0.3, 0.3], [0.1, 0.1]])
    assert math.isnan(found[0].best)  # that one alone may have been drawn
    assert found[1].best == pytest.approx((0.3 + 0.3 + 0.1) / 3)
    assert found[2].best == 0.3


def test_the_estimate_is_unbiased():
    """Of three uniform numbers the largest is 3/4 on average; drawing with replacement from the sample says less."""
    rng = np.random.default_rng(0)
    samples = rng.uniform(size=(4000, 5))
    ours = np.mean([score_by_budget(sample[:, None])[2].best for sample in samples])
    biased = np.mean(np.sort(samples, axis=1) @ (np.diff((np.arange(6) / 5) ** 3)))
    assert ours == pytest.approx(0.75, abs=0.01)
    assert biased < 0.71
