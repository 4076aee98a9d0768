"""How many seeds would tell: published numbers, and the share of simulated experiments that reach a verdict."""

import numpy as np
import pytest

from descentlab.experiments.ranking import compare
from descentlab.experiments.statistics import MOST_SEEDS, POWER, seeds_for_difference, seeds_for_equivalence


@pytest.mark.parametrize(("effect", "seeds"), [(0.2, 199), (0.3, 90), (0.5, 34), (0.8, 15)])
def test_seeds_are_those_of_the_paired_t_test(effect, seeds):
    """As G*Power gives them for the paired t test, two-sided, at 5% and a power of 80%."""
    assert seeds_for_difference(effect, 1, 0.05) == seeds
    assert seeds_for_difference(-0.01 * effect, 0.01, 0.05) == seeds


def test_a_stricter_level_and_a_wider_spread_need_more():
    numbers = [seeds_for_difference(0.5, spread, level) for spread in (0.5, 1.0) for level in (0.05, 0.01)]
    assert numbers == sorted(numbers)
    assert numbers[0] < numbers[-1]


def test_what_more_seeds_cannot_tell():
    assert seeds_for_difference(0, 1, 0.05) is None
    assert seeds_for_difference(0.01, 1, 0.05) is None  # more than a thousand
    assert seeds_for_equivalence(0.02, 0.01, 0.01, 0.05) is None  # not within the band
    assert seeds_for_equivalence(0.0, 1, 0.01, 0.05) is None
    assert seeds_for_equivalence(0.0, 1, 0.1, 0.05) <= MOST_SEEDS


def test_without_spread_the_test_alone_decides():
    assert seeds_for_difference(0.1, 0, 0.05) == 7  # one more than the six with which 2 / 2^n is below 0.05
    assert seeds_for_equivalence(0, 0, 0.01, 0.05) == 6  # one more than the five with which 1 / 2^n is


def reached(difference, band, recipes, rows, n):
    """Share of simulated experiments in which the leader's first pair has its verdict; other recipes are far off."""
    rng, level = np.random.default_rng(0), 0.05 / (recipes - 1)
    found = 0
    for _ in range(rows):
        a = rng.normal(0, 1, n)
        scores = {"a": a, "b": a - rng.normal(difference, 1, n)}
        pair = compare(scores, "a", band=band, alpha=0.05).pairs[0]
        found += (
            pair.p_value <= level and pair.verdict == "better"
            if not band
            else (pair.p_equivalent <= level and pair.equivalent)
        )
    return found / rows


@pytest.mark.long
@pytest.mark.parametrize("recipes", [2, 8])
@pytest.mark.parametrize(("difference", "band"), [(0.5, 0), (0.8, 0), (1.2, 0), (0, 1), (0.3, 1)])
def test_so_many_experiments_reach_a_verdict(recipes, difference, band, monkeypatch):
    monkeypatch.setattr("descentlab.experiments.statistics.intervals.RESAMPLES", 499)
    monkeypatch.setattr("descentlab.experiments.statistics.flips.FLIPS", 9_999)
    level = 0.05 / (recipes - 1)
    if band:
        n = seeds_for_equivalence(difference, 1, band, min(level, 0.025))
    else:
        n = seeds_for_difference(difference, 1, level)
    assert reached(difference, band, recipes, 400, n) == pytest.approx(POWER, abs=0.08)
