"""An experiment that is extended, stopped on the way and gone on with: its result, model, report, time and progress."""

import contextlib
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

import descentlab as dl
from descentlab.cli.main import run
from descentlab.experiments.compare import Study
from descentlab.experiments.leader_model import best_run
from descentlab.experiments.lock import Lock
from descentlab.experiments.store import Store
from descentlab.reports import page

SETTINGS = ["--optimizer", "momentum", "--learning-rate", "0.05,0.1", "--hidden", "8", "--epochs", "4"]


@pytest.fixture
def extend(descentlab, folder):
    """Asks for so many seeds in the folder."""
    return lambda seeds, *more: descentlab(
        "compare", "iris", *SETTINGS, "--seeds", seeds, "--out", folder, *more
    )


@pytest.fixture(scope="module")
def two_seeds(tmp_path_factory):
    """An experiment of two seeds, with its report."""
    folder = tmp_path_factory.mktemp("two") / "e"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            sys, "argv", ["descentlab", "compare", "iris", *SETTINGS, "--seeds", "2", "--out", str(folder)]
        )
        with pytest.raises(SystemExit) as end:
            run()
    assert not end.value.code
    return folder


@pytest.fixture
def folder(two_seeds, tmp_path):
    return Path(shutil.copytree(two_seeds, tmp_path / "e"))


def killed(*_arguments, **_options):
    raise KeyboardInterrupt


def fact(folder, name):
    with contextlib.closing(Store.open(folder)) as store:
        return store.fact(name)


@pytest.mark.fault(32)
@pytest.mark.parametrize(("owner", "name"), [(Study, "_save_model"), (dl.Model, "save"), (page, "write")])
def test_what_a_killed_extension_did_not_write_is_written_later(
    folder, extend, descentlab, monkeypatch, owner, name
):
    before = (folder / "report.html").read_bytes()
    monkeypatch.setattr(owner, name, killed)
    assert extend(8)[0] == 130
    assert (folder / "report.html").read_bytes() == before
    monkeypatch.undo()
    assert descentlab("resume", folder)[0] == 0
    result = dl.Result.read(folder)
    assert fact(folder, "model") == best_run(result).id
    assert "16" in (folder / "report.html").read_text().split("Trainings", 1)[1][:200]
    assert b"4" in before.split(b"Trainings", 1)[1][:200]
    after = (folder / "report.html").read_bytes()
    assert "nothing was trained" in descentlab("resume", folder)[2]
    assert (folder / "report.html").read_bytes() == after


def test_a_band_that_is_asked_for_outlives_an_extension_that_is_stopped(
    folder, extend, descentlab, monkeypatch
):
    monkeypatch.setattr(Store, "commit_chunk", killed)
    assert extend(3, "--equivalence", "0.07")[0] == 130
    assert dl.Result.read(folder).comparison.band != 0.07
    monkeypatch.undo()
    assert descentlab("resume", folder)[0] == 0
    assert dl.Result.read(folder).comparison.band == 0.07


def test_another_band_makes_the_report_out_of_date(folder, extend, descentlab, monkeypatch):
    monkeypatch.setattr(page, "write", killed)
    assert extend(2, "--equivalence", "0.07")[0] == 130
    monkeypatch.undo()
    _, _, said = descentlab("resume", folder)
    assert "nothing was trained" in said
    assert "7.0" in (folder / "report.html").read_text()
    assert fact(folder, "reported") is True


def test_time_and_progress_count_what_was_trained_before(folder, extend, descentlab, monkeypatch):
    """Two of three recipes' chunks are committed before it is stopped; time is that of all commits."""
    monkeypatch.setattr("descentlab.experiments.plan.CHUNK_WORK", 0.0)
    commit, count = Store.commit_chunk, []

    def last(self, *arguments, **options):
        commit(self, *arguments, **options | {"seconds": 100.0})
        count.append(1)
        if len(count) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(Store, "commit_chunk", last)
    before = dl.Result.read(folder).seconds
    assert extend(3)[0] == 130
    seen = []
    dl.resume(folder, watch=seen.append)
    assert dl.Result.read(folder).seconds == before + 100.0 * 4
    assert [(one.ended, one.runs) for one in seen] == [(4, 6), (6, 6)]
    np.testing.assert_allclose([one.part for one in seen], [(4 + 2 * 0.75) / 6, 1.0])


def test_a_finished_one_that_cannot_be_written_to_says_its_result(folder, descentlab, monkeypatch):
    (folder / "report.html").unlink()

    def refused(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Lock, "_take", refused)
    monkeypatch.setattr("descentlab.experiments.files.put_in_place", refused)
    code, said, complaint = descentlab("resume", folder)
    assert code == 0
    assert "report  none" in said
    assert f"{folder / 'report.html'}: cannot be written (Read-only file system)" in complaint
    assert "make room" not in complaint


@pytest.mark.fault(51)
def test_a_run_whose_test_scores_overflow_has_diverged(tmp_path):
    """Trained on flowers of usual size, tested on some that are beyond single precision."""
    iris = dl.data.load("iris")
    features = np.array(iris.features, dtype=np.float64)
    features[140:] *= 3e37
    data = dl.data.from_arrays(features, iris.targets, test=np.arange(120, 150))
    recipes = dl.grid(optimizer="sgd", learning_rate=0.1, hidden=(8,), epochs=3)
    result = dl.compare(data, recipes, seeds=2, out=tmp_path / "e")
    assert [(one.status, one.at, one.epochs, one.weights) for one in result.best.runs] == [
        ("diverged", 9, 2, None)  # 96 examples to train on, 32 in a batch
    ] * 2
    assert np.isnan(result.best.scores).all()
    certificate = dl.verify(tmp_path / "e", data=data, runs=2)
    assert all(check.holds for check in certificate.checks)
    assert [one.status for one in certificate.replays] == [("diverged", "diverged")] * 2
