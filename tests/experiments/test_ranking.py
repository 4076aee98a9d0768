"""Verdicts: families and orientation, equivalence, sentences, and how often they are wrong."""

import math

import numpy as np
import pytest

from descentlab.errors import InputError, SettingError
from descentlab.experiments.ranking import MOST_EXPLORED, band_for, compare
from descentlab.experiments.sentences import Edge, more_seeds, sentences
from descentlab.experiments.statistics import paired

NAN = math.nan


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


def test_of_very_many_recipes_only_the_leaders_pairs_are_compared() -> None:
    random = np.random.default_rng(0)
    few = {f"r{i}": random.normal(size=10) for i in range(MOST_EXPLORED)}
    many = {**few, "last": random.normal(size=10)}
    assert len(compare(few, "r3").pairs) == 40 * 39 // 2
    found = compare(many, "r3")
    assert len(found.pairs) == 40
    assert {pair.family for pair in found.pairs} == {"leader"}
    assert len(sentences(found)[0]) < 400


def test_intervals_end_where_scores_do():
    scores = {"a": [1.0, 1.0, 1.0, 0.9], "b": [0.0, 0.0, 0.0, 0.1]}
    top, bottom = compare(scores, "a", worst=0, best=1).recipes
    assert top.low < top.mean < top.high == 1.0
    assert 0.0 == bottom.low < bottom.mean < bottom.high
    assert compare(scores, "a").recipes[0].high > 1
    loss = compare(scores, "a", worst=1, best=0, higher_is_better=False).recipes[1]
    assert loss.low == 0.0


# --- equivalence --------------------------------------------------------------------------------------------


def alike(n: int = 10) -> dict[str, np.ndarray]:
    """b is a, up to a tenth of a point in turns; c lies three tenths below in every seed; d ten points below."""
    a = np.linspace(0.95, 0.97, n)
    wave = np.resize([0.001, -0.001], n)
    return {"a": a, "b": a + wave, "c": a - 0.003 + wave / 2, "d": a - 0.1 + wave}


def test_four_verdicts():
    scores = alike() | {"e": alike()["a"] + np.resize([0.03, -0.03], 10)}
    found = compare(scores, "a", band=0.01)
    verdicts = {pair.recipe_b: (pair.verdict, pair.equivalent) for pair in found.pairs[:4]}
    assert verdicts == {
        "b": ("equivalent", True),  # no difference shown, and none that matters
        "c": ("better", True),  # a difference, and none that matters
        "d": ("better", False),
        "e": ("no difference shown", False),
    }
    assert (found.equivalent, found.indistinguishable, found.worse) == (["b"], ["e"], ["c", "d"])
    assert found.outcome == "no winner"
    without = compare(scores, "a")
    assert not any(pair.equivalent for pair in without.pairs)
    assert set(without.indistinguishable) == {"b", "e"}
    assert {pair.p_equivalent for pair in without.pairs} == {1.0}


def test_equivalence_is_corrected_like_differences():
    first, second, third = compare({key: alike()[key] for key in "abc"}, "a", band=0.01).pairs
    assert first.p_equivalent == second.p_equivalent == 1 / 2**10
    assert first.p_equivalent_corrected == 2 / 2**10
    assert third.p_equivalent_corrected == 3 / 2**10


def test_equivalence_is_said_in_words():
    said = sentences(compare(alike(), "a", band=0.01))
    assert said[0] == (
        "No single winner: a (96.0%), best on validation data, is equivalent to b (96.0%) (within 1 point) "
        "on test accuracy over 10 seeds."
    )
    assert said[1].startswith("c is worse than a by 0.3 points (95% interval ")
    assert said[1].endswith("): equivalent in practice, within 1 point.")
    assert said[2].endswith("corrected p = 0.0059).")
    both = sentences(compare(alike() | {"e": alike()["a"] + np.resize([0.03, -0.03], 10)}, "a", band=0.005))
    assert (
        "is equivalent to b (96.0%) (within 0.5 points), and cannot be told apart from e (96.0%) on" in both[0]
    )


def test_the_band_of_an_experiment():
    assert band_for(None, None) == 0.01
    assert band_for(None, 360) == 0.01
    assert band_for(None, 30) == 1 / 30  # one example is more than a point
    assert band_for(0.005, None) == 0.005
    assert band_for(1 / 30, 30) == 1 / 30
    assert band_for(0, 30) == 0
    with pytest.raises(SettingError, match="less than one of 30 test examples"):
        band_for(0.01, 30)
    for bad in (-0.1, NAN, math.inf, True):
        with pytest.raises(SettingError, match="equivalence is"):
            band_for(bad, 30)


def test_more_seeds_are_said_where_there_is_no_verdict():
    rng = np.random.default_rng(0)
    a = rng.normal(0.9, 0.01, 10)
    b = a + rng.normal(0.004, 0.02, 10)
    pair = compare({"a": a, "b": b}, "a", band=0.01).pairs[0]
    assert pair.verdict == "no difference shown"
    assert pair.seeds.difference > 10
    assert pair.seeds.band is not None  # the difference seen is within the band
    count, word = more_seeds(pair.seeds, 10)
    assert 10 + count == min(filter(None, pair.seeds[:2]))
    said = sentences(compare({"a": a, "b": b}, "a", band=0.01))
    assert word == "different"
    assert (
        said[1]
        == f"To tell b apart from a takes about {count} more seeds (80% chance, if the difference is the one seen)."
    )
    assert said[2] == f"A difference of 1 point would show with about {pair.seeds.band} seeds in all."
    assert compare(alike(), "a", band=0.01).pairs[0].seeds is None
    few = {"a": a[:4], "b": np.add(a[:4], [0.1, -0.1, 0, 0])}
    assert compare(few, "a").pairs[0].seeds is None  # too few to guess from


def test_more_seeds_of_several_recipes_and_where_the_band_is_out_of_reach():
    a, wave = np.linspace(0.9, 0.91, 10), np.resize([1.0, -1.0], 10)
    near, far = a - 0.015 + 0.03 * wave, a - 0.03 + 0.05 * wave
    found = compare({"a": a, "near": near, "far": far}, "a", band=0.01)
    by_name = {pair.recipe_b: more_seeds(pair.seeds, 10) for pair in found.pairs[:2]}
    assert {word for _, word in by_name.values()} == {"different"}
    (first, few), (second, many) = sorted(by_name.items(), key=lambda one: one[1])
    assert (
        f"To tell {first} and {second} apart from a takes about {few[0]} and {many[0]} more seeds "
        "(80% chance, if the differences are the ones seen)." in sentences(found)
    )
    wild = found.pairs[0].seeds._replace(band=None)
    pairs = [pair._replace(seeds=wild, difference=0.001) for pair in found.pairs[:2]]
    assert not [one for one in sentences(found._replace(pairs=pairs)) if one.startswith("A difference of")]


def test_recipes_of_which_no_run_ended_are_not_equivalent():
    """All count as the worst, and so the same: that is no evidence that they are as good as each other."""
    scores = {"a": [NAN] * 10, "b": [NAN] * 10, "c": [0.5] * 10}
    found = compare(scores, "a", worst=0, band=0.01)
    lost = found.pairs[0]
    assert (lost.verdict, lost.equivalent, lost.p_equivalent, lost.seeds) == (
        "no difference shown",
        False,
        1.0,
        None,
    )
    assert sentences(found)[0] == (
        "All runs of a, best on validation data, diverged: nothing can be compared with it."
    )
    del scores["c"]
    said = sentences(compare(scores, "a", worst=0, band=0.01))
    assert said[0] == "All runs of a, best on validation data, diverged: nothing can be compared."
    assert not [one for one in said if "equivalent" in one]


@pytest.mark.parametrize(("n", "some"), [(2, False), (4, False), (5, True)])
def test_a_few_equal_scores_have_no_interval(n, some):
    low = compare({"a": [0.9] * n, "b": [0.8] * n}, "a").recipes[0].low
    assert (low == 0.9) if some else math.isnan(low)


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
        "To tell momentum apart from adam no number up to 1,000 seeds would do.",
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


# --- error rates, by simulation -----------------------------------------------------------------------------


def discrete(rng, recipes, n):
    """Accuracies on 360 examples of equal recipes, which share each seed's difficulty."""
    easy = np.clip(rng.normal(0.97, 0.01, n), 0, 1)
    return rng.binomial(360, easy, (recipes, n)) / 360


def normal(rng, recipes, n):
    """Normal scores of equal recipes."""
    return rng.normal(0.5, 0.01, (recipes, n))


def wrong_claims(kind, experiments, recipes, n):
    """Share of experiments with equal recipes in which a difference is claimed: of the leader, of the others."""
    rng = np.random.default_rng(1)
    wrong = {"leader": 0, "exploratory": 0}
    for _ in range(experiments):
        found = compare({f"r{i}": row for i, row in enumerate(kind(rng, recipes, n))}, "r0")
        for family in {pair.family for pair in found.pairs if pair.verdict in ("better", "worse")}:
            wrong[family] += 1
    return [count / experiments for count in wrong.values()]


@pytest.mark.parametrize(
    ("kind", "experiments", "recipes"),
    [
        (discrete, 150, 4),
        *(pytest.param(kind, 1000, 2, marks=pytest.mark.long) for kind in (discrete, normal)),
        *(pytest.param(kind, 300, 8, marks=pytest.mark.long) for kind in (discrete, normal)),
    ],
)
def test_equal_recipes_are_rarely_told_apart(kind, experiments, recipes, monkeypatch):
    monkeypatch.setattr("descentlab.experiments.statistics.intervals.RESAMPLES", 499)
    for family in wrong_claims(kind, experiments, recipes, n=12):
        assert family <= 0.05 + 2.5 * math.sqrt(0.05 * 0.95 / experiments)


@pytest.mark.long
@pytest.mark.parametrize("recipes", [2, 8])
def test_recipes_as_far_apart_as_the_band_are_rarely_called_equivalent(recipes, monkeypatch):
    monkeypatch.setattr("descentlab.experiments.statistics.intervals.RESAMPLES", 499)
    rng, wrong, experiments = np.random.default_rng(2), 0, 600 if recipes == 2 else 150
    for _ in range(experiments):
        a = rng.normal(0.5, 0.01, 12)
        others = {f"r{i}": a + 0.01 + rng.normal(0, 0.01, 12) for i in range(1, recipes)}
        wrong += any(
            pair.equivalent for pair in compare({"r0": a, **others}, "r0", band=0.01).pairs[: recipes - 1]
        )
    assert wrong / experiments <= 0.05 + 2.5 * math.sqrt(0.05 * 0.95 / experiments)


def test_a_real_difference_is_found():
    rng = np.random.default_rng(2)
    good, poor = rng.normal(0.97, 0.005, 10), rng.normal(0.95, 0.005, 10)
    found = compare({"good": good, "poor": poor, "bad": poor - 0.05}, "good", worst=0)
    assert (found.outcome, found.worse) == ("winner", ["poor", "bad"])
