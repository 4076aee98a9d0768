"""Figures: numbers checked by hand, drawings held against their tables."""

import json
import math

import pytest

from descentlab.reports import drawing
from descentlab.reports.figures import (
    figures,
    generalization,
    learning_curves,
    learning_rates,
    pairs,
    scores,
    steps_to_target,
    tuning_budget,
)


def test_the_folder_is_the_registry():
    assert list(figures()) == [
        "scores",
        "pairs",
        "learning_curves",
        "steps_to_target",
        "learning_rates",
        "tuning_budget",
        "generalization",
    ]
    for figure in figures().values():
        assert figure.__doc__.split("\n")[0].endswith("?")


def test_scores_are_those_of_the_result_best_first(result):
    rows = scores.table(result)
    order = [row["recipe"] for row in result.rows()]
    assert [row["recipe"] for row in rows] == [name for name in order for _ in range(3)]
    for one in result.recipes:
        own = [row for row in rows if row["recipe"] == one.name]
        assert [row["seed"] for row in own] == [0, 1, 2]
        assert [row["score"] for row in own] == list(one.scores)
        assert own[0]["mean"] == pytest.approx(sum(one.scores) / 3)
        assert own[0]["low"] <= own[0]["mean"] <= own[0]["high"]
        assert own[0]["leader"] == (one.name == result.best.name)


def test_a_diverged_run_is_drawn_as_the_worst_score(diverged):
    (row,) = [row for row in scores.table(diverged) if row["diverged"]]
    assert (row["recipe"], row["seed"], row["score"]) == ("adam", 0, 0.0)
    drawn = [trace for trace in scores.draw(scores.table(diverged))["data"] if len(trace["x"]) == 3]
    assert sum(symbol == "x" for trace in drawn for symbol in trace["marker"]["symbol"]) == 1
    assert "1 diverged run" in scores.caption(diverged, scores.table(diverged))


def test_equal_scores_are_stacked():
    row = {"recipe": "a", "diverged": False, "mean": 0.5, "low": 0.4, "high": 0.6, "n": 4, "leader": True}
    row |= {"measure": "accuracy", "hue": 0, "mark": 0}
    rows = [row | {"seed": seed, "score": value} for seed, value in enumerate([0.5, 0.5, 0.6, 0.5])]
    seeds, mean = scores.draw(rows)["data"]
    assert seeds["x"] == [50, 50, 60, 50]
    assert seeds["y"] == [0.17, 0.26, 0.17, 0.35]
    assert mean["x"] == [50]
    assert mean["error_x"]["array"] == mean["error_x"]["arrayminus"] == [10]


def test_pairs_are_recipe_less_leader(result):
    (row,) = pairs.table(result)
    leader = result.best
    (other,) = [one for one in result.recipes if one is not leader]
    by_hand = sum(a - b for a, b in zip(other.scores, leader.scores, strict=True)) / 3
    assert (row["recipe"], row["leader"]) == (other.name, leader.name)
    assert row["difference"] == pytest.approx(by_hand)
    assert row["low"] <= row["difference"] <= row["high"]
    (kept,) = result.comparison.pairs
    assert (row["low"], row["high"], row["probability"]) == (-kept.high, -kept.low, 1 - kept.probability)
    assert kept.p_value >= 0.25  # three seeds: 2 / 2^3 at best
    assert row["verdict"] == "no difference shown"


@pytest.mark.parametrize(("verdict", "symbol"), [("better", "triangle-right"), ("worse", "triangle-left")])
def test_a_shown_difference_has_colour_and_symbol(verdict, symbol):
    row = {"recipe": "a", "leader": "b", "difference": 0.01, "low": 0.005, "high": 0.02, "p_value": 0.002}
    row |= {"p_corrected": 0.004, "probability": 1.0, "probability_low": 0.72, "probability_high": 1.0, "n": 10}
    row |= {"verdict": verdict, "equivalent": True, "band": 0.005, "more_seeds": "–", "measure": "accuracy"}
    figure = pairs.draw([row])
    (trace,) = figure["data"]
    (strip,) = figure["layout"]["shapes"]
    assert (strip["x0"], strip["x1"]) == (-0.5, 0.5)
    assert f"{verdict}, yet equivalent" in trace["text"][0]
    assert "better in 100% of the seeds, ties half (72% to 100%)" in trace["text"][0]
    assert trace["marker"]["symbol"] == symbol
    assert trace["x"] == [1]
    assert "corrected p 0.004" in trace["text"][0]
    low, high = figure["layout"]["xaxis"]["range"]
    assert low < 0 < 2 < high


def test_learning_curves_are_median_and_quartiles_of_three_runs(result):
    rows = learning_curves.table(result)
    assert [row["epoch"] for row in rows] == [1, 2, 3, 1, 2, 3]
    for row in rows:
        one = next(one for one in result.recipes if one.name == row["recipe"])
        for column, name in enumerate(("loss", "validation_loss", "validation_score"), start=1):
            low, middle, high = sorted(curve[row["epoch"] - 1][column] for curve in one.curves)
            assert row[name] == middle
            assert row[f"{name}_low"] == pytest.approx((low + middle) / 2)
            assert row[f"{name}_high"] == pytest.approx((middle + high) / 2)
        assert row["n"] == 3


def test_diverged_runs_are_left_out_of_bands_and_counted(diverged):
    rows = learning_curves.table(diverged)
    assert {row["recipe"]: row["n"] for row in rows} == {"sgd": 3, "adam": 2}
    assert "1 diverged run left out" in learning_curves.caption(diverged, rows)


def test_a_long_training_keeps_its_first_and_last_epoch(result):
    one = result.recipes[0]
    curve = [(epoch, 1.0, 1.0, 0.5) for epoch in range(1, 1002)]
    long = one.__class__(**{**vars(one), "curves": (curve,) * len(one.runs)})
    epochs = [row["epoch"] for row in learning_curves._rows(long, "classification")]
    assert (epochs[0], epochs[-1]) == (1, 1001)
    assert len(epochs) <= learning_curves.MOST_EPOCHS + 2


def test_each_view_of_the_learning_curves_fits_the_traces(result):
    figure = learning_curves.draw(learning_curves.table(result))
    (menu,) = figure["layout"]["updatemenus"]
    labels = [button["label"] for button in menu["buttons"]]
    assert labels == ["Validation accuracy", "Validation loss", "Training loss"]
    for button in menu["buttons"]:
        change, _ = button["args"]
        assert [len(y) for y in change["y"]] == [len(trace["x"]) for trace in figure["data"]]
    assert menu["buttons"][0]["args"][0]["y"] == [trace["y"] for trace in figure["data"]]


def test_learning_rates_mark_the_chosen_and_the_default(result):
    rows = learning_rates.table(result)
    assert len(rows) == 2 * 3 + 1  # sgd's own rate lies beside its grid
    for one in result.recipes:
        own = [row for row in rows if row["recipe"] == one.name]
        best = max((row for row in own if row["grid"]), key=lambda row: (row["score"], -row["loss"]))
        assert [row for row in own if row["chosen"]] == [best]
        assert best["learning_rate"] == one.recipe.learning_rate
        (default,) = [
            row for row in own if row["default"]
        ]  # sgd's three are 0.001, 0.1 and 10, and its own 0.01
        assert (default["learning_rate"], default["grid"]) == {"adam": (0.001, True), "sgd": (0.01, False)}[
            one.name
        ]
    lines = [t for t in learning_rates.draw(rows)["data"] if t["mode"] == "lines+markers"]
    assert [len(line["x"]) for line in lines] == [3, 3]
    stars = [t for t in learning_rates.draw(rows)["data"] if t["marker"]["symbol"] == "star"]
    assert [trace["x"] for trace in stars] == [[row["learning_rate"]] for row in rows if row["chosen"]]


def test_a_ring_marks_the_default_rate_and_a_view_shows_the_best_ones():
    row = {
        "recipe": "a",
        "loss": 1.0,
        "n": 2,
        "diverged": 0,
        "measure": "accuracy",
        "hue": 0,
        "mark": 0,
        "grid": True,
    }
    rates = [(0.001, 0.3), (0.01, 0.9), (0.1, 0.95)]
    rows = [
        row | {"learning_rate": rate, "score": score, "chosen": rate == 0.1, "default": rate == 0.01}
        for rate, score in rates
    ]
    figure = learning_rates.draw(rows)
    line, ring, star = figure["data"]
    assert (line["x"], line["y"]) == ([0.001, 0.01, 0.1], [30, 90, 95])
    assert (ring["marker"]["symbol"], ring["x"]) == ("circle-open", [0.01])
    assert (star["marker"]["symbol"], star["x"]) == ("star", [0.1])
    near = figure["layout"]["updatemenus"][0]["buttons"][1]["args"][1]["yaxis.range"]
    assert near == pytest.approx([94, 95.3])  # at least one point around the best
    assert drawing.near([0.95], [0.95]) is None
    assert drawing.near([math.nan], [0.95]) is None


def test_rates_that_diverge_are_crosses(diverged):
    rows = learning_rates.table(diverged)
    (worst,) = [row for row in rows if row["diverged"]]
    assert (worst["recipe"], worst["score"], worst["diverged"]) == ("sgd", 0.0, 2)
    assert math.isinf(worst["loss"])
    assert "1 rate at which runs diverged" in learning_rates.caption(diverged, rows)
    json.dumps(learning_rates.draw(rows), allow_nan=False)


def test_steps_to_target_is_the_share_of_all_runs(diverged):
    rows = steps_to_target.table(diverged)
    for one in diverged.recipes:
        own = [row for row in rows if row["recipe"] == one.name]
        assert own[0]["steps"] == 0
        for row in own:
            assert row["reached"] == sum(step <= row["steps"] for step in one.steps_to_target.steps) / 3
    assert (
        len({max(row["steps"] for row in rows if row["recipe"] == one.name) for one in diverged.recipes}) == 1
    )
    assert {trace["line"]["shape"] for trace in steps_to_target.draw(rows)["data"]} == {"hv"}
    said = steps_to_target.caption(diverged, rows)
    assert "on other seeds" in said
    assert "There is no band" in said


def test_the_tuning_budget_begins_with_the_untuned_score(result, regression):
    rows = tuning_budget.table(result)
    for one in result.recipes:
        own = [row for row in rows if row["recipe"] == one.name]
        assert [row["rates"] for row in own] == [0, 1, 2, 3]
        assert own[0]["best"] == one.choice.default.score
        assert own[1]["best"] == pytest.approx(sum(trial.score for trial in one.choice.trials) / 3)
        assert own[3]["best"] == pytest.approx(one.choice.chosen.score)
    rings = [trace for trace in tuning_budget.draw(rows)["data"] if trace["mode"] == "markers"]
    assert [trace["x"] for trace in rings] == [[0], [0]]
    assert "each of 2 selection seeds" in tuning_budget.caption(result, rows)
    assert tuning_budget.table(regression) == []


def test_generalization_is_mean_train_less_mean_test(diverged):
    for row in generalization.table(diverged):
        one = next(one for one in diverged.recipes if one.name == row["recipe"])
        kept = slice(1, None) if row["recipe"] == "adam" else slice(None)
        train, test = one.train_scores[kept], one.scores[kept]
        assert row["n"] == len(test)
        assert row["gap"] == pytest.approx(sum(train) / len(train) - sum(test) / len(test))


def test_one_recipe_with_its_rate_has_no_pairs_and_no_rates(regression):
    assert pairs.table(regression) == []
    assert learning_rates.table(regression) == []
    assert [row["measure"] for row in scores.table(regression)] == ["R²", "R²"]


def test_a_recipe_looks_the_same_in_all_figures(result):
    looks = drawing.looks(result)
    assert looks == {"sgd": {"hue": 0, "mark": 0}, "adam": {"hue": 1, "mark": 0}}
    for figure in (scores, learning_curves, learning_rates, generalization):
        for row in figure.table(result):
            assert {key: row[key] for key in drawing.LOOK} == looks[row["recipe"]]


def test_the_axis_with_most_values_has_the_hues():
    from types import SimpleNamespace

    from descentlab.experiments.grid import grid

    def looks(**settings):
        made = grid(**settings)
        recipes = [
            SimpleNamespace(name=name, recipe=recipe)
            for name, recipe in zip(made.names(), made.recipes, strict=True)
        ]
        return drawing.looks(SimpleNamespace(recipes=recipes, config={"axes": made.axes}))

    found = looks(activation=["relu", "tanh"], optimizer=["sgd", "adam", "rmsprop"])
    assert found["relu + adam"] == {"hue": 1, "mark": 0}
    assert found["tanh + adam"] == {"hue": 1, "mark": 1}
    many = looks(l2=[i / 100 for i in range(9)])
    assert many["l2=0.08"] == {"hue": 1, "mark": 1}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("adam + relu", "adam + relu"),
        ("momentum + leaky_relu + l2=0.0001", "momentum + leaky_relu +<br>l2=0.0001"),
        ("<b>x</b> & y", "&lt;b&gt;x&lt;/b&gt; &amp; y"),
        ("a" * 50, "a" * 21 + "…"),
        ("line\nbreak", "line break"),
    ],
)
def test_labels_are_broken_cut_and_escaped(name, shown):
    assert drawing.label(name) == shown


def test_what_is_not_finite_is_not_drawn():
    assert drawing.numbers([1.23456789, math.nan, math.inf, None]) == [1.23457, None, None, None]
