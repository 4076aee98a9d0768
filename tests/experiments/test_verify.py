"""The certificate: what stands is certified, and each planted fault is found by the check that is for it."""

import json
import shutil

import numpy as np
import pytest

import descentlab as dl
from descentlab.cli.main import app
from descentlab.errors import ExperimentError, SettingError
from descentlab.experiments.compare import compare
from descentlab.experiments.grid import grid
from descentlab.experiments.plan import REPORT, SELECTION
from descentlab.experiments.replay import first_beyond, relative, replay, unexplained, weights_apart
from descentlab.experiments.result import Result
from descentlab.experiments.store import Store
from descentlab.experiments.tensors import read_tensors, write_tensors
from descentlab.experiments.verify import Restated, differences, sample, verify
from descentlab.training.feed import Feed


@pytest.fixture(scope="module")
def iris():
    return dl.data.load("iris")


@pytest.fixture(scope="module")
def folder(iris, tmp_path_factory):
    out = tmp_path_factory.mktemp("verify") / "iris"
    recipes = grid(optimizer=["sgd", "adam"], epochs=4, hidden=(8,))
    compare(iris, recipes, seeds=6, rates=3, selection_seeds=2, out=out)
    return out


@pytest.fixture
def copy(folder, tmp_path):
    return shutil.copytree(folder, tmp_path / "copy")


def report_run(store, optimizer, seed=0):
    return next(run for run in store.runs(REPORT) if run.recipe["optimizer"] == optimizer and run.seed == seed)


def plant(folder, change):
    """Changes a store as one who knows its checksums would. change: is called with the store and its transaction."""
    store = Store.open(folder, write=True)
    try:
        with store._transaction() as changes:
            change(store, changes)
    finally:
        store.close()


def put_epoch(changes, run, epoch, *numbers):
    key = (run, epoch)
    (checksum,) = changes._db.execute("SELECT checksum FROM epochs WHERE run = ? AND epoch = ?", key).fetchone()
    changes._db.execute("DELETE FROM epochs WHERE run = ? AND epoch = ?", key)
    changes._sum -= checksum
    changes.insert("epochs", [(run, epoch, *numbers)])


def row_of(store, run):
    return list(store._db.execute("SELECT * FROM runs WHERE id = ?", (run.id,)).fetchone()[:-1])


def failed(certificate):
    return {check.name: check.said for check in certificate.checks if not check.holds}


def test_what_adds_up_is_certified(folder, copy):
    found = verify(copy, runs=12)
    assert failed(found) == {}
    assert [check.name for check in found.checks] == ["files", "runs", "curves", "scores", "rates", "model"]
    assert len(found.replays) == 12
    assert all(
        one.agrees == one.epochs == 4 and one.loss < 1e-5 and one.weights < 1e-5 for one in found.replays
    )
    assert any(one.loss > 0 for one in found.replays), "two engines do not agree to the last bit"
    assert all(one.score_drift < 1e-6 for one in found.replays)
    assert found.stands
    stored = json.loads(found.write().read_text(encoding="utf-8"))
    assert stored["stands"] is True
    assert stored["verdict"] == Result.read(folder).verdict()
    assert stored["largest"]["loss_drift"] == max(one.loss for one in found.replays)
    assert [file.name for file in copy.iterdir() if ".new" in file.name] == []


def test_the_command_says_so_and_exits_with_1_on_a_planted_loss(copy, capsys):
    def change(store, changes):
        run = report_run(store, "adam", seed=2)
        epoch, loss, *rest = store.curves(run.id)[1]
        put_epoch(changes, run.id, epoch, loss * 1.001, *rest)

    assert app(["verify", str(copy), "--runs", "1"], standalone_mode=False) in (0, None)
    assert "The verdict stands (1 of " in capsys.readouterr().out
    plant(copy, change)
    assert app(["verify", str(copy), "--runs", "24"], standalone_mode=False) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert (
        "Not explained by rounding: adam, report seed 2: the training loss of epoch 2 differs by 1.0e-03"
        in said
    )
    assert said.count("Not explained") == 1
    assert json.loads((copy / "certificate.json").read_text(encoding="utf-8"))["stands"] is False


def test_swapped_weights_do_not_give_the_stored_scores(copy):
    def change(store, changes):
        one, other = report_run(store, "sgd", 1), report_run(store, "sgd", 4)
        assert one.weights == other.weights
        swapped = {one.id: other.id, other.id: one.id}
        tensors = {
            f"{swapped.get(name.partition('/')[0], name.partition('/')[0])}/{name.partition('/')[2]}": array
            for name, array in read_tensors(copy / one.weights).items()
        }
        changes.put("files", (one.weights, *write_tensors(copy / one.weights, tensors)))

    plant(copy, change)
    found = failed(verify(copy, runs=0))
    assert "its weights give" in found["scores"]
    assert found.keys() <= {"scores", "model"}


def test_another_learning_rate_is_not_the_run_of_its_name(copy):
    def change(store, changes):
        run = report_run(store, "sgd")
        row = row_of(store, run)
        row[2] = json.dumps({**run.recipe, "learning_rate": run.recipe["learning_rate"] / 2})
        changes.put("runs", row)

    plant(copy, change)
    found = verify(copy, runs=4)
    assert "is not the run of its recipe, data and seed" in failed(found)["runs"]
    assert "has learning rate" in failed(found)["rates"]
    assert not found.stands
    assert "does not add up" in found.text()


def test_a_run_that_was_trained_otherwise_than_it_says_is_found_by_its_replay_alone(copy):
    """All that the store tells of two runs is exchanged: each is whole, and neither is what its recipe gives."""

    def change(store, changes):
        runs = [report_run(store, name, seed=3) for name in ("sgd", "adam")]
        rows, curves = [row_of(store, run) for run in runs], [store.curves(run.id) for run in runs]
        weights = [store.weights(run) for run in runs]
        for here, there in ((0, 1), (1, 0)):
            changes.put("runs", rows[here][:6] + rows[there][6:])
            for row in curves[there]:
                put_epoch(changes, runs[here].id, *row)
            name = runs[there].weights
            tensors = read_tensors(copy / name)
            tensors |= {f"{runs[here].id}/{key}": array for key, array in weights[there].items()}
            changes.put("files", (name, *write_tensors(copy / name, tensors)))

    plant(copy, change)
    found = verify(copy, runs=24)
    assert failed(found).keys() <= {"model"}
    wrong = [
        (one.recipe["optimizer"], one.seed) for one in found.replays if one.unexplained and one.stage == REPORT
    ]
    assert sorted(wrong) == [("adam", 3), ("sgd", 3)]


def test_a_model_of_another_run_is_found(copy, iris):
    from descentlab.experiments.leader_model import model_of

    result = Result.read(copy)
    store = Store.open(copy)
    other = min(result.best.runs, key=lambda run: run.scores["validation"][1])
    model_of(Feed(iris), result.best.recipe, other.seed, store.weights(other)).save(copy / "model.safetensors")
    store.close()
    assert "does not hold the params" in failed(verify(copy, runs=0))["model"]


def test_a_changed_selection_score_is_found_even_where_no_result_can_be_read(copy):
    def change(store, changes):
        chosen = report_run(store, "adam").recipe["learning_rate"]
        for run in store.runs(SELECTION):
            if run.recipe["optimizer"] == "adam" and run.recipe["learning_rate"] == chosen:
                *row, score = store.curves(run.id)[-1]
                put_epoch(changes, run.id, *row, score / 10)

    plant(copy, change)
    found = verify(copy, runs=3)
    assert failed(found).keys() >= {"runs", "scores", "rates"}
    assert not found.stands
    assert found.replays == ()


@pytest.mark.long
def test_replays_follow_early_stopping_and_divergence(tmp_path):
    diabetes = dl.data.load("diabetes")
    stops = grid(optimizer="rmsprop", learning_rate=[0.05], patience=1, epochs=12, hidden=(8,), dropout=0.1)
    bursts = grid(optimizer="momentum", learning_rate=[30.0], epochs=3, hidden=(8,), activation="identity")
    for name, recipes in {"stops": stops, "bursts": bursts}.items():
        compare(diabetes, recipes, seeds=2, out=tmp_path / name)
    found = {name: verify(tmp_path / name, runs=2, data=diabetes) for name in ("stops", "bursts")}
    assert [one.status for one in found["stops"].replays] == [("stopped early", "stopped early")] * 2
    assert [one.status for one in found["bursts"].replays] == [("diverged", "diverged")] * 2
    for one in found.values():
        assert failed(one) == {}
        assert [replayed.unexplained for replayed in one.replays] == [None, None]
        assert all(replayed.score_drift < 1e-3 for replayed in one.replays if replayed.twin < 1e-3)


def test_float64_and_a_fault_in_the_engine(folder, iris):
    """Trained with another momentum than the recipe says, every run is beyond what rounding explains."""
    store = Store.open(folder)
    run = report_run(store, "sgd")
    assert replay(store, run, Feed(iris, "float64")).unexplained is None
    swapped = run._replace(recipe={**run.recipe, "optimizer": "momentum(momentum=0.1)"})
    assert "rounding explains" in str(replay(store, swapped, Feed(iris)).unexplained)
    store.close()


@pytest.mark.long
def test_torch_replays_too(folder):
    found = verify(folder, runs=4, engine="torch")
    assert found.stands
    assert max(one.loss for one in found.replays) < 1e-5


def test_the_sample_begins_with_the_leader_and_what_cannot_be_told_apart_from_it(folder):
    result = Result.read(folder)
    store = Store.open(folder)
    runs = store.runs()
    store.close()
    leader = result.best.recipe.optimizer
    chosen = sample(result, runs, 3, seed=1)
    assert chosen[0].recipe["optimizer"] == leader
    assert chosen[0].stage == REPORT
    assert {run.recipe["optimizer"] for run in chosen} == {"sgd", "adam"} or result.comparison.worse
    assert chosen == sample(result, runs, 3, seed=1)
    everything = sample(result, runs, 999, seed=1)
    assert sorted(run.id for run in everything) == sorted(run.id for run in runs)


def test_a_verdict_that_other_scores_would_change_is_said_to_change(folder):
    store = Store.open(folder)
    result = Result(store)
    (other,) = [one for one in result.recipes if one.name != result.best.name]
    assert differences(result, Result(Restated(store, {}))) == ((), ())
    moved = {run.id: -0.4 for run in result.best.runs} | {run.id: 0.4 for run in other.runs}
    found = differences(result, Result(Restated(store, {}, moved)))
    assert found.changes == (
        f"of {result.best.name} against {other.name} it would say 'worse', not '{_verdict(result)}'",
    )
    store.close()


def _verdict(result):
    return result.comparison.pairs[0].verdict


def test_what_rounding_explains():
    calm, none = np.full(6, 1e-6), (("done", 6, 6),) * 3
    drift = np.array([1e-7, 1e-6, 5e-5, 2e-4, 1e-6, 1e-6])
    said = unexplained("float32", drift, calm, weights=(0.0, 0.0), ends=none)
    assert said == "the training loss of epoch 4 differs by 2.0e-04 (relative), and rounding explains 1.0e-04"
    wild = np.array([1e-8, 1e-8, 1e-8, 1e-8, 1e-8, 1e-5])  # by twice epoch 3 it has reached 1e-5
    late = np.array([1e-7, 1e-6, 9e-4, 9e-4, 9e-4, 9e-4])
    assert unexplained("float32", late, wild, weights=(0.0, 0.0), ends=none) is None
    early = np.array([1e-7, 9e-4, 1e-6, 1e-6, 1e-6, 1e-6])
    assert "epoch 2" in str(unexplained("float32", early, wild, weights=(0.0, 0.0), ends=none))
    assert "epoch 1" in str(unexplained("float64", calm, calm * 1e-9, weights=(0.0, 0.0), ends=none))
    assert "weights" in str(unexplained("float32", calm, calm, weights=(0.01, 1e-5), ends=none))
    other_end = (("stopped early", 4, 2), ("done", 6, 6), ("done", 6, 6))
    assert "its replay as done" in str(unexplained("float32", calm, calm, weights=(0.0, 0.0), ends=other_end))


def test_drifts_are_relative_to_the_larger():
    assert relative(np.array([1.0, 2.0, 0.0]), np.array([1.5, 1.0, 0.0, 9.0])).tolist() == [1 / 3, 0.5, 0.0]
    assert weights_apart({"w": np.array([3.0, 4.0])}, {"w": np.array([3.0, 4.5])}) == pytest.approx(
        0.5 / 29.25**0.5
    )
    assert weights_apart({"w": np.zeros(2)}, {"v": np.zeros(2)}) == np.inf
    assert first_beyond(np.array([0.0, 1e-6, 2e-5, 0.0]), 1e-5) == 2


def test_what_cannot_be_verified_is_refused(folder, tmp_path):
    with pytest.raises(ExperimentError, match="no experiment here"):
        verify(tmp_path)
    with pytest.raises(ExperimentError, match="begun on other data than 'wine'"):
        verify(folder, data="wine")
    with pytest.raises(SettingError, match="unknown engine 'tensor'"):
        verify(folder, engine="tensor")
    with pytest.raises(SettingError, match="runs is -1"):
        verify(folder, runs=-1)
