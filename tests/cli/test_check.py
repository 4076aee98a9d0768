"""``descentlab check``: what it prints, its exit codes, its JSON, and one line for what cannot be checked."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from descentlab.cli.main import run

MINE = '''
"""A linear regression by hand, and what is wrong with it."""
import numpy as np
from typing import NamedTuple

random = np.random.default_rng(0)
x, y = random.normal(size=(20, 3)), random.normal(size=20)
params = {"w": random.normal(size=3), "b": 0.5}


def loss(params, x, y):
    return np.mean((x @ params["w"] + params["b"] - y) ** 2)


def gradient(params, x, y):
    error = x @ params["w"] + params["b"] - y
    return {"w": 2 * x.T @ error / len(x), "b": 2 * np.mean(error)}


def summed(params, x, y):
    error = x @ params["w"] + params["b"] - y
    return {"w": 2 * x.T @ error, "b": 2 * np.mean(error)}


right = {"subject": loss, "gradient": gradient, "params": params, "data": (x, y)}
wrong = {**right, "gradient": summed}
rounded = {**right, "subject": lambda p, x, y: np.float32(loss(p, x, y))}
strange = {**right, "gradeint": gradient}
empty = {"data": (x, y)}
number = 7


def made():
    return wrong


def by_jax():
    return {"subject": lambda w: (w**2).sum(), "params": np.ones(3)}


def by_torch():
    import torch

    return {"subject": torch.nn.Linear(3, 1), "data": (x, y[:, None]), "loss": torch.nn.functional.mse_loss}


def failing():
    return 1 / 0


class Bent(NamedTuple):
    """x^2, whose derivative should be 2 x."""

    SOURCE = "of our own"
    RANGES = {}

    def forward(self, x):
        return x**2, x

    def backward(self, saved, dy):
        return dy * saved
'''


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder to stand in, with code of one's own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(MINE)
    return tmp_path


@pytest.fixture
def command(monkeypatch, capsys):
    """Runs a command in this process, and gives its exit code and what it printed."""

    def call(*arguments):
        monkeypatch.setattr("sys.argv", ["descentlab", "check", *arguments])
        with pytest.raises(SystemExit) as stopped:
            run()
        said = capsys.readouterr()
        return stopped.value.code or 0, said.out, said.err

    return call


def test_a_recipes_network(here, command):
    code, said, _ = command("digits", "--hidden", "16", "--activation", "tanh", "--l2", "0.01")
    assert code == 0
    lines = said.splitlines()
    assert lines[0].startswith(
        "digits, 32 examples: dense(units=16), tanh, dense(units=10); softmax_cross_entropy"
    )
    table = [line.split() for line in lines if line.endswith("right")]
    assert [row[0] for row in table] == ["dense1.kernel", "dense1.bias", "dense2.kernel", "dense2.bias"]
    assert "20 of 1024" in said
    assert "right: 66 entries, and along one direction for each parameter all 1210, agree" in said
    assert max(map(len, lines)) <= 100


def test_all_entries_and_fewer(here, command):
    _, said, _ = command("iris", "--hidden", "4", "--all")
    assert "right: 35 entries agree" in said  # 4 x 4 + 4 + 4 x 3 + 3
    _, said, _ = command("iris", "--hidden", "4", "--entries", "3", "--examples", "5", "--seed", "1")
    assert said.startswith("iris, 5 examples")
    assert "right: 12 entries, and along one direction for each parameter all 35, agree" in said


def test_the_same_command_says_the_same(here, command):
    assert command("iris", "--seed", "3")[1] == command("iris", "--seed", "3")[1] != command("iris")[1]


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("right", 0, ["mine.py:right", "right: 4 entries agree"]),
        ("wrong", 1, ["wrong: 1 of 2 parameters (w)", "the factor 1/m is missing: the ratio is 20"]),
        ("made", 1, ["the factor 1/m is missing"]),
        ("rounded", 3, ["inconclusive: the loss scatters by", "compute all of it in float64"]),
        ("by_jax", 0, ["right: 3 entries agree"]),
        ("by_torch", 0, ["right: 4 entries agree"]),
    ],
)
def test_code_of_ones_own(here, command, name, code, words):
    found, said, _ = command(f"mine.py:{name}")
    assert found == code
    for part in words:
        assert part in said


def test_an_activation_of_ones_own_in_a_recipe(here, command):
    code, said, _ = command("iris", "--activation", "mine.py:Bent", "--hidden", "4")
    assert code == 1
    assert "half as large as it should be" in said
    assert "(dense1.kernel, dense1.bias)" in said


def test_json(here, command):
    code, said, _ = command("mine.py:wrong", "--json", "results/check.json")
    assert code == 1
    assert said.splitlines()[-1] == "result  results/check.json"
    found = json.loads((here / "results/check.json").read_text())
    assert found["verdict"] == "wrong"
    assert found["causes"][0]["kind"] == "missing 1/m"
    assert [one["verdict"] for one in found["parameters"]] == ["wrong", "right"]
    assert found["parameters"][0]["entries"][0]["index"] == [0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["mine.py:nothing"], ["mine.py: unknown name 'nothing'"]),
        (["none.py:right"], ["none.py: no such file"]),
        (["mine.py:strange"], ["mine.py:strange: unknown entry 'gradeint': did you mean 'gradient'?"]),
        (["mine.py:empty"], ["mine.py:empty has no subject"]),
        (["mine.py:number"], ["must be, or give, a dictionary", "of the type int"]),
        (["mine.py:loss"], ["mine.py:loss takes arguments"]),
        (["mine.py:failing"], ["mine.py:failing() failed: ZeroDivisionError"]),
        (["mine.py:right", "--l2", "0.1"], ["options of data and recipe are not for it"]),
        (["mine.py:right", "--entries", "0"], ["entries is 0; it must be at least 1"]),
        (["iris", "--examples", "-2"], ["examples is -2; it must be at least 1"]),
        (["iris", "--l2", "0,1"], ["--l2"]),
        (["irsi"], ["no such file or data set 'irsi'"]),
        (["iris", "--activation", "rlu"], ["unknown activation 'rlu'"]),
        (["iris", "--json", "."], ["--json: . is a folder"]),
    ],
)
def test_what_cannot_be_checked_is_one_line_and_exit_code_2(here, command, arguments, words):
    code, said, complaint = command(*arguments)
    lines = [line for line in complaint.splitlines() if not line.startswith("note: ")]
    assert code == 2
    assert said == ""
    assert len(lines) == 1
    assert lines[0].startswith("descentlab: ")
    for part in words:
        assert part in lines[0]


def test_the_exit_code_reaches_the_shell_and_jax_is_not_loaded_for_numpy(here):
    code = (
        "import sys; sys.argv = ['descentlab', 'check', 'mine.py:wrong']\n"
        "from descentlab.cli.main import run\n"
        "try:\n    run()\n"
        "finally:\n    print('loaded:', sorted({'jax', 'torch', 'keras'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert "loaded: []" in done.stdout
    program = str(Path(sys.executable).with_name("descentlab"))
    assert subprocess.run([program, "check", "mine.py:right"], capture_output=True).returncode == 0
