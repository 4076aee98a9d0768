"""Ranks over data sets against Demšar's published example and SciPy."""

import numpy as np
import pytest
from scipy import stats

from descentlab.errors import InputError
from descentlab.experiments.statistics.ranks import FEWEST, critical_difference, fewest_sets, rank

DEMSAR = np.array(  # Demšar (2006), table 6: areas under ROC curves; C4.5, C4.5+m, C4.5+cf, C4.5+m+cf
    [
        [0.763, 0.768, 0.771, 0.798],
        [0.599, 0.591, 0.590, 0.569],
        [0.954, 0.971, 0.968, 0.967],
        [0.628, 0.661, 0.654, 0.657],
        [0.882, 0.888, 0.886, 0.898],
        [0.936, 0.931, 0.916, 0.931],
        [0.661, 0.668, 0.609, 0.685],
        [0.583, 0.583, 0.563, 0.625],
        [0.775, 0.838, 0.866, 0.875],
        [1.000, 1.000, 1.000, 1.000],
        [0.940, 0.962, 0.965, 0.962],
        [0.619, 0.666, 0.614, 0.669],
        [0.972, 0.981, 0.9752, 0.975],  # printed as 0.975 twice, and ranked 2 and 3
        [0.957, 0.978, 0.946, 0.970],
    ]
)


def test_demsars_average_ranks():
    assert rank(DEMSAR).average == pytest.approx([3.143, 2.000, 2.893, 1.964], abs=5e-4)


def test_demsars_friedman_test():
    """He has 9.28 without a correction for ties, and F = 3.69 from it; ties make up 78 of 14 (4^3 - 4)."""
    found = rank(DEMSAR).friedman
    assert found.chi_squared * (1 - 78 / 840) == pytest.approx(9.28, abs=5e-3)
    assert found.f > 3.69
    assert found.p_value < 0.05


@pytest.mark.parametrize(("alpha", "expected"), [(0.05, 1.25), (0.10, 1.12)])
def test_demsars_critical_differences(alpha, expected):
    assert critical_difference(4, 14, alpha) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(("recipes", "q"), [(2, 1.960), (3, 2.343), (5, 2.728), (10, 3.164)])
def test_demsars_critical_values(recipes, q):
    """Table 5(a): with k (k + 1) = 6 N data sets the critical difference is q itself."""
    assert critical_difference(recipes, 6, 0.05) / np.sqrt(recipes * (recipes + 1) / 36) == pytest.approx(
        q, abs=1e-3
    )


def test_pairs_are_wilcoxons_with_holm():
    found = rank(DEMSAR)
    first = next(pair for pair in found.pairs if (pair.a, pair.b) == (0, 1))
    # Table 2 of the paper has the same two: rank sums 93 and 12, differs at 0.05. Two data sets are ties.
    assert first.wins == 3  # breast cancer, iris, and half of lung cancer and of mushroom
    assert first.p_value <= 0.05
    raw = sorted(pair.p_value for pair in found.pairs)
    corrected = sorted(pair.p_corrected for pair in found.pairs)
    assert corrected[0] == pytest.approx(6 * raw[0])
    assert corrected[1] == pytest.approx(max(6 * raw[0], 5 * raw[1]))


def test_friedman_is_scipys():
    scores = np.random.default_rng(0).normal(size=(9, 5))
    found = rank(scores).friedman
    peer = stats.friedmanchisquare(*scores.T)
    assert found.chi_squared == pytest.approx(peer.statistic)
    assert found.f == pytest.approx(8 * peer.statistic / (36 - peer.statistic))  # Iman and Davenport (1980)
    assert found.p_value == pytest.approx(stats.f.sf(found.f, 4, 32))


def test_the_same_order_on_every_data_set():
    """Three recipes on ten data sets: only Wilcoxon's 2 / 2^10, corrected for three pairs."""
    found = rank(np.array([[0.3, 0.2, 0.1]] * 10))
    assert found.friedman.p_value == 0
    assert found.average.tolist() == [1, 2, 3]
    assert [pair.p_value for pair in found.pairs] == [2 / 1024] * 3
    assert [pair.p_corrected for pair in found.pairs] == pytest.approx([6 / 1024] * 3)
    assert found.groups == []


def test_recipes_in_the_middle_belong_to_two_groups():
    """A beats C on all of ten data sets; B lies between and takes turns with both."""
    a, b, c = np.full(10, 0.5), np.full(10, 0.4), np.full(10, 0.3)
    b[:4], b[6:] = 0.6, 0.2
    scores = np.stack([c, b, a], axis=1) + np.arange(10)[:, None] * 1e-3 * np.array([1, 2, 3])
    found = rank(scores)
    told_apart = {(pair.a, pair.b) for pair in found.pairs if pair.p_corrected <= 0.05}
    assert told_apart == {(0, 2)}
    assert found.groups == [[2, 1], [1, 0]]


def test_all_equal():
    found = rank(np.ones((6, 3)))
    assert found.friedman.p_value == 1
    assert found.groups == [[0, 1, 2]]


def test_few_data_sets_are_ranked_and_not_tested():
    found = rank(DEMSAR[: FEWEST - 1])
    assert found.pairs == []
    assert found.friedman is None
    assert np.isnan(found.critical_difference)
    assert len(found.groups) == 1


def test_two_recipes_have_no_friedman_test():
    found = rank(DEMSAR[:, :2])
    assert found.friedman is None
    assert len(found.pairs) == 1


@pytest.mark.parametrize(("recipes", "sets"), [(2, 6), (3, 7), (4, 8), (10, 11)])
def test_fewest_data_sets(recipes, sets):
    """As many as let 2 / 2^sets, times the number of pairs, reach 0.05."""
    comparisons = recipes * (recipes - 1) / 2
    assert fewest_sets(recipes) == sets
    assert comparisons * 2 / 2**sets <= 0.05 < comparisons * 2 / 2 ** (sets - 1)


@pytest.mark.parametrize("scores", [[1.0, 2.0], [[1.0, np.nan]], np.zeros((0, 3))])
def test_scores_that_cannot_be_ranked(scores):
    with pytest.raises(InputError):
        rank(scores)


def test_the_direction_of_a_pair_is_that_of_its_test():
    """Recipe 0 is ahead on 8 of 12 data sets by a hair and far behind on 4: it ranks before and scores lower."""
    behind = [[0.5, 0.9 + 0.01 * i] for i in range(4)]
    found = rank(np.array([[0.5 + 1e-3 * (i + 1), 0.5] for i in range(8)] + behind))
    (pair,) = found.pairs
    assert found.average[0] < found.average[1]
    assert pair.signed_rank == 36 - 42  # ranks 1 to 8 against 9 to 12
    assert pair.wins == 8
