"""The equivalence band of an experiment: it is kept in the folder, and another one trains nothing again."""

import pytest

import descentlab as dl
from descentlab.cli.main import run
from descentlab.errors import SettingError
from descentlab.experiments.compare import compare
from descentlab.experiments.grid import grid
from descentlab.experiments.result import Result

TWO = {"optimizer": "adam", "learning_rate": [0.01, 0.011], "epochs": 2, "hidden": (8,)}


@pytest.fixture(scope="module")
def iris():
    return dl.data.load("iris")


@pytest.fixture(scope="module")
def folder(iris, tmp_path_factory):
    out = tmp_path_factory.mktemp("equivalence") / "e"
    compare(iris, grid(**TWO), seeds=7, out=out)
    return out


def test_another_band_trains_nothing(iris, folder, monkeypatch):
    def never(*_, **__):
        raise AssertionError("trained again")

    monkeypatch.setattr("descentlab.experiments.execute.Population", never)
    assert Result.read(folder).comparison.band == 1 / 30  # one of 30 test examples is more than a point
    wide = compare(iris, grid(**TWO), seeds=7, equivalence=0.5, out=folder)
    assert wide.comparison.band == 0.5
    assert wide.comparison.pairs[0].equivalent
    assert wide.to_json()["equivalence"] == 0.5
    assert {row["against_leader"] for row in wide.rows()} == {"leader", "equivalent"}
    assert "is equivalent to" in wide.verdict()[0]
    assert "equivalent" in wide.table()
    again = compare(iris, grid(**TWO), seeds=7, out=folder)  # what the folder has stays
    assert again.comparison.band == Result.read(folder).comparison.band == 0.5
    off = compare(iris, grid(**TWO), seeds=7, equivalence=0, out=folder)
    assert not off.comparison.pairs[0].equivalent
    assert "equivalent" not in " ".join(off.verdict())


def test_a_band_below_one_test_example_is_refused(iris, tmp_path):
    with pytest.raises(SettingError, match="less than one of 30 test examples"):
        compare(iris, grid(**TWO), seeds=7, equivalence=0.01, out=tmp_path / "e")
    assert not (tmp_path / "e").exists()


def test_the_option_is_checked_before_anything_is_trained(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["descentlab", "compare", "iris", "--equivalence", "0.001", "--out", "e"])
    with pytest.raises(SystemExit) as stopped:
        run()
    assert stopped.value.code == 2
    (line,) = [line for line in capsys.readouterr().err.splitlines() if not line.startswith("note: ")]
    assert line.startswith("descentlab: equivalence is 0.001, less than one of 30 test examples (0.03333)")
    assert list(tmp_path.iterdir()) == []
