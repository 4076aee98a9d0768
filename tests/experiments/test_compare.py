"""The main job, small: selection, report, result, model, and a folder that goes on where it stopped."""

import json
import math
import shutil
import sqlite3
import subprocess
import sys
import time

import numpy as np
import pytest

import descentlab as dl
from descentlab.errors import ExperimentError, SettingError
from descentlab.experiments import compare as module
from descentlab.experiments.compare import Study, compare
from descentlab.experiments.grid import grid
from descentlab.experiments.plan import REPORT, SELECTION, SELECTION_SEED
from descentlab.experiments.result import Result
from descentlab.experiments.rows import Changes
from descentlab.experiments.store import FILE, Store

BUDGET = {"seeds": 6, "rates": 3, "selection_seeds": 2}


def small_grid(**more):
    return grid(**{"optimizer": ["sgd", "adam"], "epochs": 5, "hidden": (8,), **more})


@pytest.fixture(scope="module")
def iris():
    return dl.data.load("iris")


@pytest.fixture(scope="module")
def result(iris, tmp_path_factory):
    return compare(iris, small_grid(), **BUDGET, out=tmp_path_factory.mktemp("done") / "iris")


def contents(folder):
    """Everything in a store that training decides."""
    db = sqlite3.connect(folder / FILE)
    rows = {
        "runs": db.execute(
            "SELECT id, stage, recipe, seed, status, at, scores FROM runs ORDER BY id"
        ).fetchall(),
        "epochs": db.execute("SELECT * FROM epochs ORDER BY run, epoch").fetchall(),
    }
    db.close()
    files = {file.name: file.read_bytes() for file in sorted((folder / "weights").iterdir())}
    return rows, files


def test_the_budget_is_the_same_for_all_and_report_seeds_are_fresh(result):
    store = Store.open(result.folder)
    selection, report = store.runs(SELECTION), store.runs(REPORT)
    store.close()
    assert len(selection) == 2 * 3 * 2 + 2  # sgd's own rate lies beside its grid of three
    assert len(report) == 2 * 6
    assert {run.seed for run in selection} == {SELECTION_SEED, SELECTION_SEED + 1}
    assert {run.seed for run in report} == set(range(6))


def test_the_chosen_rate_has_the_best_mean_validation_score(result):
    store = Store.open(result.folder)
    last = store.kept_epochs()
    for one in result.recipes:
        means = {}
        for run in store.runs(SELECTION):
            beside = run.recipe["learning_rate"] not in [trial.learning_rate for trial in one.choice.trials]
            if run.recipe["optimizer"] == one.recipe.optimizer and not beside:
                means.setdefault(run.recipe["learning_rate"], []).append(last[run.id][1])
        best = max(np.mean(scores) for scores in means.values())
        assert np.mean(means[one.recipe.learning_rate]) == best
        assert one.choice.chosen.score == pytest.approx(best)
    store.close()


def test_test_scores_are_those_of_the_stored_weights(result, iris):
    from descentlab.experiments.plan import method_of
    from descentlab.training.feed import Feed
    from descentlab.training.network import infer

    store = Store.open(result.folder)
    feed = Feed(iris)
    run = result.best.runs[3]
    weights = store.weights(run)
    store.close()
    method = method_of(result.best.recipe, feed)
    x, targets = feed.rows(feed.part(run.seed), feed.test)
    predicted = np.argmax(infer(method.network, weights, {}, x), axis=1)
    assert result.best.scores[3] == pytest.approx((predicted == targets).mean())


def test_the_json_result_has_what_programs_need_and_is_valid(result):
    found = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert {
        "experiment",
        "data",
        "recipes",
        "pairs",
        "verdict",
        "runs",
        "seconds",
        "environment",
    } <= found.keys()
    assert found["data"]["name"] == "iris"
    assert found["data"]["sizes"] == {"train": 90, "validation": 30, "test": 30}
    assert len(found["data"]["fingerprint"]) == 64
    for one in found["recipes"]:
        assert {"name", "settings", "n", "diverged", "test_accuracy", "steps_to_target"} <= one.keys()
        accuracy = one["test_accuracy"]
        assert accuracy["low"] <= accuracy["mean"] <= accuracy["high"]
        assert accuracy["mean"] == pytest.approx(np.mean(accuracy["values"]))
        assert len(accuracy["values"]) == one["n"] == 6
    (pair,) = found["pairs"]
    assert {"difference", "low", "high", "p_value", "p_corrected", "verdict"} <= pair.keys()
    assert found["runs"] == 26
    assert found["verdict"] == result.verdict()


def test_the_same_again_trains_nothing(result, iris, monkeypatch):
    before = contents(result.folder)

    def never(*_, **__):
        raise AssertionError("trained again")

    monkeypatch.setattr("descentlab.experiments.execute.Population", never)
    again = compare(iris, small_grid(), **BUDGET, out=result.folder)
    assert contents(again.folder) == before
    assert again.to_json() == result.to_json()


def test_more_seeds_train_only_those_that_are_missing(result, iris, tmp_path):
    folder = tmp_path / "more"
    shutil.copytree(result.folder, folder)
    more = compare(iris, small_grid(), **{**BUDGET, "seeds": 8}, out=folder)
    for before, after in zip(result.recipes, more.recipes, strict=True):
        assert after.scores[:6] == before.scores
        assert len(after.scores) == 8
    rows, _ = contents(folder)
    assert len(rows["runs"]) == 14 + 16


def test_a_folder_of_another_experiment_is_refused_and_left_alone(result, iris):
    before = contents(result.folder)
    with pytest.raises(ExperimentError, match="holds another experiment; choose another folder"):
        compare(iris, small_grid(activation="tanh"), **BUDGET, out=result.folder)
    with pytest.raises(ExperimentError, match="holds another experiment"):
        compare(dl.data.load("wine"), small_grid(), **BUDGET, out=result.folder)
    assert contents(result.folder) == before


def test_a_store_that_cannot_be_written_is_one_line(iris, tmp_path, monkeypatch):
    def full(_):
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(Changes, "book", full)
    with pytest.raises(ExperimentError, match=r"cannot be written \(database or disk is full\)"):
        compare(iris, small_grid(), **BUDGET, out=tmp_path / "full")


def test_a_folder_with_something_else_in_it_is_refused(iris, tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(ExperimentError, match="is there and is no experiment"):
        compare(iris, small_grid(), **BUDGET, out=tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("chunk_work", [0.0, 1e12])
def test_an_interrupted_experiment_goes_on_with_the_same_bytes(result, iris, tmp_path, monkeypatch, chunk_work):
    """Ctrl-C after every commit in turn: what is committed counts, the rest is trained on, nothing differs."""
    monkeypatch.setattr("descentlab.experiments.plan.CHUNK_WORK", chunk_work)
    whole = compare(iris, small_grid(), **BUDGET, out=tmp_path / "whole")
    commit = Store.commit_chunk
    folder = tmp_path / "interrupted"
    interruptions = 0

    def interrupted(self, *arguments, **options):
        commit(self, *arguments, **options)
        raise KeyboardInterrupt

    while True:
        monkeypatch.setattr(Store, "commit_chunk", interrupted)
        try:
            again = compare(iris, small_grid(), **BUDGET, out=folder)
        except KeyboardInterrupt:
            interruptions += 1
            assert interruptions < 100
            continue
        break
    assert interruptions == (4 if chunk_work else 20)
    assert contents(folder) == contents(whole.folder)
    assert not list((folder / "checkpoints").glob("*")) if (folder / "checkpoints").exists() else True
    assert again.rows() == whole.rows()


def test_what_a_killed_process_left_half_written_is_swept(result, tmp_path):
    folder = tmp_path / "e"
    shutil.copytree(result.folder, folder)
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    dead = folder / "weights" / f".9-30.safetensors.{child.pid}.new"
    living = folder / "weights" / ".9-30.safetensors.1.new"
    for file in (dead, living):
        file.write_bytes(b"half")
    Store.open(folder, write=False).close()
    assert dead.exists()
    Store.open(folder, write=True).close()
    assert not dead.exists()
    assert living.exists()


def test_an_unfinished_experiment_has_no_result_yet(iris, tmp_path, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "Result", stop)
    study = Study(iris, small_grid(), **BUDGET)
    monkeypatch.setattr(study, "report", lambda _: [])
    with pytest.raises(KeyboardInterrupt):
        study.run(tmp_path / "part")
    monkeypatch.undo()
    with pytest.raises(ExperimentError, match="not finished"):
        Result.read(tmp_path / "part")


def test_the_best_model_predicts_labels_and_loads_again(result, iris, tmp_path):
    model = result.model()
    predicted = model.predict(iris.features)
    assert set(predicted) <= set(iris.classes)
    right = predicted == np.asarray(iris.classes)[iris.targets]
    assert right.mean() > 0.85
    model.save(tmp_path / "m.safetensors")
    again = dl.Model.load(tmp_path / "m.safetensors")
    np.testing.assert_array_equal(again.outputs(iris.features), model.outputs(iris.features))


@pytest.mark.fault(24, 51)
def test_a_recipe_that_diverges_never_wins_and_is_reported(iris, tmp_path):
    found = compare(
        iris,
        grid(optimizer="sgd", activation="identity", learning_rate=[0.05, 1e25], epochs=3, hidden=(8,)),
        seeds=6,
        out=tmp_path / "wild",
    )
    assert found.best.recipe.learning_rate == 0.05
    wild = found.recipes[1]
    assert wild.diverged == 6
    assert all(math.isnan(score) for score in wild.scores)
    assert any("6 of 6 runs of learning_rate=1e+25 diverged" in sentence for sentence in found.verdict())
    row = next(row for row in found.rows() if row["recipe"] == wild.name)
    assert row["score"] == 0.0
    assert json.dumps(found.to_json(), allow_nan=False)


def test_a_whole_number_and_a_float_are_one_setting(iris, tmp_path):
    first = compare(iris, small_grid(patience=5), **BUDGET, out=tmp_path / "e")
    again = compare(iris, small_grid(patience=5.0), **BUDGET, out=tmp_path / "e")
    assert again.to_json() == first.to_json()
    assert again.comparison.recipes[0].n == 6


def test_selection_scores_the_epoch_that_is_kept(iris, tmp_path):
    """An improvement must be large to count here, so the epoch kept is not the one of the lowest loss."""
    recipes = grid(optimizer="adam", epochs=12, patience=12, minimum_improvement=0.2, hidden=(8,))
    found = compare(iris, recipes, **BUDGET, out=tmp_path / "e")
    store = Store.open(found.folder)
    kept = store.kept_epochs()
    differing = 0
    for run in store.runs():
        losses = [row[2] for row in store.curves(run.id)]
        best = math.inf
        for epoch, loss in enumerate(losses, start=1):
            if loss < best - 0.2:
                best, expected = loss, epoch
        assert run.kept == expected
        assert kept[run.id][0] == losses[expected - 1]
        differing += losses[expected - 1] > min(losses)
    store.close()
    assert differing


def test_the_model_is_that_of_the_best_recipe_after_fewer_seeds_too(iris, tmp_path):
    recipes = grid(optimizer="adam", learning_rate=[0.02, 0.03], epochs=5, hidden=(8,))
    for seeds in (6, 1, 3):
        found = compare(iris, recipes, seeds=seeds, out=tmp_path / "e")
        assert found.model().recipe == found.best.recipe
        assert found.to_json()["runs"] == 2 * seeds


@pytest.mark.fault(24)
def test_fewer_diverged_runs_lead_in_regression(tmp_path):
    recipes = grid(optimizer="sgd", activation="identity", learning_rate=[1e30, 0.01], epochs=3)
    found = compare(dl.data.load("diabetes"), recipes, seeds=3, out=tmp_path / "e")
    assert found.recipes[0].diverged == 3
    assert found.best.recipe.learning_rate == 0.01


@pytest.mark.fault(24)
def test_where_every_run_diverges_there_is_a_result_and_no_model(iris, tmp_path):
    recipes = grid(optimizer="sgd", activation="identity", learning_rate=1e30, epochs=2)
    found = compare(iris, recipes, seeds=2, out=tmp_path / "e")
    assert found.recipes[0].diverged == 2
    assert any("2 of 2 runs of sgd" in sentence for sentence in found.verdict())
    with pytest.raises(ExperimentError, match="no such file"):
        found.model()


def test_an_extension_that_is_stopped_leaves_the_old_result(result, iris, tmp_path, monkeypatch):
    folder = tmp_path / "e"
    shutil.copytree(result.folder, folder)

    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "commit_chunk", stop)
    with pytest.raises(KeyboardInterrupt):
        compare(iris, small_grid(), **{**BUDGET, "seeds": 30}, out=folder)
    assert Result.read(folder).rows() == result.rows()


def test_a_rate_that_is_tuned_to_a_fixed_one_is_trained_once(iris, tmp_path):
    recipes = grid(optimizer="adam", learning_rate=[None, 0.001], epochs=2, hidden=(8,))
    found = compare(iris, recipes, seeds=2, rates=1, selection_seeds=1, out=tmp_path / "e")
    assert found.recipes[0].scores == found.recipes[1].scores


def test_test_rows_do_not_move_what_training_computes():
    """An outlier among the test rows changes nothing in float32."""
    from descentlab.training.feed import Feed

    random = np.random.default_rng(0)
    features, labels = random.normal(size=(60, 3)), np.arange(60) % 2
    first = Feed(dl.data.from_arrays(features, labels))
    moved = features.copy()
    moved[first.test[0]] = 1e10
    second = Feed(dl.data.from_arrays(moved, labels))
    np.testing.assert_array_equal(first.test, second.test)
    for one, other in zip(first.part(0), second.part(0), strict=True):
        np.testing.assert_array_equal(one, other)
    rows = first.part(0).train
    np.testing.assert_array_equal(first.features[rows], second.features[rows])


def test_constant_validation_targets_have_a_defined_score(tmp_path):
    targets = np.zeros(40)
    targets[:3] = 1.0
    data = dl.data.from_arrays(np.random.default_rng(0).normal(size=(40, 2)), targets, task="regression")
    found = compare(data, grid(optimizer="adam", learning_rate=0.01, epochs=2), seeds=8, out=tmp_path / "e")
    assert np.isfinite(found.recipes[0].scores).all()


def test_regression_works_throughout(tmp_path):
    data = dl.data.load("diabetes")
    found = compare(
        data,
        grid(optimizer=["sgd", "adam"], epochs=20),
        seeds=3,
        rates=5,
        selection_seeds=2,
        out=tmp_path / "r",
    )
    assert 0.2 < found.best.scores[0] < 0.7
    predicted = found.model().predict(data.features)
    assert predicted.shape == (442, 1)
    spread = np.sum((data.targets - data.targets.mean()) ** 2)
    assert 1 - np.sum((predicted - data.targets) ** 2) / spread > 0.3
    assert "test_r2" in found.to_json()["recipes"][0]


def test_without_rates_to_choose_nothing_is_selected(iris, tmp_path):
    study = Study(iris, small_grid(learning_rate=0.1), **BUDGET)
    assert study.plan()[SELECTION]["runs"] == 0
    found = study.run(tmp_path / "fixed")
    assert all(one.choice is None for one in found.recipes)
    assert found.comparison.leader in {"sgd", "adam"}


@pytest.mark.parametrize("name", ["seeds", "rates", "selection_seeds"])
def test_a_budget_that_is_not_lawful_is_refused(iris, name):
    with pytest.raises(SettingError, match=f"{name} is 0"):
        Study(iris, small_grid(), **{**BUDGET, name: 0})


@pytest.mark.fault(30)
def test_two_experiments_of_the_same_are_the_same_bytes(result, iris, tmp_path):
    again = compare(iris, small_grid(), **BUDGET, out=tmp_path / "again")
    assert contents(again.folder) == contents(result.folder)


def test_progress_tells_how_far_it_is(iris, tmp_path):
    seen = []
    compare(iris, small_grid(), **BUDGET, out=tmp_path / "p", watch=seen.append)
    assert [at.stage for at in seen] == sorted((at.stage for at in seen), reverse=True)
    last = [at for at in seen if at.stage == REPORT][-1]
    assert (last.runs, last.ended, last.part) == (12, 12, 1.0)
    assert 0 <= last.median <= last.best <= 1


def test_time_is_kept(result):
    assert 0 < result.seconds < time.monotonic()


@pytest.fixture(scope="module")
def repeated(iris, tmp_path_factory):
    """Three studies of two seeds each; one recipe's rate is given."""
    recipes = grid(optimizer=["sgd", "adam(learning_rate=0.01)"], epochs=4, hidden=(8,))
    folder = tmp_path_factory.mktemp("studies") / "e"
    return compare(iris, recipes, seeds=3, rates=3, selection_seeds=2, repeat_studies=True, out=folder)


def test_repeated_studies_choose_a_rate_for_each_seed_on_seeds_of_its_own(repeated):
    store = Store.open(repeated.folder)
    selection, kept = store.runs(SELECTION), store.kept_epochs()
    store.close()
    assert {run.seed - SELECTION_SEED for run in selection} == set(range(6))
    tuned, given = repeated.recipes
    assert given.rates == [0.01] * 3
    assert not given.choices
    for seed, run in enumerate(tuned.runs):
        means = {}
        for one in selection:
            if (one.seed - SELECTION_SEED) // 2 == seed:
                means.setdefault(one.recipe["learning_rate"], []).append(kept[one.id])
        best = max(
            means,
            key=lambda rate: (np.mean([k[1] for k in means[rate]]), -np.mean([k[0] for k in means[rate]])),
        )
        assert run.seed == seed
        assert run.recipe["learning_rate"] == tuned.rates[seed] == best
        assert len(means[best]) == 2


def test_repeated_studies_say_so_and_are_another_experiment(repeated, iris):
    from descentlab.experiments.resume import resume
    from descentlab.reports.page import html

    page = html(repeated)
    assert "Repeated studies: this was done 3 times over" in page
    assert "Rates were chosen once" not in page
    assert "--repeat-studies" in page
    assert repeated.to_json()["recipes"][0]["learning_rates"] == repeated.recipes[0].rates
    assert resume(repeated.folder).rows() == repeated.rows()
    recipes = grid(optimizer=["sgd", "adam(learning_rate=0.01)"], epochs=4, hidden=(8,))
    with pytest.raises(ExperimentError, match="holds another experiment"):
        compare(iris, recipes, seeds=3, rates=3, selection_seeds=2, out=repeated.folder)
