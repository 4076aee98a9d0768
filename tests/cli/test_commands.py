"""The commands as a user runs them."""

import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from descentlab.cli.main import run

GRID = ("--optimizer", "sgd,adam", "--epochs", "4", "--hidden", "8", "--seeds", "6")
BUDGET = ("--rates", "3", "--selection-seeds", "2")


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to stand in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def descentlab(monkeypatch, capsys):
    """Runs a command and returns what it printed."""

    def call(*arguments):
        monkeypatch.setattr("sys.argv", ["descentlab", *arguments])
        with pytest.raises(SystemExit) as stopped:
            run()
        assert stopped.value.code in (0, None), capsys.readouterr().err
        return capsys.readouterr().out

    return call


def flowers(file):
    """A table whose species are words, with a column of words too."""
    from descentlab import data

    iris = data.load("iris")
    rows = [
        [*(f"{value:.1f}" for value in row[:3]), "wide" if row[3] > 1 else "narrow", iris.classes[target]]
        for row, target in zip(iris.features, iris.targets, strict=True)
    ]
    with open(file, "w", newline="") as stream:
        csv.writer(stream).writerows([["a", "b", "c", "petal", "species"], *rows])


def test_compare_prints_a_table_and_a_verdict_and_writes_its_files(here, descentlab):
    said = descentlab("compare", "iris", *GRID, *BUDGET, "--out", "e", "--json", "r.json")
    assert "test accuracy" in said
    assert "sgd" in said
    assert "Holds for this data set" in said
    result = json.loads((here / "r.json").read_text())
    assert [one["name"] for one in result["recipes"]] == ["sgd", "adam"]
    for name in ("experiment.sqlite3", "model.safetensors", "report.html"):
        assert (here / "e" / name).is_file()
    listed = descentlab("list", ".")
    assert "e" in listed.splitlines()[1]
    assert f"best {result['leader']}" in listed
    (here / "e" / "report.html").unlink()
    again = descentlab("report", "e")
    assert (here / "e" / "report.html").is_file()
    assert said.split("\n\n")[1] in again


def test_a_users_table_with_words_goes_through_to_predictions(here, descentlab):
    flowers(here / "flowers.csv")
    descentlab("compare", "flowers.csv", "--target", "species", *GRID, *BUDGET, "--out", "e")
    said = descentlab("predict", "e/model.safetensors", "flowers.csv")
    rows = list(csv.reader(said.splitlines()))
    assert rows[0] == ["species", "p(setosa)", "p(versicolor)", "p(virginica)"]
    with open("flowers.csv") as stream:
        truth = [row["species"] for row in csv.DictReader(stream)]
    right = [row[0] == label for row, label in zip(rows[1:], truth, strict=True)]
    assert sum(right) / len(right) > 0.8
    descentlab("predict", "e/model.safetensors", "flowers.csv", "--out", "p.csv")
    assert (here / "p.csv").read_text() == said


def test_predicting_needs_the_models_columns_only(here, descentlab, monkeypatch, capsys):
    flowers(here / "flowers.csv")
    descentlab("train", "flowers.csv", "--epochs", "2", "--out", "m.safetensors")
    (here / "new.csv").write_text("petal,c,extra,b,a\nwide,4.5,?,3.0,6.0\nnarrow,1.4,,3.5,5.0\n")
    rows = descentlab("predict", "m.safetensors", "new.csv").splitlines()
    assert len(rows) == 3
    (here / "bad.csv").write_text("a,b,petal\n1,2,wide\n")
    monkeypatch.setattr("sys.argv", ["descentlab", "predict", "m.safetensors", "bad.csv"])
    with pytest.raises(SystemExit) as stopped:
        run()
    assert stopped.value.code == 2
    assert "column 'c'" in capsys.readouterr().err


def test_a_configuration_file_says_the_same(here, descentlab):
    (here / "c.toml").write_text(
        "data = 'iris'\nseeds = 6\nrates = 3\nselection_seeds = 2\nout = 'e'\n"
        "[grid]\noptimizer = ['sgd', 'adam']\nepochs = 4\nhidden = [8]\n"
    )
    by_file = descentlab("compare", "--config", "c.toml")
    by_options = descentlab("compare", "iris", *GRID, *BUDGET, "--out", "e2")
    assert by_file.split("report")[0] == by_options.split("report")[0]
    overridden = descentlab("compare", "--config", "c.toml", "--seeds", "7", "--dry-run")
    assert "training on fresh seeds: 14 runs in 2 programs" in overridden


def test_a_dry_run_counts_and_writes_nothing(here, descentlab):
    said = descentlab("compare", "iris", *GRID, *BUDGET, "--dry-run")
    assert "choosing learning rates: 14 runs in 2 programs" in said
    assert "together: 26 runs, about " in said
    assert list(here.iterdir()) == []


def test_train_prints_a_line_for_every_epoch(here, descentlab):
    said = descentlab("train", "digits", "--epochs", "3", "--out", "m.safetensors").splitlines()
    assert [line.split("  ")[0] for line in said[:3]] == ["Epoch 1/3", "Epoch 2/3", "Epoch 3/3"]
    assert "val_accuracy" in said[2]
    assert said[3].startswith("test loss: ")
    assert (here / "m.safetensors").is_file()


def test_train_takes_one_value(here, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["descentlab", "train", "iris", "--l2", "0,1"])
    with pytest.raises(SystemExit) as stopped:
        run()
    assert stopped.value.code == 2
    assert "takes one value here" in capsys.readouterr().err


def test_data_lists_sets_and_formats(here, descentlab):
    said = descentlab("data")
    assert "digits" in said
    assert "regression" in said
    assert ".csv" in said


def test_list_of_nothing(here, descentlab):
    assert "no experiments" in descentlab("list")


def test_help_loads_nothing_heavy():
    code = (
        "import sys\n"
        "from descentlab.cli.main import app, run\n"
        "for asked in [[], *([one.name] for one in app.registered_commands)]:\n"
        "    sys.argv = ['descentlab', *asked, '--help']\n"
        "    try:\n        run()\n    except SystemExit:\n        pass\n"
        "heavy = {'jax', 'numpy', 'scipy', 'sklearn', 'plotly', 'torch', 'tensorflow', 'ray'}\n"
        "print('loaded:', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "compare" in done.stdout
    assert "loaded: []" in done.stdout


def committed(folder):
    """Epochs of the first population that the store has."""
    if not (folder / "experiment.sqlite3").is_file():
        return 0
    db = sqlite3.connect(folder / "experiment.sqlite3")
    try:
        found = db.execute("SELECT MAX(epoch) FROM populations").fetchone()
    finally:
        db.close()
    return found[0] or 0


@pytest.mark.fault(31)
def test_ctrl_c_leaves_a_resumable_experiment(here):
    """The first interrupt stops it with one line and code 130; the same command then goes on to the end."""
    program = str(Path(sys.executable).with_name("descentlab"))
    command = [program, "compare", "digits", "--epochs", "400", "--seeds", "2", "--rates", "9"]
    command += ["--selection-seeds", "3", "--out", "e"]
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    child = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    signal.signal(signal.SIGINT, handler)
    deadline = time.monotonic() + 60
    while not committed(Path("e")) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(child.pid, signal.SIGINT)
    _, said = child.communicate(timeout=60)
    assert child.returncode == 130
    assert said.strip().splitlines()[-1] == "descentlab: stopped; descentlab resume e goes on from here"
    assert "Traceback" not in said

    from descentlab.experiments.store import Store

    store = Store.open(Path("e"))
    (population,) = store.populations()
    store.close()
    assert 0 < population.epoch < 400
    assert not population.done


@pytest.mark.fault(53)
def test_a_closed_pipe_is_no_traceback(here):
    program = str(Path(sys.executable).with_name("descentlab"))
    done = subprocess.run(f"{program} data | head -n 1", shell=True, capture_output=True, text=True, check=True)
    assert "Traceback" not in done.stderr
