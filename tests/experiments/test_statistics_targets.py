"""Steps to a target: misses are censored, never dropped."""

import math

import numpy as np
import pytest

from descentlab.errors import InputError
from descentlab.experiments.statistics import reached_by, steps_to_target

INF = math.inf
NAN = math.nan


def test_steps_to_target_counts_misses():
    curves = [[0.1, 0.5, 0.9], [0.9], [0.2, NAN, 0.3], [0.1, 0.2, 0.8]]
    found = steps_to_target(curves, 0.8)
    assert found[:4] == ([3, 1, INF, 3], 0.75, 3, 4)
    assert steps_to_target(curves, 0.8, steps=[10, 20, 30]).steps == [30, 10, INF, 30]
    assert steps_to_target(curves[1:3], 0.8).median == INF
    assert steps_to_target([[INF, 0.3], [0.1]], 0.3, higher_is_better=False).steps == [2, 1]
    assert steps_to_target([], 0.8)[:4] == ([], 0, INF, 0)
    assert steps_to_target([[]], 0.8)[:4] == ([INF], 0, INF, 1)
    with pytest.raises(InputError, match="3 scores but only 2 steps"):
        steps_to_target(curves, 0.8, steps=[1, 2])


def test_expected_running_time_by_hand():
    # Three runs arrive after 30, 10 and 30 steps, one never does and spends 50: (30 + 10 + 50 + 30) / 3.
    curves = [[0, 0, 1], [1], [0] * 5, [0, 0, 1, 0, 0]]
    found = steps_to_target(curves, 1, steps=[10, 20, 30, 40, 50])
    assert found.spent == [30, 10, 50, 30]
    assert found.expected == 40
    assert found.expected_low < 40 < found.expected_high
    assert steps_to_target(curves[2:3], 1).expected == INF
    assert steps_to_target([[0], [0]], 1)[5:8] == (INF, INF, INF)
    one = steps_to_target([[1]], 1)
    assert one.expected == 1
    assert math.isnan(one.expected_low)


def test_a_run_that_stops_early_has_spent_what_it_had():
    assert steps_to_target([[0.1, 0.2], [0.1, NAN]], 0.8, steps=[34, 68, 102]).spent == [68, 68]


def test_expected_running_time_without_misses_is_the_mean():
    found = steps_to_target([[0, 1], [1], [0, 0, 1]], 1)
    assert found.expected == 2
    assert (found.rate_low, found.rate_high) == (pytest.approx(0.4385, abs=1e-4), 1)  # Wilson, 3 of 3


def test_expected_running_time_is_that_of_restarts(monkeypatch):
    """Runs are started anew until one arrives: simulated from the same probabilities, not from the formula."""
    monkeypatch.setattr("descentlab.experiments.statistics.targets.RESAMPLES", 99)
    rng = np.random.default_rng(0)
    spent = []
    for _ in range(4000):
        total = 0
        while True:
            arrives = rng.geometric(0.05)
            total += min(arrives, 20)
            if arrives <= 20:
                break
        spent.append(total)
    curves = [[0.0] * (int(k) - 1) + [1.0] for k in rng.geometric(0.05, 4000)]
    found = steps_to_target([curve[:20] for curve in curves], 1)
    assert found.expected == pytest.approx(np.mean(spent), rel=0.05)


def test_the_interval_of_the_expected_running_time_covers_it(monkeypatch):
    monkeypatch.setattr("descentlab.experiments.statistics.targets.RESAMPLES", 999)
    rng = np.random.default_rng(1)
    arrive, budget = rng.geometric(0.1, (300, 10)), 20
    true = 10.0  # of a geometric distribution without memory: restarting changes nothing
    covered = 0
    for row in arrive:
        curves = [([0.0] * (int(k) - 1) + [1.0])[:budget] for k in row]
        found = steps_to_target(curves, 1)
        covered += found.expected_low <= true <= found.expected_high
    assert 0.84 <= covered / 300 <= 0.97


def test_the_distribution_function_counts_misses():
    steps = [30, 10, INF, 30]
    assert reached_by(steps, [0, 10, 29, 30, 1e9]).tolist() == [0, 0.25, 0.25, 0.75, 0.75]
    assert reached_by([], [1.0]).tolist() == [0]
