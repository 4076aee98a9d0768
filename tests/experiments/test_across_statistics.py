"""Statistics over several data sets against hand-worked cases, rliable's numbers, SciPy, and simulation."""

import itertools

import numpy as np
import pytest

from descentlab.errors import InputError
from descentlab.experiments.statistics import across
from descentlab.experiments.statistics.ranks import signed_rank

SCORES = np.array(
    [
        [[0.4, 0.9, 0.7, 0.1, 0.4], [0.8, 0.0, 0.9, 0.7, 0.5]],
        [[0.3, 0.3, 0.2, 0.4, 0.6], [0.4, 1.1, 0.8, 0.5, 1.2]],
        [[0.3, 0.1, 0.6, 0.1, 0.0], [0.6, 0.5, 1.0, 0.7, 0.4]],
    ]
)
"""Three data sets, two recipes, five seeds."""


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (range(1, 9), 4.5),  # of 8 two are cut at either end: mean of 3, 4, 5, 6
        ((0, 10, 20, 1000), 15.0),  # of 4 one
        ((0, 0, 30), 10.0),  # of fewer than 4 none: the plain mean
        ((0, 1, 2, 3, 100), 2.0),
        ((5,), 5.0),
    ],
)
def test_interquartile_mean_by_hand(values, expected):
    assert across.interquartile_mean(np.array(values, dtype=float)) == expected


def test_summaries_are_those_of_rliable():
    """rliable 1.2.0: aggregate_iqm, aggregate_mean, aggregate_median of these scores."""
    first, second = across.summaries(SCORES)
    assert (first.iqm.value, first.mean.value, first.median.value) == pytest.approx((1 / 3, 0.36, 0.36))
    assert (second.iqm.value, second.mean.value, second.median.value) == pytest.approx(
        (2 / 3, 0.673333333, 0.64)
    )


def test_intervals_are_those_of_rliable_where_seeds_are_many():
    """rliable 1.2.0, get_interval_estimates with 20,000 resamples of 60 seeds on 3 data sets."""
    random = np.random.default_rng(11)
    scores = random.normal([[[0.2]], [[0.5]], [[0.9]]], 0.1, (3, 1, 60))
    (found,) = across.summaries(scores)
    peer = {
        "iqm": (0.52517655, 0.50730161, 0.54369075),
        "mean": (0.5378826, 0.52469977, 0.55123063),
        "median": (0.51332377, 0.48828068, 0.53886046),
    }
    for name, (value, low, high) in peer.items():
        one = getattr(found, name)
        assert one.value == pytest.approx(value, abs=1e-8)
        assert one.low == pytest.approx(low, abs=0.08 * (high - low))
        assert one.high == pytest.approx(high, abs=0.08 * (high - low))


@pytest.mark.parametrize("tiny", [1e-300, 1.0, 1e300])
def test_signed_rank_has_no_unit(tiny):
    """Ranks 1, 2, 3, 4 with signs + - + +: the sum is 6; of sixteen flips three reach 2 or less on one side."""
    total, p_value = signed_rank(np.array([1.0, -2.0, 3.0, 4.0]) * tiny)
    assert total == 6
    assert p_value == 2 * 3 / 16


@pytest.mark.parametrize(("seeds", "some"), [(1, False), (2, False), (3, True)])
def test_fewer_than_three_seeds_have_no_interval(seeds, some):
    scores = np.random.default_rng(0).normal(size=(4, 2, seeds))
    (one, _), (pair,) = across.summaries(scores), across.against(scores, [(0, 1)])
    found = [*one, pair.difference, pair.middle, pair.improvement]
    assert [not np.isnan(estimate.low) for estimate in found] == [some] * 6


def test_one_seed_has_no_interval():
    (found,) = across.summaries(np.array([[[0.5]], [[0.7]]]))
    assert found.iqm.value == pytest.approx(0.6)
    assert np.isnan(found.iqm.low)
    (profile,) = across.profiles(np.array([[[0.5]], [[0.7]]]), np.array([0.6]))
    assert profile.share.tolist() == [0.5]
    assert np.isnan(profile.low).all()


def test_resampling_stays_within_data_sets():
    """Two data sets without spread between seeds: whatever is drawn, the mean is the same."""
    (found,) = across.summaries(np.array([[[0.0, 0.0, 0.0]], [[1.0, 1.0, 1.0]]]))
    assert found.mean == (0.5, 0.5, 0.5)
    assert found.iqm == (0.5, 0.5, 0.5)


def test_normalized_by_hand():
    scores = np.array([[[0.5, 0.7], [0.9, 0.9], [0.8, 0.0]], [[10.0, 10.0], [30.0, 50.0], [20.0, 20.0]]])
    scale = across.scale_of(scores)
    assert scale.low.tolist() == [0.0, 10.0]
    assert scale.high.tolist() == [0.9, 50.0]
    found = across.normalized(scores, scale)
    assert found[0] == pytest.approx(np.array([[5 / 9, 7 / 9], [1.0, 1.0], [8 / 9, 0.0]]))
    assert found[1, 1] == pytest.approx([0.5, 1.0])


def test_two_recipes_keep_how_far_apart_they_are():
    """By the range of means every data set would give 0 and 1; by that of runs one tells more than the other."""
    scores = np.array([[[0.5, 0.6, 0.7], [0.51, 0.61, 0.71]], [[0.5, 0.6, 0.7], [0.8, 0.9, 1.0]]])
    means = across.normalized(scores, across.scale_of(scores)).mean(axis=2)
    assert means[:, 1] - means[:, 0] == pytest.approx([0.01 / 0.21, 0.6])


def test_recipes_that_change_places_leave_the_scale():
    """Which is why a test by sign flips holds on normalized scores."""
    random = np.random.default_rng(2)
    scores = random.normal(0.7, 0.1, (3, 3, 5))
    swapped = scores.copy()
    swapped[:, :2, 2:4] = scores[:, 1::-1, 2:4]
    assert (across.scale_of(swapped).low == across.scale_of(scores).low).all()
    assert (across.scale_of(swapped).high == across.scale_of(scores).high).all()


def test_a_data_set_without_differences_counts_one_half():
    scores = np.array([[[0.8, 0.8], [0.8, 0.8]]])
    assert (across.normalized(scores, across.scale_of(scores)) == 0.5).all()


def test_profile_by_hand():
    first, _ = across.profiles(SCORES, np.array([0.0, 0.25, 0.3, 0.5, 0.9]))
    # of 15 scores: one is 0, and above 0.3 lie .4 .9 .7 .4 .4 .6 .6; strictly above each point
    assert (first.share * 15).round().tolist() == [14, 10, 7, 4, 0]
    assert (first.low <= first.share).all()
    assert (first.share <= first.high).all()


def test_improvement_is_that_of_rliable():
    """rliable 1.2.0: probability_of_improvement of the first over the second is 0.2."""
    (found,) = across.against(SCORES, [(0, 1)])
    assert found.improvement.value == pytest.approx(0.2)
    assert found.improvement.low < 0.2 < found.improvement.high < 0.5
    assert found.middle.value == pytest.approx(-1 / 3)
    assert found.difference.value == pytest.approx(0.36 - 0.673333333)


def test_improvement_resamples_are_those_of_drawn_runs():
    """The interval against one made the slow way, by drawing runs and counting wins."""
    random = np.random.default_rng(1)
    scores = random.normal(0, 1, (4, 2, 12)) + np.array([0.8, 0.0])[:, None]
    wins = (scores[:, 0, :, None] > scores[:, 1, None, :]).astype(float)
    slow = []
    for _ in range(4000):
        drawn = random.integers(12, size=(4, 12))
        slow.append(np.mean([wins[d][np.ix_(drawn[d], drawn[d])].mean() for d in range(4)]))
    (found,) = across.against(scores, [(0, 1)])
    assert found.improvement.value == pytest.approx(wins.mean())
    low, high = np.quantile(
        slow, [0.0157, 0.9843]
    )  # Phi(-sqrt(12 / 11) * t(0.975; 44)) = 0.0177, hence about these
    assert found.improvement.low == pytest.approx(low, abs=0.02)
    assert found.improvement.high == pytest.approx(high, abs=0.02)


def test_speed_up_by_hand():
    inf = np.inf
    steps = np.array(
        [
            [[10.0, 10.0, 20.0, inf], [40.0, 10.0, inf, inf]],  # ratios 4 and 1: 2; only the first; neither
            [[8.0, inf, inf, inf], [64.0, 5.0, inf, inf]],  # ratio 8; only the second; neither, neither
            [[inf, inf, inf, inf], [1.0, 1.0, 1.0, 1.0]],  # no ratio
        ]
    )
    (found,) = across.speed_ups(steps, [(0, 1)])
    assert found.ratio.value == pytest.approx(4.0)  # sqrt(2 * 8)
    assert (found.both, found.only_a, found.only_b, found.neither) == (3, 1, 5, 3)
    assert found.ratio.low < 4 < found.ratio.high
    (back,) = across.speed_ups(steps, [(1, 0)])
    assert back.ratio.value == pytest.approx(0.25)
    assert back.ratio.low == pytest.approx(1 / found.ratio.high, rel=0.05)


def test_speed_up_where_nobody_arrived():
    (found,) = across.speed_ups(np.full((2, 2, 3), np.inf), [(0, 1)])
    assert np.isnan(found.ratio.value)
    assert found.neither == 6


def test_signed_rank_is_scipys_exact_test():
    from scipy.stats import wilcoxon

    random = np.random.default_rng(0)
    for n in (3, 6, 12, 30):
        row = random.normal(0.3, 1, n)
        assert signed_rank(row)[1] == pytest.approx(wilcoxon(row, method="exact").pvalue)


@pytest.mark.parametrize(
    "row", [[1, 1, 1, -1, 2, 2, -3, 0, 0], [0.1, 0.1, -0.1, 0.2], [5, 5, 5, 5, 5], [-1, 1]]
)
def test_signed_rank_with_ties_counts_all_signs(row):
    from scipy.stats import rankdata

    changing = np.array([one for one in row if one])
    ranks = rankdata(np.abs(changing))
    observed = abs((ranks * np.sign(changing)).sum())
    sums = [abs((ranks * signs).sum()) for signs in itertools.product([-1, 1], repeat=len(ranks))]
    assert signed_rank(row)[1] == pytest.approx(np.mean(np.array(sums) >= observed - 1e-9))


def test_signed_rank_takes_equal_steps_of_an_accuracy_for_ties():
    """1/360 here and there differ in the last bit; as ties the two ranks are equal and p is 1."""
    differences = [201 / 360 - 200 / 360, 208 / 360 - 209 / 360]
    assert abs(differences[0]) != abs(differences[1])
    assert signed_rank([*differences, *differences])[1] == 1.0


def test_signed_rank_without_differences():
    assert signed_rank([0.0, 0.0]) == (0.0, 1.0)


@pytest.mark.parametrize("scores", [np.zeros((2, 3)), np.zeros((2, 0, 3)), np.full((2, 2, 2), np.nan)])
def test_scores_that_are_none(scores):
    with pytest.raises(InputError):
        across.summaries(scores)


@pytest.mark.long
@pytest.mark.parametrize(("sets", "seeds"), [(2, 5), (3, 10)])
def test_intervals_cover_what_they_say(sets, seeds):
    """Of the mean and the interquartile mean of normal scores, whose true values are known: 95% within 2 points."""
    random = np.random.default_rng(4)
    middle = np.linspace(0, 0.3, sets)
    many = np.sort(random.normal(middle[:, None], 1, (sets, 100_000)).ravel())
    truth = {"mean": middle.mean(), "iqm": many[many.size // 4 : -many.size // 4].mean()}
    trials = 1000
    scores = random.normal(middle[:, None, None], 1, (sets, trials, seeds))
    found = across.summaries(scores)
    for name, true in truth.items():
        covered = np.mean([getattr(one, name).low <= true <= getattr(one, name).high for one in found])
        assert 0.93 <= covered <= 0.97, (name, covered)
