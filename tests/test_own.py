"""A user's own techniques: named by the user they take part everywhere; named by a file they are not run."""

import importlib
import textwrap

import numpy as np
import pytest

from descentlab import catalogue, data, own, user_code
from descentlab.errors import InputError, SettingError
from descentlab.experiments.compare import compare
from descentlab.experiments.grid import grid
from descentlab.experiments.recipe import Recipe, recipe
from descentlab.experiments.result import Result

MINE = """
from typing import NamedTuple
from descentlab.contracts import NO_NUMBERS, Range

open("canary", "a").close()

class State(NamedTuple):
    pass

class Down(NamedTuple):
    learning_rate: float = 1e-2
    RANGES = {"learning_rate": Range(lawful=(0, None), search=(1e-3, 1e1), scale="log")}
    def init(self, param):
        return State()
    def step(self, state, grad, param, t):
        return -self.learning_rate * grad, state

class Square(NamedTuple):
    RANGES = NO_NUMBERS
    def forward(self, x):
        return x * x, x
    def backward(self, saved, dy):
        return 2 * saved * dy

class Nothing:
    pass
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(own, "_ADMITTED", {})
    (tmp_path / "mine.py").write_text(MINE)
    return tmp_path


def test_it_trains_beside_ours_and_gives_the_same_numbers_as_the_same_formula(here):
    recipes = grid(optimizer=["sgd", "mine.py:Down"], learning_rate=0.1, epochs=2, hidden=8)
    found = compare(data.load("iris"), recipes, seeds=2, out=here / "e")
    assert [one.name for one in found.recipes].count("mine.py:Down") == 1
    ours, theirs = (one.runs for one in found.recipes)
    assert [run.scores for run in ours] == [run.scores for run in theirs]


@pytest.mark.fault(45, 48)
def test_stored_experiments_and_models_run_no_code_unless_it_is_allowed(here, monkeypatch):
    recipes = grid(
        optimizer=["mine.py:Down"], activation="mine.py:Square", learning_rate=0.1, epochs=2, hidden=4
    )
    found = compare(data.load("iris"), recipes, seeds=1, out=here / "e")
    expected = found.model().predict(data.load("iris").features)
    (here / "canary").unlink()
    monkeypatch.setattr(own, "_ADMITTED", {})
    for stored in (lambda: Result.read(here / "e"), found.model, lambda: Recipe(optimizer="mine.py:Down")):
        with pytest.raises(InputError, match=r"allow it with --code mine.py:"):
            stored()
    assert not (here / "canary").exists()
    own.admit("mine.py:Down")
    own.admit("mine.py:Square")
    again = Result.read(here / "e")
    np.testing.assert_array_equal(again.model().predict(data.load("iris").features), expected)


def test_a_model_trained_by_a_users_own_optimizer_predicts_without_it(here, monkeypatch):
    recipes = grid(optimizer=["mine.py:Down"], learning_rate=0.1, epochs=2, hidden=4)
    found = compare(data.load("iris"), recipes, seeds=1, out=here / "e")
    monkeypatch.setattr(own, "_ADMITTED", {})
    assert found.model().predict(data.load("iris").features).shape == (150,)


def test_another_version_of_the_code_is_another_technique(here):
    one = recipe(optimizer="mine.py:Down")
    before = one.code()
    (here / "mine.py").write_text(MINE.replace("1e-2", "1e-3"))
    again = recipe(optimizer="mine.py:Down")
    assert again == one
    assert again.code() != before
    assert again.default_learning_rate == 1e-3


def test_a_class_handed_in_needs_no_file_name(here):
    kind = user_code.load("mine.py:Down")
    one = recipe(optimizer=kind(learning_rate=0.5))
    assert one.optimizer == "mine.py:Down(learning_rate=0.5)"
    assert one.learning_rate == 0.5


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("mine.py:Dwn", r"mine.py: unknown name 'Dwn': did you mean 'Down'"),
        ("other.py:Down", r"other.py: no such file"),
        ("mine.py:Nothing", r"mine.py:Nothing is no technique"),
        ("mine.py:Square", r"does not belong to the optimizers: it needs the methods init, step"),
        ("broken.py:A", r"broken.py, line 3: ZeroDivisionError"),
        ("wrong.py:A", r"wrong.py, line 1: SyntaxError"),
    ],
)
def test_what_is_wrong_is_named_in_one_line(here, reference, message):
    (here / "broken.py").write_text("a = 1\n\nb = a / 0\n")
    (here / "wrong.py").write_text("def (:\n")
    with pytest.raises(SettingError, match=message) as caught:
        recipe(optimizer=reference)
    assert "\n" not in str(caught.value)


def test_an_installed_package_adds_techniques_by_entry_points(here, monkeypatch):
    """A package as pip would leave it: a module, and its metadata beside."""
    (here / "descentlab_extra.py").write_text(MINE.replace('open("canary", "a").close()', ""))
    folder = here / "descentlab_extra-1.2.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: descentlab-extra\nVersion: 1.2\n")
    (folder / "entry_points.txt").write_text(
        textwrap.dedent("""\
        [descentlab.optimizers]
        downhill = descentlab_extra:Down
        """)
    )
    monkeypatch.syspath_prepend(here)
    importlib.invalidate_caches()
    own.installed.cache_clear()
    catalogue.names.cache_clear()
    try:
        assert "downhill" in catalogue.names("optimizers")
        one = recipe(optimizer="downhill(learning_rate=0.25)")
        assert one.default_learning_rate == 0.25
        assert one.code() == {"downhill": "descentlab-extra 1.2"}
        built = catalogue.build("optimizers", "downhill")
        assert catalogue.name_of(built) == "downhill"
    finally:
        monkeypatch.undo()
        own.installed.cache_clear()
        catalogue.names.cache_clear()


def test_two_classes_of_one_name_are_two_techniques(here):
    """Each trains by its own formula: the second's step is none."""
    (here / "still.py").write_text(MINE.replace("-self.learning_rate * grad", "0 * grad"))
    recipes = grid(optimizer=["mine.py:Down", "still.py:Down"], learning_rate=0.1, epochs=2, hidden=8)
    found = compare(data.load("iris"), recipes, seeds=2, out=here / "e")
    moving, still = ([run.scores for run in one.runs] for one in found.recipes)
    assert moving != still


def test_layers_of_ones_own_are_admitted_and_their_code_is_told_apart(here):
    one = recipe(layers="dense(units=4), mine.py:Square, sequential(layers=[mine.py:Square])")
    assert list(one.code()) == ["mine.py:Square"]
    before = one.code()
    (here / "mine.py").write_text(MINE.replace("2 * saved", "3 * saved"))
    assert recipe(layers=one.layers).code() != before


@pytest.mark.parametrize(
    ("ranges", "message"),
    [
        ('{"lr": Range()}', "lr must be a field of the class"),
        ("{}", "learning_rate must be a field of the class and have a Range"),
        ('{"learning_rate": (0, 1)}', "gives a Range for each number"),
        ("3", "gives a Range for each number"),
    ],
)
def test_wrong_ranges_are_one_line(here, ranges, message):
    wrong = MINE.replace('{"learning_rate": Range(lawful=(0, None), search=(1e-3, 1e1), scale="log")}', ranges)
    (here / "wrong.py").write_text(wrong)
    with pytest.raises(SettingError, match=message):
        recipe(optimizer="wrong.py:Down")


def test_a_file_that_exits_is_one_line(here):
    (here / "leaves.py").write_text("raise SystemExit(3)\n")
    with pytest.raises(SettingError, match=r"leaves.py, line 1: SystemExit"):
        recipe(optimizer="leaves.py:A")


def test_a_model_is_not_read_with_other_code_than_it_was_trained_with(here):
    recipes = grid(activation=["mine.py:Square"], learning_rate=0.1, epochs=2, hidden=4)
    found = compare(data.load("iris"), recipes, seeds=1, out=here / "e")
    (here / "mine.py").write_text(MINE.replace("x * x", "x * x * x"))
    own.admit("mine.py:Square")
    with pytest.raises(InputError, match=r"mine.py:Square has changed since this model was trained"):
        found.model()


def test_numbers_that_do_not_go_together_are_refused_by_its_own_check(here):
    checked = textwrap.indent(
        "def check(self):\n    if self.learning_rate > 1:\n        raise ValueError('a rate above 1 goes up')\n",
        "    ",
    )
    (here / "mine.py").write_text(MINE.replace("    def init(", f"{checked}    def init("))
    assert recipe(optimizer="mine.py:Down(learning_rate=1)").learning_rate == 1
    with pytest.raises(SettingError, match=r"optimizer 'mine.py:Down': a rate above 1 goes up"):
        recipe(optimizer="mine.py:Down(learning_rate=2)")
