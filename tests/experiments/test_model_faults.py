"""Model files that are broken or hostile: refused in one line before memory is taken, and nothing in them is run."""

import json
import pickle
import subprocess
import sys
import textwrap
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from descentlab.errors import DataError, ExperimentError
from descentlab.experiments.model import Card, Model
from descentlab.experiments.recipe import Recipe

WEIGHTS = {
    "dense1.bias": np.array([0.5, -0.5], np.float32),
    "dense1.kernel": np.array([[1, -1], [2, 0.5], [0, 1]], np.float32),
    "dense2.bias": np.array([0.25], np.float32),
    "dense2.kernel": np.array([[1], [-2]], np.float32),
}
KERNEL = "parameter/dense1.kernel"


def a_model(weights=WEIGHTS):
    card = Card(
        settings=Recipe(hidden=(2,)).settings(),
        task="classification",
        feature_names=["a", "b", "c"],
        target_names=["y"],
        classes=["no", "yes"],
        image=None,
        data="worked by hand",
    )
    preparation = {
        "shift": np.zeros(3),
        "scale": np.ones(3),
        "target_shift": np.zeros(1),
        "target_scale": np.ones(1),
    }
    return Model(card, dict(weights), {}, preparation)


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to stand in, with a file of code that leaves a canary behind when it is run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "evil.py").write_text("open('canary', 'w').close()\nclass Name:\n    RANGES = {}\n")
    return tmp_path


class File:
    """A model's file taken apart: ``head`` (its JSON), ``card`` (the JSON within), ``body`` (the bytes of the arrays).

    It carries no checksum, as older models do, so that what is changed is not refused for that alone.
    """

    def __init__(self, folder):
        self.path = folder / "m.safetensors"
        a_model().save(self.path)
        content = self.path.read_bytes()
        length = int.from_bytes(content[:8], "little")
        self.head, self.body = json.loads(content[8 : 8 + length]), content[8 + length :]
        self.head["__metadata__"].pop("sha256", None)
        self.card = json.loads(self.head["__metadata__"]["card"])

    def write(self, head=None):
        self.head["__metadata__"]["card"] = json.dumps(self.card)
        text = json.dumps(self.head).encode() if head is None else head
        self.path.write_bytes(len(text).to_bytes(8, "little") + text + self.body)

    def refused(self):
        """The one line with which the file is refused, without much memory."""
        tracemalloc.start()
        try:
            with pytest.raises(ExperimentError) as caught:
                Model.load(self.path)
            assert tracemalloc.get_traced_memory()[1] < 100e6
        finally:
            tracemalloc.stop()
        line = str(caught.value)
        assert line.startswith(str(self.path))
        assert "\n" not in line
        assert not Path("canary").exists()
        return line


@pytest.fixture
def file(here):
    return File(here)


def test_the_file_as_it_is_predicts_what_is_worked_by_hand(file):
    """relu(1 + 2 + 0.5, -1 + 0.5 - 0.5) = (3.5, 0); 3.5 + 0.25 = 3.75; 1 / (1 + exp(-3.75)) = 0.977023."""
    file.write()
    model = Model.load(file.path)
    np.testing.assert_allclose(model.outputs([[1, 1, 0]]), [[0.022977, 0.977023]], atol=1e-6)
    assert model.predict([[1, 1, 0]]) == ["yes"]


@pytest.mark.fault(46)
def test_truncated_anywhere(file):
    """At every length, checksum or none."""
    for whole in (a_model, None):
        if whole is None:
            file.write()
        content = file.path.read_bytes()
        for length in range(0, len(content), 41):
            file.path.write_bytes(content[:length])
            file.refused()
        file.path.write_bytes(content + b"more")
        file.refused()
        file.path.write_bytes(content)
        Model.load(file.path)


@pytest.mark.fault(46)
@pytest.mark.parametrize("claimed", [2**32, 2**63, 2**64 - 1])
def test_a_header_that_claims_gigabytes(file, claimed):
    content = file.path.read_bytes()
    file.path.write_bytes(claimed.to_bytes(8, "little") + content[8:])
    assert "not a readable safetensors file" in file.refused()


@pytest.mark.fault(46)
@pytest.mark.parametrize(
    "head", [b'{"a":' * 100_000, b"[" * 100_000, b'{"a":1', b"", b"\xff" * 50, b"null", b'{"__metadata__":5}']
)
def test_a_header_that_is_no_header(file, head):
    file.write(head)
    assert "not a readable safetensors file" in file.refused()


@pytest.mark.fault(46)
@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"data_offsets": [0, 24]}, "not a readable safetensors file"),  # over those of another
        ({"shape": [2, 3]}, f"array '{KERNEL[10:]}' has shape (2, 3), not (3, 2)"),
        ({"shape": [2**62, 2]}, "not a readable safetensors file"),
        ({"shape": [2**33, 2**33]}, "not a readable safetensors file"),
        ({"shape": [6]}, "has shape (6,), not (3, 2)"),
        ({"dtype": "I32"}, "is of dtype int32, not float32"),
        ({"dtype": "BF16", "shape": [6, 2]}, ""),  # what NumPy has of it depends on what else is imported
        ({"dtype": "evil"}, "not a readable safetensors file"),
    ],
)
def test_an_array_that_is_not_what_is_due(file, change, part):
    file.head[KERNEL] |= change
    file.write()
    assert part in file.refused()


@pytest.mark.fault(46)
@pytest.mark.parametrize(
    ("name", "changed", "part"),
    [
        ("dense1.kernel", None, "array 'dense1.kernel' is missing"),
        ("dense9.kernel", np.ones(1, np.float32), "array 'dense9.kernel' is unknown"),
        (
            "dense2.bias",
            np.array([np.nan], np.float32),
            "array 'dense2.bias' holds numbers that are not finite",
        ),
        ("dense2.bias", np.array([np.inf], np.float32), "not finite"),
        ("dense2.bias", np.array([1.0]), "is of dtype float64, not float32"),
    ],
)
def test_arrays_missing_unknown_and_not_finite(file, name, changed, part):
    weights = WEIGHTS | {name: changed}
    a_model({name: array for name, array in weights.items() if array is not None}).save(file.path)
    assert part in file.refused()


@pytest.mark.fault(46)
@pytest.mark.parametrize("scale", [0.0, -1.0, 1e-320])
def test_a_scale_that_nothing_can_be_divided_by(file, scale):
    model = a_model()
    model.preparation["scale"][1] = scale
    model.save(file.path)
    assert "array 'scale' holds numbers that are not positive" in file.refused()


@pytest.mark.fault(46)
@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"hidden": [2**31]}, "hidden is a whole number of 10 digits"),
        ({"hidden": [2**31 - 1] * 50}, "array 'dense1.bias' has shape (2,), not (2147483647,)"),
        ({"hidden": [1] * 60_000}, "settings of more than 100,000 letters"),
        ({"hidden": [64], "layers": "dense(units=2000000000)"}, "has shape (2,), not (2000000000,)"),
        (
            {"hidden": [64], "layers": "residual(layers=[" * 900 + "relu" + "])" * 900},
            "nested more than 20 deep",
        ),
        ({"hidden": "2"}, "hidden is '2'; it must be a whole number"),
        ({"hidden": [64], "layers": ["relu"]}, "layers is ['relu']; it must be text"),
        ({"dtype": "object"}, "unknown dtype 'object'"),
        ({"dropout": "gaussian_dropout(rate=2)"}, "rate is 2; it must lie in [0, 1)"),
        ({"nonsense": 1}, "unknown setting 'nonsense'"),
    ],
)
def test_settings_that_no_model_has(file, changes, part):
    file.card["settings"] |= changes
    file.write()
    assert part in file.refused()


@pytest.mark.fault(46)
@pytest.mark.parametrize(
    "changes",
    [
        {"settings": {}},
        {"settings": "x"},
        {"feature_names": []},
        {"feature_names": ["a"] * 100_000},
        {"target_names": []},
        {"classes": []},
        {"classes": ["one"]},
        {"classes": ["a"] * 1000},
        {"classes": None},
        {"task": "regression"},
        {"task": "evil"},
        {"image": [10**9, 10**9, 3]},
        {"image": [-1, -1, 3]},
        {"image": [3]},
        {"other": 1},
    ],
)
def test_a_card_that_no_model_has(file, changes):
    file.card |= changes
    file.write()
    file.refused()


@pytest.mark.fault(46)
@pytest.mark.parametrize("text", ["[" * 10**6, '{"settings":' * 10**5, "", "null", "{}", "\ud800"])
def test_a_card_that_is_no_card(file, text):
    file.head["__metadata__"]["card"] = text
    file.path.write_bytes(b"")
    content = json.dumps(file.head).encode()
    file.path.write_bytes(len(content).to_bytes(8, "little") + content + file.body)
    file.refused()


@pytest.mark.fault(48, 45)
@pytest.mark.parametrize(
    ("setting", "named", "part"),
    [
        ("layers", "lambda", "unknown layer 'lambda'"),
        (
            "layers",
            "evil.py:Name",
            "evil.py:Name is code from outside descentlab: allow it with --code evil.py:Name",
        ),
        ("layers", "residual(layers=[evil.py:Name])", "is code from outside descentlab"),
        ("layers", "../evil.py:Name", "is code from outside descentlab"),
        ("activation", "evil.py:Name", "is code from outside descentlab"),
        ("activation", {"name": "evil.py:Name"}, "is code from outside descentlab"),
        ("activation", "os.system", "cannot be read"),
        ("activation", "__import__('evil')", "cannot be read"),
        ("normalization", "evil", "unknown layer 'evil'"),
        ("dropout", "evil.py:Name", "is code from outside descentlab"),
        ("loss", "evil:Name", "cannot be read"),
    ],
)
def test_code_that_a_model_names_is_neither_imported_nor_run(file, setting, named, part):
    file.card["settings"] |= {setting: named} | ({"hidden": [64]} if setting == "layers" else {})
    file.write()
    assert part in file.refused()


@pytest.mark.fault(45)
def test_code_that_only_training_used_is_not_run_either(file):
    """Its optimizer plays no part in a prediction: the model loads, and asking for the whole recipe refuses."""
    file.card["settings"]["optimizer"] = "evil.py:Name"
    file.card["code"] = {"evil.py:Name": "0"}
    file.write()
    model = Model.load(file.path)
    assert model.predict([[1, 1, 0]]) == ["yes"]
    with pytest.raises(Exception, match=r"allow it with --code evil.py:Name"):
        _ = model.recipe
    assert not Path("canary").exists()


class Canary:
    def __reduce__(self):
        return open, ("canary", "w")


@pytest.mark.fault(45)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_is_no_model(file, protocol):
    file.path.write_bytes(pickle.dumps(Canary(), protocol))
    assert "not a readable safetensors file" in file.refused()


@pytest.mark.fault(51, 23)
def test_features_so_far_off_that_nothing_finite_comes_out(file):
    file.write()
    model = Model.load(file.path)
    with pytest.raises(DataError, match=r"row 2: no finite prediction; its values are too far"):
        model.outputs([[1, 1, 0], [1e300, 1e300, -1e300]])
    with pytest.raises(DataError, match="row 1, column 'b' is not a finite number"):
        model.outputs([[1, np.nan, 0]])


KILLED = """
    import os, signal, sys
    sys.path.insert(0, {here!r})
    from test_model_faults import WEIGHTS, a_model
    from descentlab.experiments.model import Model

    file, old = sys.argv[1], a_model()
    new = a_model({{name: array + 1 for name, array in WEIGHTS.items()}})
    new.save(file)
    bytes_of = {{open(file, "rb").read(): "new"}}
    old.save(file)
    bytes_of[open(file, "rb").read()] = "old"

    def kills(function, after):
        def call(*arguments, **options):
            if after:
                function(*arguments, **options)
            os.kill(os.getpid(), signal.SIGKILL)
        return call

    def half(number):
        written = os.fstat(number).st_size
        os.truncate(number, written // 2)
        os.kill(os.getpid(), signal.SIGKILL)

    moments = {{
        "while it is written": ("fsync", half),
        "before it is flushed": ("fsync", kills(os.fsync, after=False)),
        "when it is flushed": ("fsync", kills(os.fsync, after=True)),
        "before it is renamed": ("replace", kills(os.replace, after=False)),
        "when it is renamed": ("replace", kills(os.replace, after=True)),
    }}
    for moment, (name, instead) in moments.items():
        child = os.fork()
        if child == 0:
            setattr(os, name, instead)
            new.save(file)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), moment
        Model.load(file)
        print(moment, bytes_of[open(file, "rb").read()], sep=": ")
    new.save(file)
    print("not killed", bytes_of[open(file, "rb").read()], sep=": ")
"""


@pytest.mark.fault(47)
def test_a_save_that_is_killed_leaves_the_old_model_or_the_new(tmp_path):
    program = textwrap.dedent(KILLED.format(here=str(Path(__file__).parent)))
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "m.safetensors"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert dict(line.split(": ") for line in done.stdout.splitlines()) == {
        "while it is written": "old",
        "before it is flushed": "old",
        "when it is flushed": "old",
        "before it is renamed": "old",
        "when it is renamed": "new",
        "not killed": "new",
    }
