"""Statistics and verdicts: cases worked by hand, SciPy as an oracle, properties, and simulated error rates."""

import itertools
import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from descentlab.errors import InputError
from descentlab.experiments.ranking import MOST_EXPLORED, Comparison, Edge, compare, sentences
from descentlab.experiments.statistics import (
    EXACT_UP_TO,
    RESAMPLES,
    bca,
    holm,
    interval,
    paired,
    pairs,
    replace_diverged,
    seeds_needed,
    smallest_p,
    steps_to_target,
    worst_score,
)

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


def test_exact_up_to_twenty_then_wilcoxon():
    rng = np.random.default_rng(0)
    a, b = rng.normal(0.2, 1, 30), rng.normal(0, 1, 30)
    assert paired(a[:20], b[:20]).test == "exact sign-flip"
    found = paired(a, b)
    assert found.test == "Wilcoxon signed-rank"
    assert found.p_value == pytest.approx(scipy.stats.wilcoxon(a, b).pvalue)


def test_wilcoxon_sees_ties_through_rounding():
    rng = np.random.default_rng(1)
    a, b = rng.integers(300, 360, (2, 40))
    whole = scipy.stats.wilcoxon((a - b).astype(float)).pvalue
    assert paired(a / 360, b / 360).p_value == pytest.approx(whole)
    assert paired((a / 360).astype(np.float32), (b / 360).astype(np.float32)).p_value == pytest.approx(whole)


def test_few_changing_seeds_among_many_are_counted_exactly():
    # 25 seeds, 5 differences that are not zero: 2/2^5. The normal approximation would claim p = 0.025.
    a = np.full(25, 0.9)
    b = a.copy()
    b[:5] -= 0.1
    assert paired(a, b)[4:6] == (2 / 2**5, "exact sign-flip")


@settings(max_examples=60, deadline=None)
@given(two_rows(numbers) | two_rows(accuracies), st.randoms(use_true_random=False))
def test_properties_of_a_pair(rows, random):
    a, b = np.array(rows)
    n = a.size
    one, other = paired(a, b), paired(b, a)
    assert one.p_value == other.p_value
    assert one.difference == -other.difference
    assert one.probability == pytest.approx(1 - other.probability)
    np.testing.assert_allclose([one.low, one.high], [-other.high, -other.low], rtol=1e-9, atol=1e-9)
    assert smallest_p(n) <= one.p_value <= 1
    if n > 1:
        assert one.low <= one.high
        slack = 1e-9 * np.abs(a - b).max()
        assert (a - b).min() - slack <= one.low
        assert one.high <= (a - b).max() + slack
    order = list(range(n))
    random.shuffle(order)
    shuffled = paired(a[order], b[order])
    assert shuffled.p_value == one.p_value
    assert shuffled.difference == pytest.approx(one.difference, rel=1e-9, abs=1e-9)


def test_order_of_seeds_moves_an_interval_by_resampling_noise_only():
    rng = np.random.default_rng(0)
    scores = rng.normal(size=10)
    one, other = interval(scores), interval(scores[::-1])
    assert abs(one.low - other.low) < 0.05 * (one.high - one.low)


# --- intervals ----------------------------------------------------------------------------------------------


def test_interval_is_scipys():
    scores = np.random.default_rng(0).exponential(size=10)
    oracle = scipy.stats.bootstrap(
        (scores,), np.mean, n_resamples=RESAMPLES, method="BCa", random_state=np.random.default_rng(3)
    ).confidence_interval
    found = interval(scores, seed=3)
    # SciPy leaves resamples that are the scores in another order to rounding; for us they tie with the mean.
    np.testing.assert_allclose(found[:3], [scores.mean(), oracle.low, oracle.high], rtol=1e-3)
    assert found[3:] == (10, "BCa bootstrap")


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


@settings(max_examples=40, deadline=None)
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


# --- the comparison -----------------------------------------------------------------------------------------


def example(n: int = 10) -> dict[str, np.ndarray]:
    """Three recipes: adam and momentum alike, sgd two to three points below in every seed."""
    wave = np.arange(n) % 3 / 360
    return {
        "sgd": 0.94 + wave,
        "adam": 0.97 + wave[::-1],
        "momentum": 0.97 + np.roll(wave[::-1], 1),
    }


def test_families_and_orientation():
    found = compare(example(), "adam", worst=0)
    assert [(p.recipe_a, p.recipe_b, p.family) for p in found.pairs] == [
        ("adam", "sgd", "leader"),
        ("adam", "momentum", "leader"),
        ("sgd", "momentum", "exploratory"),
    ]
    first, second, third = found.pairs
    assert first.p_corrected == pytest.approx(2 * first.p_value)  # smaller of the leader's two
    assert third.p_corrected == pytest.approx(3 * third.p_value)  # among the smallest of all three
    assert [p.verdict for p in found.pairs] == ["better", "no difference shown", "worse"]
    assert second.p_corrected == second.p_value
    assert (found.outcome, found.indistinguishable, found.worse, found.better) == (
        "no winner",
        ["momentum"],
        ["sgd"],
        [],
    )
    alone = paired(example()["adam"], example()["sgd"])
    assert alone == tuple(getattr(first, field) for field in alone._fields)


def test_a_winner_and_a_leader_that_loses():
    scores = example()
    del scores["momentum"]
    assert compare(scores, "adam").outcome == "winner"
    lost = compare(scores, "sgd")
    assert (lost.outcome, lost.better, lost.worse) == ("no winner", ["adam"], [])
    loss = {name: 1 - row for name, row in scores.items()}
    assert compare(loss, "adam", higher_is_better=False).outcome == "winner"
    assert compare(loss, "sgd", higher_is_better=False).better == ["adam"]


def test_others_are_listed_best_first():
    scores = {f"r{i}": np.linspace(0, 1e-3, 10) + 0.9 - i / 100 for i in (3, 0, 2, 1)}
    assert compare(scores, "r0").worse == ["r1", "r2", "r3"]
    assert compare(scores, "r3").better == ["r0", "r1", "r2"]


def test_only_one_recipe():
    found = compare({"a": [0.5, 0.6]}, "a")
    assert (found.outcome, found.pairs) == ("no winner", [])
    assert (
        sentences(found)[0] == "Nothing to compare: a (55.0%) is the only recipe; test accuracy over 2 seeds."
    )


def test_a_comparison_refuses_what_it_cannot_pair():
    with pytest.raises(InputError, match="unknown recipe 'adan': did you mean 'adam'"):
        compare(example(), "adan")
    with pytest.raises(InputError, match="'sgd' has scores of shape"):
        compare({"adam": [0.1, 0.2], "sgd": [0.1]}, "adam")
    with pytest.raises(InputError, match="at least one"):
        compare({"adam": []}, "adam")


# --- sentences ----------------------------------------------------------------------------------------------


def test_sentences_without_a_winner():
    scores = example()
    scores["sgd"][[1, 4, 7]] = NAN
    said = sentences(compare(scores, "adam", worst=0), edges=[Edge("sgd", "learning_rate", 10)])
    assert said[0] == (
        "No single winner: adam (97.2%), best on validation data, cannot be told apart "
        "from momentum (97.2%) on test accuracy over 10 seeds."
    )
    assert said[1].startswith("sgd is worse than adam by 31.3 points (95% interval ")
    assert said[1].endswith(", corrected p = 0.0039).")
    assert said[2:] == [
        "3 of 10 runs of sgd diverged; they count as the worst score (0.0%).",
        "The best learning rate of sgd (10) lies at the edge of its grid: widen it.",
        "Holds for this data set, this test part and this budget.",
    ]


def test_sentences_with_a_winner():
    ramp = np.linspace(0, 0.01, 10)
    scores = {"a": 0.9 + ramp, "b": 0.8 + ramp, "c": 0.7 + ramp**2}
    said = sentences(compare(scores, "a"))
    assert said[0] == (
        "The winner is a (90.5%): better than each of the 2 other recipes on test accuracy over 10 seeds."
    )
    assert said[1] == "b is worse than a by 10.0 points (95% interval 10.0 to 10.0, corrected p = 0.0039)."
    assert len(said) == 4
    del scores["c"]
    assert "better than the other recipe on" in sentences(compare(scores, "a"))[0]


def test_sentences_when_the_leader_loses():
    scores = {"a": [1.5, 1.6, 1.4, 1.5, 1.7, 1.5, 1.6], "b": [0.5, 0.5, 0.4, 0.6, 0.4, 0.5, 0.5]}
    found = compare(scores, "a", higher_is_better=False, alpha=0.1)
    said = sentences(found, score_name="test loss", as_percent=False)
    assert said[0] == (
        "No single winner: a (1.543) led on validation data, "
        "but on test loss over 7 seeds it lost to b (0.486)."
    )
    assert said[1].startswith("b is better than a by 1.06 (90% interval ")
    assert said[1].endswith(", corrected p = 0.016).")


def test_sentences_for_too_few_seeds():
    def few(k: int, n: int) -> list[str]:
        return [
            s for s in sentences(compare({f"r{i}": np.arange(n) + i for i in range(k)}, "r0")) if "use at" in s
        ]

    assert few(2, 5) == [
        "With 5 seeds no difference can reach p = 0.05 in an exact paired test; use at least 6."
    ]
    assert few(8, 1) == [
        "With 1 seed no difference can reach p = 0.05 in an exact paired test corrected for 7 comparisons; "
        "use at least 9."
    ]
    assert few(8, 10) == [
        "Between the other recipes 10 seeds cannot show a difference (28 comparisons); use at least 11."
    ]
    assert few(8, 11) == []
    assert few(1, 1) == []


def test_grammar_of_counts_and_lists():
    scores = {name: np.full(8, 0.5) for name in "abcd"}
    scores["b"][0] = NAN
    said = sentences(compare(scores, "a", worst=0))
    assert "cannot be told apart from c (50.0%), d (50.0%) and b (43.8%) on " in said[0]
    assert "1 of 8 runs of b diverged; it counts as the worst score (0.0%)." in said


# --- time to target -----------------------------------------------------------------------------------------


def test_steps_to_target_counts_misses():
    curves = [[0.1, 0.5, 0.9], [0.9], [0.2, NAN, 0.3], [0.1, 0.2, 0.8]]
    found = steps_to_target(curves, 0.8)
    assert found == ([3, 1, INF, 3], 0.75, 3, 4)
    assert steps_to_target(curves, 0.8, steps=[10, 20, 30]).steps == [30, 10, INF, 30]
    assert steps_to_target(curves[1:3], 0.8).median == INF
    assert steps_to_target([[INF, 0.3], [0.1]], 0.3, higher_is_better=False).steps == [2, 1]
    assert steps_to_target([], 0.8) == ([], 0, INF, 0)
    assert steps_to_target([[]], 0.8) == ([INF], 0, INF, 1)
    with pytest.raises(InputError, match="3 scores but only 2 steps"):
        steps_to_target(curves, 0.8, steps=[1, 2])


# --- error rates, by simulation -----------------------------------------------------------------------------


def accuracy_pairs(rng, rows, n):
    """Accuracies on 360 examples of two equal recipes that share each seed's difficulty."""
    easy = np.clip(rng.normal(0.97, 0.01, (rows, n)), 0, 1)
    return rng.binomial(360, easy) / 360, rng.binomial(360, easy) / 360


def check_error_rates(rows, n, slack):
    rng = np.random.default_rng(0)
    a, b = accuracy_pairs(rng, rows, n)
    found = pairs(a, b, True, 0.95, 0)
    assert np.mean([p.p_value <= 0.05 for p in found]) <= 0.05 + slack
    covered = np.mean([p.low <= 0 <= p.high for p in found])
    low, high = bca(rng.normal(size=(rows, n)), 0.95, 0)
    covered_normal = np.mean((low <= 0) & (high >= 0))
    return covered, covered_normal


def test_error_rates_in_short():
    covered, covered_normal = check_error_rates(rows=400, n=10, slack=0.03)
    assert 0.86 <= covered <= 0.97
    assert 0.86 <= covered_normal <= 0.97


@pytest.mark.long
@pytest.mark.parametrize(("n", "coverage"), [(5, 0.84), (10, 0.90), (20, 0.93), (30, 0.94)])
def test_error_rates(n, coverage):
    covered, covered_normal = check_error_rates(rows=5000, n=n, slack=0.01)
    assert covered == pytest.approx(coverage, abs=0.02)
    assert covered_normal == pytest.approx(coverage, abs=0.02)


def wrong_claims(experiments, recipes, n) -> tuple[float, float]:
    """Share of experiments with equal recipes in which anything is claimed: of the leader, of the others."""
    rng = np.random.default_rng(1)

    def claims(found: Comparison, family: str) -> bool:
        return any(p.verdict != "no difference shown" for p in found.pairs if p.family == family)

    results = []
    for _ in range(experiments):
        easy = np.clip(rng.normal(0.97, 0.01, n), 0, 1)
        scores = {f"r{i}": rng.binomial(360, easy) / 360 for i in range(recipes)}
        results.append(compare(scores, "r0", worst=0))
    return tuple(float(np.mean([claims(r, f) for r in results])) for f in ("leader", "exploratory"))


@pytest.mark.parametrize("experiments", [100, pytest.param(1500, marks=pytest.mark.long)])
def test_equal_recipes_are_rarely_told_apart(experiments):
    for family in wrong_claims(experiments, recipes=4, n=10):
        assert family <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / experiments)


def test_a_real_difference_is_found():
    rng = np.random.default_rng(2)
    good, poor = rng.normal(0.97, 0.005, 10), rng.normal(0.95, 0.005, 10)
    found = compare({"good": good, "poor": poor, "bad": poor - 0.05}, "good", worst=0)
    assert (found.outcome, found.worse) == ("winner", ["poor", "bad"])


def test_largest_exact_case_is_quick_and_right():
    a = np.arange(1.0, EXACT_UP_TO + 1)
    assert paired(a, np.zeros_like(a)).p_value == smallest_p(EXACT_UP_TO)


def test_of_very_many_recipes_only_the_leaders_pairs_are_compared() -> None:
    random = np.random.default_rng(0)
    few = {f"r{i}": random.normal(size=10) for i in range(MOST_EXPLORED)}
    many = {**few, "last": random.normal(size=10)}
    assert len(compare(few, "r3").pairs) == 40 * 39 // 2
    found = compare(many, "r3")
    assert len(found.pairs) == 40
    assert {pair.family for pair in found.pairs} == {"leader"}
    assert len(sentences(found)[0]) < 400
