"""Every bad input: one line that names the place and the remedy, exit code 2, nothing written."""

import gzip
import struct

import numpy as np
import pytest

from descentlab.cli.main import run

SMALL = ("--epochs", "1", "--seeds", "2", "--rates", "1", "--selection-seeds", "1")
TABLE = "width,height,species\n" + "".join(f"{i}.5,{i % 7},{'ab'[i % 2]}\n" for i in range(60))


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to stand in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def command(monkeypatch, capsys, *arguments):
    """Exit code and what was said on stderr."""
    monkeypatch.setattr("sys.argv", ["descentlab", *arguments])
    with pytest.raises(SystemExit) as stopped:
        run()
    return stopped.value.code, capsys.readouterr().err


def refuse(monkeypatch, capsys, here, *arguments, files=()):
    """Holds what every refusal has in common, and returns the line."""
    before = sorted(here.rglob("*"))
    code, said = command(monkeypatch, capsys, *arguments)
    lines = [line for line in said.splitlines() if not line.startswith("note: ")]
    assert code == 2
    assert len(lines) == 1, said
    assert lines[0].startswith("descentlab: ")
    assert sorted(here.rglob("*")) == before
    for name in files:
        assert name in lines[0]
    return lines[0]


@pytest.mark.parametrize(
    ("content", "arguments", "parts"),
    [
        (TABLE, ("--target", "specis"), ["t.csv", "'specis'", "did you mean 'species'"]),
        (TABLE.replace("3.5,", ",", 1), (), ["t.csv", "line 5", "'width'", "1"]),
        (TABLE.replace("3.5,", "NaN,", 1).replace("9.5,", "NA,", 1), (), ["t.csv", "2", "line 5", "'width'"]),
        (TABLE + "1.0,2\n", (), ["t.csv", "line 62", "2 cells", "3"]),
        (TABLE.replace(",b\n", ",a\n"), (), ["t.csv", "'a'", "class"]),
        ("", (), ["t.csv", "empty"]),
        ("a,a,y\n1,2,0\n", (), ["t.csv", "columns 1 and 2", "'a'"]),
        (TABLE.replace("3.5", "3.5x", 1), (), ["t.csv", "line 5", "3.5x"]),
    ],
)
def test_tables(here, monkeypatch, capsys, content, arguments, parts):
    (here / "t.csv").write_text(content)
    line = refuse(monkeypatch, capsys, here, "compare", "t.csv", *arguments, *SMALL)
    for part in parts:
        assert part in line


def test_a_missing_file(here, monkeypatch, capsys):
    line = refuse(monkeypatch, capsys, here, "compare", "digts", *SMALL)
    assert "no such file or data set 'digts'" in line
    assert "did you mean 'digits'" in line


def test_an_npz_with_objects_is_refused_and_never_unpickled(here, monkeypatch, capsys):
    class Canary:
        def __reduce__(self):
            return (open, ("canary", "w"))

    np.savez(here / "o.npz", X=np.array([[Canary()], [1.0]], dtype=object), y=np.array([0, 1]))
    line = refuse(monkeypatch, capsys, here, "compare", "o.npz", *SMALL)
    assert "o.npz" in line
    assert "object" in line
    assert not (here / "canary").exists()


def test_lengths_that_differ(here, monkeypatch, capsys):
    np.savez(here / "l.npz", X=np.ones((5, 2)), y=np.array([0, 1, 0]))
    line = refuse(monkeypatch, capsys, here, "compare", "l.npz", *SMALL)
    assert "5" in line
    assert "3" in line


def test_a_torn_idx_file(here, monkeypatch, capsys):
    header = struct.pack(">HBBIII", 0, 8, 3, 100, 28, 28)
    (here / "images-idx3-ubyte.gz").write_bytes(gzip.compress(header + b"\0" * 50))
    refuse(monkeypatch, capsys, here, "compare", "images-idx3-ubyte.gz", *SMALL)


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (("--optimizer", "adm"), ["unknown optimizer 'adm'", "did you mean 'adam'"]),
        (("--activation", "relu,rlu"), ["unknown activation 'rlu'", "'relu'"]),
        (("--optimizer", "adam(beta1=1)"), ["beta1 is 1", "[0, 1)"]),
        (("--optimizer", "adam(beta1"), ["'adam(beta1'"]),
        (("--batch-size", "0"), ["batch_size is 0", "at least 1"]),
        (("--batch-size", "-4"), ["batch_size is -4"]),
        (("--batch-size", "2.5"), ["--batch-size", "'2.5'", "whole number"]),
        (("--dropout", "1.5"), ["dropout is 1.5", "[0, 1]"]),
        (("--l2", "abc"), ["--l2", "'abc' is not a number"]),
        (("--l2", ","), ["--l2 is empty"]),
        (("--hidden", "8,x"), ["--hidden", "'x'"]),
        (("--normalization", "batchnorm"), ["'batchnorm'", "did you mean 'batch_norm'"]),
        (("--learning-rate", "nan"), ["learning_rate is nan"]),
        (("--loss", "mean_squared_error"), ["is for regression, and the task is classification"]),
        (("--seeds", "0"), ["seeds is 0"]),
        (("--task", "clustering"), ["--task is 'clustering'"]),
        (("--config", "none.toml"), ["none.toml: no such file"]),
        (("--dtype", "float32,float64"), ["dtype cannot be an axis"]),
    ],
)
def test_options(here, monkeypatch, capsys, arguments, parts):
    line = refuse(monkeypatch, capsys, here, "compare", "iris", *arguments)
    for part in parts:
        assert part in line


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("data = 'iris'\nseeds = 'ten'\n", ["c.toml", "seeds"]),
        ("data = 'iris'\nsedes = 3\n", ["c.toml", "sedes"]),
        ("data = \n", ["c.toml", "line 1"]),
        ("data = 'iris'\n[grid]\noptimizr = ['adam']\n", ["unknown setting 'optimizr'", "'optimizer'"]),
        ("data = 'iris'\n[grid]\nl2 = []\n", ["l2 is an empty list"]),
    ],
)
def test_configurations(here, monkeypatch, capsys, content, parts):
    (here / "c.toml").write_text(content)
    line = refuse(monkeypatch, capsys, here, "compare", "--config", "c.toml")
    for part in parts:
        assert part in line


def test_a_folder_of_something_else(here, monkeypatch, capsys):
    (here / "mine").mkdir()
    (here / "mine" / "letter.txt").write_text("dear")
    line = refuse(monkeypatch, capsys, here, "compare", "iris", "--out", "mine", *SMALL)
    assert "--out" in line


@pytest.mark.fault(37)
@pytest.mark.parametrize(
    "arguments",
    [
        ("compare", "iris", *SMALL, "--out", "afile/sub"),
        ("compare", "iris", *SMALL, "--json", "afile/x.json"),
        ("compare", "iris", *SMALL, "--json", "afolder"),
        ("train", "iris", "--epochs", "1", "--out", "afolder"),
        ("train", "iris", "--epochs", "1", "--out", "afile/m.safetensors"),
    ],
)
def test_files_that_cannot_be_written_are_refused_before_training(here, monkeypatch, capsys, arguments):
    (here / "afile").write_text("here")
    (here / "afolder").mkdir()
    assert arguments[-2] in refuse(monkeypatch, capsys, here, *arguments)


def test_a_network_larger_than_memory(here, monkeypatch, capsys):
    line = refuse(monkeypatch, capsys, here, "train", "iris", "--hidden", "1000000000,1000")
    assert "GB, and this machine has" in line


@pytest.mark.fault(46)
def test_a_model_that_is_none(here, monkeypatch, capsys):
    (here / "m.safetensors").write_bytes(b"\xff" * 100)
    (here / "new.csv").write_text("a,b\n1,2\n")
    refuse(monkeypatch, capsys, here, "predict", "m.safetensors", "new.csv", files=["m.safetensors"])
    refuse(monkeypatch, capsys, here, "predict", "none.safetensors", "new.csv", files=["none.safetensors"])


def test_a_folder_without_an_experiment(here, monkeypatch, capsys):
    assert "no experiment here" in refuse(monkeypatch, capsys, here, "report", str(here))
    (here / "experiment.sqlite3").write_bytes(b"not a database, but long enough to be read as one" * 20)
    assert "experiment.sqlite3: damaged" in refuse(monkeypatch, capsys, here, "report", str(here))


@pytest.mark.fault(53)
def test_an_unknown_option_is_exit_code_2(here, monkeypatch, capsys):
    code, said = command(monkeypatch, capsys, "compare", "iris", "--optimiser", "adam")
    assert code == 2
    assert "--optimizer" in said


@pytest.mark.fault(24)
def test_training_that_diverges_names_the_step(here, monkeypatch, capsys):
    line = refuse(
        monkeypatch,
        capsys,
        here,
        *("train", "iris", "--optimizer", "sgd", "--activation", "identity", "--learning-rate", "1e30"),
    )
    assert "diverged at step 2" in line
