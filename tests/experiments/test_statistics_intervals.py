"""Intervals: SciPy as an oracle, published cases, and coverage by simulation."""

import math

import numpy as np
import pytest
import scipy.stats

from descentlab.errors import InputError
from descentlab.experiments.statistics import RESAMPLES, bca, interval, wilson
from descentlab.experiments.statistics.intervals import stretch

NAN, INF = math.nan, math.inf


def test_order_of_seeds_moves_an_interval_by_resampling_noise_only():
    rng = np.random.default_rng(0)
    scores = rng.normal(size=10)
    one, other = interval(scores), interval(scores[::-1])
    assert abs(one.low - other.low) < 0.05 * (one.high - one.low)


def test_interval_is_scipys():
    scores = np.random.default_rng(0).exponential(size=10)
    oracle = scipy.stats.bootstrap(
        (scores,), np.mean, n_resamples=RESAMPLES, method="BCa", random_state=np.random.default_rng(3)
    ).confidence_interval
    found = interval(scores, seed=3)
    # SciPy leaves resamples that are the scores in another order to rounding; for us they tie with the mean.
    wider = np.sqrt(10 / 9) * scipy.stats.t.ppf(0.975, 9) / scipy.stats.norm.ppf(0.975)
    mean = scores.mean()
    ends = [mean + wider * (end - mean) for end in oracle]
    np.testing.assert_allclose(found[:3], [mean, *ends], rtol=1e-3)
    assert found[3:] == (10, "stretched BCa bootstrap")


def test_interval_same_alone_and_in_a_crowd():
    rows = np.random.default_rng(0).normal(size=(90, 10))  # more than one block
    low, high = bca(rows, 0.95, 0)
    for i in (0, 44, 89):
        np.testing.assert_allclose(interval(rows[i])[1:3], (low[i], high[i]), rtol=1e-12)


@pytest.mark.parametrize("scale", [1e-300, 1e-150, 1.0, 1e150])
def test_interval_scales_with_its_scores(scale):
    scores = np.array([1.0, 2, 4, 4, 7])
    np.testing.assert_allclose(np.array(interval(scores * scale)[:3]) / scale, interval(scores)[:3])


def test_interval_of_accuracies_does_not_hang_on_rounding():
    # Each in float32, float64 and as whole numbers of examples: one lattice, so one interval.
    correct = np.array([351, 347, 339, 353, 347, 351, 350, 347, 344, 351])
    whole = np.array(interval(correct)[:3]) / 360
    np.testing.assert_allclose(interval(correct / 360)[:3], whole, rtol=1e-9)
    np.testing.assert_allclose(interval((correct / 360).astype(np.float32))[:3], whole, rtol=1e-6)
    np.testing.assert_allclose(interval(1 - correct / 360)[:3], 1 - whole[[0, 2, 1]], rtol=1e-9)


def test_intervals_that_do_not_exist():
    one = interval([0.4])
    assert (one.mean, one.n, one.method) == (0.4, 1, "single value")
    assert math.isnan(one.low)
    assert math.isnan(one.high)
    assert interval([0.1] * 10).method == "constant"
    assert interval([0.1] * 10).low == interval([0.1] * 10).mean == interval([0.1] * 10).high
    for scores in ([0.1, NAN], [INF, 0.2], [-INF, INF]):
        lost = interval(scores)
        assert (lost.n, lost.method) == (2, "not finite")
        assert np.isnan(lost[:3]).all()
    assert interval([]).method == "no scores"
    with pytest.raises(InputError, match="one axis"):
        interval([[0.1, 0.2]])


def test_the_stretch_is_that_of_students_interval():
    # 95%, n = 5: sqrt(5 / 4) * 2.7764 / 1.9600
    assert stretch(5, 0.95) == pytest.approx(1.5838, abs=1e-4)
    assert stretch(10_000, 0.95) == pytest.approx(1, abs=1e-3)


# --- shares -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wins", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_published(wins, n, low, high):
    """Newcombe (1998), Two-sided Confidence Intervals for the Single Proportion, Statistics in Medicine 17, table I."""
    found = wilson(np.array(wins / n), n)
    np.testing.assert_allclose(found, (low, high), atol=5e-5)
    np.testing.assert_allclose(found, scipy.stats.binomtest(wins, n).proportion_ci(0.95, "wilson"), atol=1e-12)


def test_wilson_covers_on_average():
    rng = np.random.default_rng(0)
    for n in (5, 10, 20, 30):
        true = rng.uniform(size=20_000)
        low, high = wilson(rng.binomial(n, true) / n, n)
        assert np.mean((low <= true) & (true <= high)) == pytest.approx(0.95, abs=0.02)


# --- coverage -----------------------------------------------------------------------------------------------


def scores(kind, rng, rows, n):
    """Scores whose true mean is zero."""
    if kind == "normal":
        return rng.normal(size=(rows, n))
    if kind == "accuracies":
        return rng.binomial(360, 0.97, (rows, n)) / 360 - 0.97
    easy = np.clip(rng.normal(0.97, 0.006, (rows, n)), 0, 1)  # each seed's own difficulty, which a pair shares
    return (rng.binomial(360, easy) - rng.binomial(360, easy)) / 360


def coverage(kind, rows, n):
    low, high = bca(scores(kind, np.random.default_rng(n), rows, n), 0.95, 0)
    return np.mean((low <= 1e-12) & (high >= -1e-12))


def test_coverage_in_short(monkeypatch):
    monkeypatch.setattr("descentlab.experiments.statistics.intervals.RESAMPLES", 999)
    assert coverage("paired differences", 400, 5) == pytest.approx(0.95, abs=0.035)


@pytest.mark.long
@pytest.mark.parametrize("n", [5, 10, 20, 30])
@pytest.mark.parametrize("kind", ["normal", "accuracies", "paired differences"])
def test_coverage_is_nominal(kind, n, monkeypatch):
    monkeypatch.setattr("descentlab.experiments.statistics.intervals.RESAMPLES", 1999)
    assert coverage(kind, 3000, n) == pytest.approx(0.95, abs=0.02)
