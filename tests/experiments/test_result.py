"""A result's target, columns and repeated studies, where one recipe has its rate and the other chooses it."""

import json
import math
from statistics import median

import pytest

import descentlab as dl
from descentlab.errors import ExperimentError
from descentlab.experiments.compare import compare
from descentlab.experiments.exchange import write_json
from descentlab.experiments.grid import grid
from descentlab.experiments.result import Result
from descentlab.experiments.store import Store
from descentlab.experiments.tables import table_text
from descentlab.reports.figures import learning_rates, tuning_budget
from descentlab.reports.page import html


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """The first recipe has its rate, the second tunes; studies are repeated."""
    recipes = grid(optimizer=["sgd(learning_rate=0.05)", "adam"], epochs=3, hidden=(8,))
    out = tmp_path_factory.mktemp("result") / "mixed"
    options = {"seeds": 4, "rates": 3, "selection_seeds": 2, "repeat_studies": True}
    return compare(dl.data.load("iris"), recipes, **options, out=out)


class Lost:
    """The store, in which the first runs of the baseline have diverged."""

    def __init__(self, store, count):
        self._store, self._count = store, count

    def __getattr__(self, name):
        return getattr(self._store, name)

    def runs(self, stage=None):
        return [
            run._replace(status="diverged", at=1, scores=None)
            if run.stage == "report" and run.recipe["optimizer"].startswith("sgd") and run.seed < self._count
            else run
            for run in self._store.runs(stage)
        ]


def lost(result, count):
    store = Store.open(result.folder, write=False)
    try:
        return Result(Lost(store, count))
    finally:
        store.close()


def test_the_target_is_the_median_of_the_baseline_where_its_rate_was_given(mixed):
    """Not of the selection runs, which it has none of: half of its own runs reach it, and more seeds do not ease it."""
    kept = sorted(run.scores["validation"][1] for run in mixed.recipes[0].runs)
    assert mixed.target == pytest.approx(median(kept))
    assert kept[0] < mixed.target
    assert mixed.recipes[0].steps_to_target.rate >= 0.5
    text = html(mixed)
    assert (
        "the median validation score of sgd(learning_rate=0.05), the first recipe, whose rate was given" in text
    )


def test_a_diverged_run_of_the_baseline_counts_as_the_lowest(mixed):
    kept = sorted(run.scores["validation"][1] for run in mixed.recipes[0].runs if run.seed >= 1)
    assert lost(mixed, 1).target == pytest.approx((kept[0] + kept[1]) / 2)
    assert lost(mixed, 2).target is None


def test_without_a_target_there_are_no_steps(mixed):
    assert " steps" in mixed.table()
    without = lost(mixed, 2)
    assert "steps" not in without.table()
    assert without.to_json()["target"] is None
    assert "Steps to target" not in html(without)


def test_repeated_studies_have_a_choice_for_each_seed_in_figures_and_table(mixed):
    adam = mixed.recipes[1]
    rows = learning_rates.table(mixed)
    assert sum(row["studies"] for row in rows) == 4
    assert {row["learning_rate"] for row in rows if row["chosen"]} == set(adam.rates)
    assert "some seed's study chose" in learning_rates.caption(mixed, rows)
    budget = tuning_budget.table(mixed)
    assert {row["n"] for row in budget} == {2}  # selection seeds of a study, not of all of them
    every = [max(sum(one.scores) / 2 for one in choice.trials) for choice in adam.choices]
    assert budget[-1]["best"] == pytest.approx(sum(every) / 4)  # of all three rates each study takes the best
    assert "Mean over 4 studies" in tuning_budget.caption(mixed, budget)
    assert len(mixed.to_json()["recipes"][1]["studies"]) == 4
    assert "for each recipe whose rate was left open" in html(mixed)


def test_intervals_that_are_none_are_a_dash_in_the_table():
    row = {"recipe": "a", "learning_rates": (0.1, 0.1), "score": 0.9, "low": math.nan, "high": math.nan}
    row |= {"steps_to_target": 3.0, "against_leader": "leader", "equivalent": False, "diverged": 0, "n": 2}
    assert table_text([row], percent=True).splitlines()[2].split() == ["a", "0.1", "90.00%", "-", "3"]


def test_json_is_written_whole_and_without_nan(tmp_path):
    file = tmp_path / "deep" / "result.json"
    write_json({"a": (math.nan, 1.5), 3: [math.inf]}, file)
    assert json.loads(file.read_text()) == {"a": [None, 1.5], "3": [None]}
    assert [one.name for one in file.parent.iterdir()] == ["result.json"]
    (tmp_path / "file").write_text("")
    with pytest.raises(ExperimentError, match="cannot be written"):
        write_json({}, tmp_path / "file" / "result.json")
