"""``descentlab techniques`` and ``descentlab conform``: what there is, and what is wrong with one's own, in words."""

import sys
from pathlib import Path

import pytest

from descentlab import catalogue, own
from descentlab.cli.main import run
from descentlab.cli.techniques import page

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "sign_momentum.py"
STEP = "        velocity = self.momentum * state.velocity + (1 - self.momentum) * grad\n"


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    """Runs a command in a folder of its own: its exit code and what it printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(own, "_ADMITTED", {})

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["descentlab", *arguments])
        with pytest.raises(SystemExit) as stopped:
            run()
        said = capsys.readouterr()
        return stopped.value.code or 0, said.out + said.err

    return call


def test_the_page_is_that_of_the_files():
    written = (ROOT / "docs" / "techniques.md").read_text(encoding="utf-8")
    assert written == page(), "run `make docs`"


def test_every_technique_is_listed(command):
    code, said = command("techniques")
    assert code == 0
    for family in catalogue.FAMILIES:
        for name in catalogue.names(family):
            assert f"  {name} " in said


def test_one_is_explained(command):
    code, said = command("techniques", "adam")
    assert code == 0
    assert "square <- beta2 * square + (1 - beta2) * g^2" in said
    assert "searched 1e-05 to 0.1, log" in said
    assert "arXiv:1412.6980" in said
    code, said = command("techniques", "adm")
    assert code == 2
    assert "did you mean 'adam'" in said


def test_the_example_of_the_documentation_conforms(command, tmp_path):
    (tmp_path / "mine.py").write_text(EXAMPLE.read_text())
    code, said = command("conform", "mine.py:SignMomentum")
    assert code == 0, said
    assert said.count("  ok ") == 6
    assert "wrong" not in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            (STEP, STEP + "        if velocity.sum() > 0:\n            velocity = -velocity\n"),
            "a Python branch",
        ),
        ((STEP, STEP + "        import numpy\n        velocity = velocity * numpy.float64(1)\n"), "lifts it"),
        ((STEP, STEP + "        grad *= 2\n"), "writes into"),
        (
            (STEP, STEP + "        import random\n        velocity = velocity * random.random()\n"),
            "random numbers",
        ),
        ((STEP, STEP + "        velocity = velocity * float(velocity.sum())\n"), "turned into a Python number"),
        ((STEP, STEP + "        velocity = velocity.sum()\n"), "has shape ()"),
        (
            ("state: SignMomentumState, grad", "memory: SignMomentumState, grad"),
            "training calls step(self, state",
        ),
        (("learning_rate: Scalar = 1e-3", "learning_rate: Scalar = -1"), "the default of learning_rate is -1"),
    ],
    ids=["branch", "dtype", "argument", "random", "number", "shape", "signature", "range"],
)
def test_what_is_broken_is_said_in_words(command, tmp_path, change, words):
    source = EXAMPLE.read_text()
    assert change[0] in source
    broken = source.replace(*change)
    if "memory:" in broken:
        broken = broken.replace("state.velocity", "memory.velocity")
    (tmp_path / "mine.py").write_text(broken)
    code, said = command("conform", "mine.py:SignMomentum")
    assert code == 1
    assert words in said


def test_what_is_no_technique_is_refused(command, tmp_path):
    (tmp_path / "mine.py").write_text("class Mine:\n    pass\n")
    code, said = command("conform", "mine.py:Mine")
    assert code == 2
    assert "belongs to no family" in said


@pytest.mark.parametrize("name", ["compare", "train"])
def test_an_error_in_ones_own_code_is_one_line(command, tmp_path, name):
    (tmp_path / "mine.py").write_text(EXAMPLE.read_text().replace("del param, t", "undefined"))
    options = ("--learning-rate", "0.1", "--epochs", "1", "--hidden", "4")
    code, said = command(name, "iris", "--optimizer", "mine.py:SignMomentum", *options)
    assert code == 2
    line = said.strip().splitlines()[-1]
    assert "NameError: name 'undefined' is not defined; descentlab conform mine.py:SignMomentum" in line
    assert "Traceback" not in said
