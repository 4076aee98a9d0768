"""Two recipes over the same seeds: cases worked by hand, published ones, SciPy as an oracle, and properties."""

import itertools
import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from descentlab.errors import InputError
from descentlab.experiments.ranking import compare
from descentlab.experiments.statistics import (
    EXACT_UP_TO,
    holm,
    paired,
    replace_diverged,
    seeds_needed,
    smallest_p,
    worst_score,
)
from descentlab.experiments.statistics.flips import share

NAN, INF = math.nan, math.inf

numbers = st.integers(-50, 50).map(lambda k: k / 7) | st.floats(-1e6, 1e6, allow_subnormal=True)
accuracies = st.integers(0, 360).map(lambda k: k / 360)


def two_rows(values, longest=12):
    return st.integers(1, longest).flatmap(lambda n: st.tuples(*[st.lists(values, min_size=n, max_size=n)] * 2))


# --- the sign-flip test -------------------------------------------------------------------------------------


def test_sign_flips_of_three_differences_by_hand():
    # d = 3, 2, -1 sums to 4. The eight flips, by sign:
    #   +3+2+1 = 6   +3+2-1 = 4   +3-2+1 = 2   +3-2-1 = 0   and the four opposites.
    # |sum| >= 4 in 2 of the 4 (4 of 8).
    found = paired([3, 2, 0], [0, 0, 1])
    assert (found.p_value, found.test) == (0.5, "exact sign-flip")
    assert found.difference == pytest.approx(4 / 3)
    assert found.probability == pytest.approx(2 / 3)
    assert found.n == 3
    # d = 3, 2, 1 sums to 6: only itself and its opposite.
    assert paired([3, 2, 1], [0, 0, 0]).p_value == 2 / 8


def test_zero_differences_change_nothing():
    assert paired([3, 2, 1, 5], [0, 0, 0, 5]).p_value == 2 / 8
    nothing = paired([0.5, 0.7], [0.5, 0.7])
    assert nothing[:6] == (0.0, 0.0, 0.0, 2, 1.0, "exact sign-flip")
    assert nothing.probability == 0.5


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_ties_survive_rounding(dtype):
    # Differences in examples of 360, each rounded differently. +1 +1 +1 -2 sums to 1, and as 5 is odd so is any
    # flip: all reach 1, p = 1. +2 +1 +1 -1 sums to 3; of the eight flips of the other signs
    # (first sign +) |sum| >= 3 in +++ (5) and the three with one minus (3), not in the four others: p = 4/8.
    base = np.array([351, 347, 339, 353])
    for steps, p in [((1, 1, 1, -2), 1.0), ((2, 1, 1, -1), 0.5)]:
        a, b = ((base + np.array(steps)) / 360).astype(dtype), (base / 360).astype(dtype)
        assert paired(a, b).p_value == p


@pytest.mark.parametrize("n", [2, 5, 8])
def test_exact_p_agrees_with_enumeration_and_scipy(n):
    rng = np.random.default_rng(n)
    a, b = rng.normal(0.3, 1, n), rng.normal(0, 1, n)
    d = a - b
    sums = [abs(np.dot(signs, d)) for signs in itertools.product([1, -1], repeat=n)]
    by_hand = np.mean(np.array(sums) >= abs(d.sum()) - 1e-12)
    oracle = scipy.stats.permutation_test(
        (a, b),
        lambda a, b, axis: np.mean(a - b, axis=axis),
        permutation_type="samples",
        n_resamples=np.inf,
        vectorized=True,
    )
    assert paired(a, b).p_value == pytest.approx(by_hand, abs=1e-15)
    assert paired(a, b).p_value == pytest.approx(oracle.pvalue, abs=1e-12)


def flipped(a, b, alternative="two-sided", n_resamples=19_999):
    """SciPy's test of the mean difference under sign flips, drawn at random."""
    return scipy.stats.permutation_test(
        (a, b),
        lambda a, b, axis: np.mean(a - b, axis=axis),
        permutation_type="samples",
        n_resamples=n_resamples,
        vectorized=True,
        alternative=alternative,
        random_state=np.random.default_rng(5),
    ).pvalue


@pytest.mark.parametrize("shift", [0.0, 0.3, 0.6])
def test_more_than_25_seeds_are_tested_by_drawn_flips_of_the_same_sum(shift):
    """Two estimates of one p: 20,000 draws of SciPy's have a standard error of 0.0035 at most."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(shift, 1, 40), rng.normal(0, 1, 40)
    assert paired(a[:EXACT_UP_TO], b[:EXACT_UP_TO]).test == "exact sign-flip"
    found = paired(a, b)
    assert found.test == "sampled sign-flip"
    peer = flipped(a, b)
    assert found.p_value == pytest.approx(peer, abs=4 * math.sqrt(peer * (1 - peer) / 20_000) + 2e-4)
    assert paired(b, a).p_value == found.p_value
    assert paired(a.astype(np.float32), b.astype(np.float32)).p_value == found.p_value


def test_drawn_flips_agree_with_all_of_them():
    """26 differences, one of them so small that it decides nothing: the p of the other 25, which are counted."""
    rng = np.random.default_rng(3)
    d = rng.normal(0.3, 1, 25)
    exact, drawn = paired(d, np.zeros(25)), paired([*d, 1e-9], np.zeros(26))
    assert (exact.test, drawn.test) == ("exact sign-flip", "sampled sign-flip")
    assert drawn.p_value == pytest.approx(exact.p_value, abs=4 * math.sqrt(exact.p_value / 1e5))


def test_the_smallest_drawn_p_survives_holm_over_all_pairs_of_forty_recipes():
    found = paired(np.arange(1.0, 41), np.zeros(40))
    assert found.p_value == 1e-5
    assert holm([found.p_value] * (40 * 39 // 2)).max() < 0.05


def test_a_pair_does_not_depend_on_how_many_are_compared():
    rows = np.random.default_rng(4).normal(0.1, 1, (600, 30))
    sums = rows.sum(axis=1)
    many = share(rows, sums)
    assert [share(rows[i : i + 1], sums[i : i + 1])[0] for i in (0, 599)] == [many[0], many[599]]


def test_p_speaks_for_the_side_that_the_mean_does():
    """a is better by 0.2 in 36 of 40 seeds and diverges in 4, which cost more: Wilcoxon's small p would be for a."""
    b = np.full(40, 0.5) + np.arange(40) * 1e-4
    a = b + 0.2
    a[:4] = -2.5
    found = paired(a, b)
    assert scipy.stats.wilcoxon(a, b).pvalue < 0.001
    assert found.difference < 0
    assert found.p_value == pytest.approx(flipped(a, b), abs=0.02)
    assert found.p_value > 0.1
    assert compare({"a": a, "b": b}, "a").pairs[0].verdict == "no difference shown"


@pytest.mark.parametrize("n", [8, 20, 40])
def test_a_verdict_has_a_one_sided_p_in_its_own_direction(n):
    """Skewed scores, of which a few failures make up much of the mean."""
    rng = np.random.default_rng(n)
    verdicts = set()
    for i in range(12):
        a, b = rng.normal(0.02 * (i - 6), 0.05, n), np.zeros(n)
        a[rng.random(n) < 0.1] -= 1
        pair = compare({"a": a, "b": b}, "a").pairs[0]
        verdicts.add(pair.verdict)
        if pair.verdict != "no difference shown":
            side = "greater" if pair.verdict == "better" else "less"
            assert flipped(a, b, side, 4_999) <= 0.025 + 0.007
    assert len(verdicts) > 1


def test_few_changing_seeds_among_many_are_counted_exactly():
    # 25 seeds, 5 differences that are not zero: 2/2^5. The normal approximation would claim p = 0.025.
    a = np.full(25, 0.9)
    b = a.copy()
    b[:5] -= 0.1
    assert paired(a, b)[4:6] == (2 / 2**5, "exact sign-flip")


@settings(max_examples=50, deadline=None)
@given(two_rows(numbers) | two_rows(accuracies), st.randoms(use_true_random=False))
def test_properties_of_a_pair(rows, random):
    a, b = np.array(rows)
    n = a.size
    one, other = paired(a, b), paired(b, a)
    assert one.p_value == other.p_value
    assert one.difference == -other.difference
    assert one.probability == pytest.approx(1 - other.probability)
    assert one.probability_low == pytest.approx(1 - other.probability_high)
    assert one.p_equivalent == 1.0
    np.testing.assert_allclose([one.low, one.high], [-other.high, -other.low], rtol=1e-9, atol=1e-9)
    assert smallest_p(n) <= one.p_value <= 1
    if n > 1:
        assert one.low <= one.high
    order = list(range(n))
    random.shuffle(order)
    shuffled = paired(a[order], b[order])
    assert shuffled.p_value == one.p_value
    assert shuffled.difference == pytest.approx(one.difference, rel=1e-9, abs=1e-9)


def test_darwins_maize():
    # Fisher (1935), section 21: of the 32,768 sign flips 863 have a sum of 314 or more, and as many of -314 or less.
    inches = np.array([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]) / 8
    found = paired(inches, np.zeros(15))
    assert found.p_value == 1726 / 32768
    assert found.difference == pytest.approx(314 / 15 / 8)


def test_largest_exact_case_is_right():
    a = np.arange(1.0, EXACT_UP_TO + 1)
    assert paired(a, np.zeros_like(a)).p_value == smallest_p(EXACT_UP_TO)


# --- equivalence --------------------------------------------------------------------------------------------


def test_equivalence_by_hand():
    # d = -2, 0.5, 0.5 and a band of 1. Above -1: -1, 1.5, 1.5 sums to 2; of the flips' sums 4, 2, 1, 1, -1, -1, -2, -4
    # two are as large. Below 1: 3, 0.5, 0.5 have all one sign: one in eight. The larger of the two counts.
    assert paired([-2, 0.5, 0.5], [0, 0, 0], band=1).p_equivalent == 2 / 8
    assert paired([0.1] * 6, [0.1] * 6, band=0.01).p_equivalent == 1 / 2**6
    assert paired([0.5] * 6, [0.1] * 6, band=0.01).p_equivalent == 1.0


@pytest.mark.parametrize("n", [6, 11])
def test_equivalence_agrees_with_scipy(n):
    rng = np.random.default_rng(n)
    a, b = rng.normal(0.2, 1, n), rng.normal(0, 1, n)

    def above(values):
        return scipy.stats.permutation_test(
            (values, np.zeros(n)),
            lambda x, y, axis: np.mean(x - y, axis=axis),
            permutation_type="samples",
            n_resamples=np.inf,
            alternative="greater",
            vectorized=True,
        ).pvalue

    oracle = max(above(a - b + 0.9), above(0.9 - (a - b)))
    assert paired(a, b, band=0.9).p_equivalent == pytest.approx(oracle, abs=1e-12)
    long = rng.normal(0.1, 1, 40)
    one_sided = [flipped(x, np.zeros(40), "greater") for x in (0.5 + long, 0.5 - long)]
    assert paired(long, np.zeros(40), band=0.5).p_equivalent == pytest.approx(max(one_sided), abs=2e-3)


def test_equivalence_does_not_ask_which_recipe_is_first():
    rng = np.random.default_rng(3)
    a, b = rng.binomial(360, 0.97, (2, 9)) / 360
    assert paired(a, b, band=0.01).p_equivalent == paired(b, a, band=0.01).p_equivalent


def test_one_seed_shows_nothing():
    found = paired([0.9], [0.1])
    assert (found.difference, found.p_value, found.n) == (0.8, 1.0, 1)
    assert math.isnan(found.low)
    assert compare({"a": [0.9], "b": [0.1]}, "a").indistinguishable == ["b"]


@pytest.mark.parametrize(("a", "b"), [([1, 2], [1]), ([], [])])
def test_a_pair_needs_the_same_seeds(a, b):
    with pytest.raises(InputError, match="same seeds"):
        paired(a, b)


# --- diverged runs ------------------------------------------------------------------------------------------


def test_what_a_diverged_run_counts_as():
    assert worst_score([0.9, NAN], worst=0) == 0
    assert worst_score([0.9, 0.4, NAN]) == pytest.approx(-0.1)  # as far below 0.4 as 0.9 is above it
    assert worst_score([2.0, 5.0, INF], higher_is_better=False) == 8
    assert worst_score([-3.0, NAN], worst=0) == -3  # never better than a run that ended
    assert worst_score([7.0, NAN], worst=5, higher_is_better=False) == 7
    assert worst_score([0.5, NAN]) == -0.5  # no spread to go by: one unit
    assert worst_score([NAN]) == 0
    assert worst_score([NAN], worst=-1) == -1
    np.testing.assert_array_equal(replace_diverged([0.9, None, -INF], worst=0), [0.9, 0, 0])


def test_infinite_score_of_a_diverged_run_does_not_win():
    assert paired([INF, INF], [0.5, 0.6], worst=0).difference == pytest.approx(-0.55)


@settings(max_examples=12, deadline=None)
@given(st.lists(numbers, min_size=10, max_size=10), st.booleans(), st.sampled_from([None, 0.0]))
def test_diverged_runs_rank_last_and_never_win(values, higher, worst):
    scores = {"lost": [NAN] * 10, "half": [*values[:5], *[NAN] * 5], "ended": values}
    for leader in scores:
        found = compare(scores, leader, worst=worst, higher_is_better=higher)
        mean = {r.recipe: r.mean if higher else -r.mean for r in found.recipes}
        assert mean["lost"] <= mean["half"] <= mean["ended"]
        assert all(p.verdict != "better" for p in found.pairs if p.recipe_a == "lost")
        assert all(p.verdict != "worse" for p in found.pairs if p.recipe_b == "lost")
    assert compare(scores, "lost", worst=worst, higher_is_better=higher).outcome == "no winner"


# --- corrections --------------------------------------------------------------------------------------------


def test_holm_by_hand():
    # Sorted 0.01 0.03 0.04, times 3 2 1: 0.03 0.06 0.04; the last may not be below 0.06.
    np.testing.assert_allclose(holm([0.04, 0.01, 0.03]), [0.06, 0.03, 0.06])
    np.testing.assert_allclose(holm([0.6, 0.7]), [1, 1])
    assert holm([]).size == 0


@given(st.lists(st.floats(0, 1), max_size=30))
def test_holm_properties(p_values):
    raw, corrected = np.array(p_values), holm(p_values)
    assert (corrected >= raw).all()
    assert (corrected <= np.minimum(1, raw * max(raw.size, 1))).all()
    order = np.argsort(raw, kind="stable")
    assert (np.diff(corrected[order]) >= 0).all()


def test_how_many_seeds_it_takes():
    assert [smallest_p(n) for n in (0, 1, 5, 6)] == [1, 1, 0.0625, 0.03125]
    assert seeds_needed(1) == 6
    assert seeds_needed(7) == 9
    for comparisons in range(1, 60):
        n = seeds_needed(comparisons)
        assert comparisons * smallest_p(n) <= 0.05 < comparisons * smallest_p(n - 1)
