"""Several data sets together: what is matched, what is said, and what is refused. Nothing is trained here."""

import json
import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from descentlab.errors import ExperimentError, SettingError
from descentlab.experiments.across import Across

NAN = math.nan


def experiment(name, scores, *, task="classification", test=100, steps=None, **config):
    """What `Across` reads of a result. scores: by recipe, of the seeds."""
    n = len(next(iter(scores.values())))
    asked = {key: {"epochs": 5, "optimizer": key, "learning_rate": None} for key in scores}
    for key, settings in config.pop("settings", {}).items():
        asked[key] |= settings
    return SimpleNamespace(
        folder=Path("experiments") / name,
        task=task,
        target=0.9,
        data={"name": name, "fingerprint": f"print of {name}", "sizes": {"test": test}},
        config={
            "names": list(scores),
            "recipes": list(asked.values()),
            "seeds": n,
            "rates": 9,
            "selection_seeds": 5,
            **config,
        },
        recipes=[
            SimpleNamespace(
                name=key,
                runs=[None] * n,
                scores=tuple(values),
                steps_to_target=SimpleNamespace(steps=(steps or {}).get(key, [100.0] * n)),
            )
            for key, values in scores.items()
        ],
    )


def two(**more):
    return [
        experiment("digits", {"sgd": [0.5, 0.7], "adam": [0.9, 0.9], "momentum": [0.8, NAN]}, **more),
        experiment("wine", {"sgd": [0.6, 0.6], "adam": [0.8, 1.0], "momentum": [0.7, 0.7]}, **more),
    ]


def said(across):
    return " ".join(across.verdict())


def test_scores_by_hand():
    """On digits runs go from 0 (diverged) to .9, on wine from .6 to 1."""
    across = Across(two())
    assert across.recipes == ["sgd", "adam", "momentum"]
    assert across.means() == pytest.approx(np.array([[0.6, 0.9, 0.4], [0.6, 0.9, 0.7]]))
    assert across.scores[0] == pytest.approx(np.array([[5, 7], [9, 9], [8, 0]]) / 9)
    assert across.scores[1] == pytest.approx(np.array([[0, 0], [0.5, 1], [0.25, 0.25]]))
    rows = {row["recipe"]: row for row in across.rows()}
    assert [row["recipe"] for row in across.rows()] == ["adam", "momentum", "sgd"]
    assert rows["momentum"]["iqm"] == pytest.approx(1 / 4)  # of 0, 1/4, 1/4, 8/9 the middle two
    assert rows["momentum"]["mean"] == pytest.approx((4 / 9 + 1 / 4) / 2)
    assert rows["sgd"]["median"] == pytest.approx(1 / 3)
    assert rows["adam"]["rank"] == 1
    assert rows["momentum"]["rank"] == 2.5
    assert rows["momentum"]["diverged"] == 1
    assert rows["sgd"]["n"] == 4
    assert rows["sgd"]["scores"] == pytest.approx({"digits": 0.6, "wine": 0.6})


def test_scores_as_they_are():
    across = Across(two(), normalize="none")
    assert across.percent
    assert across.summary["adam"].mean.value == pytest.approx(0.9)
    assert "accuracies as they are" in said(across)
    assert "90.00%" in across.table()


def test_a_regression_that_diverged_counts_as_the_worst():
    """R2 of 0.2 to 0.8: a diverged run lies as far below 0.2 as 0.8 lies above, at -0.4."""
    results = [
        experiment("a", {"x": [0.2, 0.8], "y": [NAN, 0.6]}, task="regression"),
        experiment("b", {"x": [0.5, 0.5], "y": [0.1, 0.1]}, task="regression"),
    ]
    assert Across(results).means()[0] == pytest.approx([0.5, 0.1])


def test_accuracies_are_made_exact():
    """They come in float32, in which 97 of 100 is not 0.97."""
    results = [
        experiment(name, {"x": [float(np.float32(0.97))], "y": [float(np.float32(0.96))]}) for name in "ab"
    ]
    assert Across(results).raw[0, 0, 0] == 0.97


def test_recipes_that_are_not_in_all_are_left_out_and_named():
    results = two()
    results[0].recipes.append(SimpleNamespace(name="lion", runs=[None] * 2, scores=(1.0, 1.0)))
    across = Across(results)
    assert across.left_out == {"lion": ["digits"]}
    assert "lion (only digits)" in said(across)
    assert "lion" not in across.table()


def test_seeds_that_not_all_have_are_left_out_and_told():
    results = two()
    results.append(
        experiment("iris", {name: [0.9, 0.9, 0.1, 0.2, 0.3] for name in ("sgd", "adam", "momentum")})
    )
    across = Across(results)
    assert across.seeds == 2
    assert across.raw.shape == (3, 3, 2)
    assert (across.raw[2] == 0.9).all()
    assert "5 on iris" in said(across)
    assert "same score on iris" in said(across)


def test_settings_and_budgets_that_differ_are_told():
    results = two()
    results[1].config["recipes"][0]["epochs"] = 50
    for one in results[0].config["recipes"]:
        one["learning_rate"] = 0.1
    results[1].config["rates"] = 3
    text = said(Across(results))
    assert "epochs (5 on digits and 50 on wine), of sgd." in text
    assert "learning_rate (0.1 on digits and tuned on wine)." in text
    assert "rates (9 on digits and 3 on wine)" in text


def test_few_data_sets_and_few_runs_are_told():
    text = said(Across(two()))
    assert "With 2 data sets ranks cannot be tested" in text
    assert "7 for two of 3 recipes" in text
    single = [experiment(name, {"x": [0.9], "y": [0.8]}) for name in "ab"]
    text = said(Across(single))
    assert "no intervals" in text
    assert "Of fewer than 4 runs the interquartile mean is the plain mean" in text
    assert "holds on these data sets only (a and b)" in text
    assert "nan" not in text


def test_a_winner():
    """Ten seeds on six data sets, one recipe always ahead by a bit more than the noise."""
    random = np.random.default_rng(0)
    results = [
        experiment(
            str(i),
            {
                "good": (0.9 + random.uniform(0, 0.02, 10)).tolist(),
                "bad": random.uniform(0.7, 0.85, 10).tolist(),
            },
            test=10**6,
            steps={"good": [100.0] * 10, "bad": [300.0] * 8 + [math.inf] * 2},
        )
        for i in range(6)
    ]
    across = Across(results)
    first, second, *_ = across.verdict()
    assert first.startswith("The winner over these 6 data sets is good")
    assert "bad is worse than good" in second
    assert "probability 1.00 (1.00 to 1.00)" in second
    assert "(48 of 60 runs) bad took 3 times the steps of good" in second
    assert across.pairs[0].verdict == "better"
    assert across.pairs[0].found.p_value == 1e-5
    assert "good scores higher than bad" in said(across)
    assert "corrected p = 0.031" in said(across)


def failing(share, normalize="range", ahead=0.3, seeds=20):
    """Four data sets; "fails" is ahead of "steady" in every run that ends, and diverges in a share of them."""
    random = np.random.default_rng(3)
    results = []
    for i in range(4):
        steady = random.uniform(0.5, 0.6, seeds)
        fails = steady + ahead
        fails[: round(share * seeds)] = NAN
        results.append(experiment(str(i), {"steady": steady.tolist(), "fails": fails.tolist()}, test=10**6))
    return Across(results, normalize=normalize)


@pytest.mark.parametrize("normalize", ["range", "none"])
def test_a_recipe_that_fails_now_and_then_is_no_winner_by_its_middle_half(normalize):
    """Diverging in a fifth of the runs and else better by 0.1: its interquartile mean is higher, its mean lower."""
    across = failing(0.2, normalize, ahead=0.1)
    rows = {row["recipe"]: row for row in across.rows()}
    assert rows["fails"]["iqm"] > rows["steady"]["iqm"]
    assert rows["fails"]["mean"] < rows["steady"]["mean"]
    assert across.best == "steady"
    assert across.pairs[0].found.middle.high < 0
    assert not across.verdict()[0].startswith("The winner over these 4 data sets is fails")
    assert "leaves out up to a quarter of the runs" in said(across)


def test_a_recipe_that_fails_often_is_worse_and_its_middle_half_is_told():
    across = failing(0.25, ahead=0.01)
    assert across.pairs[0].verdict == "better"
    assert across.verdict()[0].startswith("The winner over these 4 data sets is steady")


@pytest.mark.parametrize("normalize", ["range", "none"])
@pytest.mark.parametrize("trials", [60, pytest.param(600, marks=pytest.mark.long)])
def test_verdicts_on_equal_recipes_are_rarely_wrong(normalize, trials, monkeypatch):
    """The whole way to a verdict, for recipes that are the same, accuracies of 30 examples, 1 run in 20 diverging."""
    monkeypatch.setattr("descentlab.experiments.statistics.across.RESAMPLES", 499)
    monkeypatch.setattr("descentlab.experiments.statistics.flips.FLIPS", 999)
    random, wrong = np.random.default_rng(7), 0
    for _ in range(trials):
        results = []
        for i, chance in enumerate((0.9, 0.6, 0.97)):
            scores = random.binomial(30, chance, (2, 6)) / 30
            scores[random.random((2, 6)) < 0.05] = NAN
            results.append(experiment(str(i), {"a": scores[0], "b": scores[1]}, test=30))
        wrong += Across(results, normalize=normalize).pairs[0].verdict != "no difference shown"
    assert wrong / trials <= 0.05 + 2.5 * math.sqrt(0.05 * 0.95 / trials)


def test_few_seeds_are_told():
    def over(seeds):
        return said(failing(0.0, seeds=seeds))

    assert "fewer than 3 seeds on each data set there are no intervals, and no difference is shown" in over(2)
    assert "With 4 seeds on each data set the spread is hardly known" in over(4)
    assert "hardly known" not in over(5)


def test_where_all_runs_diverged_nothing_is_compared():
    nothing = [experiment(name, {"x": [NAN] * 3, "y": [NAN] * 3}) for name in "ab"]
    across = Across(nothing)
    assert (
        across.verdict()[0]
        == "All runs of all recipes diverged over these 2 data sets: nothing can be compared."
    )
    assert across.pairs[0].verdict == "no difference shown"


def test_a_speed_up_that_may_be_none_is_not_told():
    random = np.random.default_rng(0)
    results = []
    for i in range(4):
        x, y = random.uniform(50, 200, (2, 6))
        results.append(
            experiment(
                str(i),
                {"x": random.uniform(0.9, 0.95, 6), "y": random.uniform(0.5, 0.6, 6)},
                test=10**6,
                steps={"x": x.tolist(), "y": y.tolist()},
            )
        )
    across = Across(results)
    ratio = across.pairs[0].speed_up.ratio
    assert ratio.low < 1 < ratio.high
    assert across.pairs[0].verdict == "better"
    assert "times the steps" not in said(across)


def test_no_winner_between_equal_recipes():
    random = np.random.default_rng(1)
    names = ("a", "b", "c")
    results = [
        experiment(str(i), {name: random.binomial(100, 0.9, 8) / 100 for name in names}) for i in range(3)
    ]
    across = Across(results)
    assert across.verdict()[0].startswith("No single winner over these 3 data sets")
    assert {pair.verdict for pair in across.pairs} == {"no difference shown"}


def test_many_recipes_are_compared_with_the_best_only_and_corrected_for_all():
    random = np.random.default_rng(2)
    names = [f"r{i}" for i in range(25)]
    results = [
        experiment(str(i), {name: random.binomial(100, 0.9, 3) / 100 for name in names}) for i in range(2)
    ]
    across = Across(results)
    assert len(across.pairs) == 24
    smallest = min(across.pairs, key=lambda pair: pair.found.p_value)
    assert smallest.p_corrected == pytest.approx(min(1, 300 * smallest.found.p_value))


def test_the_whole_result_as_json():
    found = json.loads(json.dumps(Across(two()).to_json(), allow_nan=False))
    assert found["values"]["momentum"]["digits"] == [0.8, None]
    assert found["recipes"][0]["recipe"] == "adam"
    assert found["ranks"]["friedman"] is None
    assert found["pairs"][0]["a"] == "adam"
    assert found["pairs"][0]["speed_up"]["both"] == 4
    assert found["data"][0]["scale"] == pytest.approx([0.0, 0.9])


def test_data_sets_of_one_name_are_told_apart_by_their_folders():
    results = two()
    results[1].data["name"] = "digits"
    assert Across(results).data == ["digits (digits)", "digits (wine)"]


def test_refused():
    results = two()
    with pytest.raises(ExperimentError, match="two experiments or more"):
        Across(results[:1])
    with pytest.raises(SettingError, match="unknown normalization 'rang': did you mean 'range'"):
        Across(results, normalize="rang")
    with pytest.raises(ExperimentError, match="has the same data as experiments/digits"):
        Across([results[0], experiment("again", {"sgd": [1.0]}), two()[0]])
    with pytest.raises(ExperimentError, match="no recipe is in all"):
        Across([results[0], experiment("other", {"x": [0.9, 0.9], "y": [0.9, 0.9]})])
    mixed = [*results, experiment("r", {"sgd": [0.1], "adam": [0.1]}, task="regression")]
    with pytest.raises(SettingError, match="no common scale"):
        Across(mixed, normalize="none")
    assert Across(mixed).seeds == 1
