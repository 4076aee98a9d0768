"""Each demonstration of exercise pack 2 runs alone and in sequence, and leaves its picture."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

PACK = Path(__file__).parents[2] / "courses" / "ml_optimization"
NAMES = sorted((file.stem for file in PACK.glob("[0-9]*.py")), key=lambda name: int(name.partition("-")[0]))
SLOW = {2, 3, 5, 6, 7, 8, 11, 12, 13, 14, 15}
NEEDS_TENSORFLOW = ("13-batch_normalization_tensorflow", "15-model")


def run(*command: str, folder: Path, code: str | None = None) -> str:
    """What a script prints. code: runs this instead, with the pack's folder on the path."""
    start = [str(PACK / command[0]), *command[1:]] if code is None else ["-c", code, *command]
    environment = {name: value for name, value in os.environ.items() if name != "KERAS_BACKEND"}
    environment |= {"PYTHONPATH": str(PACK)}
    done = subprocess.run(
        [sys.executable, *start],
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def is_picture(file: Path) -> bool:
    head = file.read_bytes()[:24]
    width, height = (int.from_bytes(head[at : at + 4]) for at in (16, 20))
    return head[:8] == b"\x89PNG\r\n\x1a\n" and width == 1500 and height > 500


def test_there_are_sixteen():
    assert [int(name.partition("-")[0]) for name in NAMES] == list(range(16))


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.long] if i in SLOW else []) for i, name in enumerate(NAMES)],
)
def test_a_script_runs_alone_into_an_empty_folder(name, tmp_path):
    printed = run(f"{name}.py", folder=tmp_path).splitlines()
    assert is_picture(tmp_path / "ml_optimization_output" / f"{name}.png")
    assert printed[-1].startswith(f"See {Path('ml_optimization_output', name)}.png: ")
    assert len(printed) >= 3


def test_some_are_run_in_order_into_the_folder_asked_for(tmp_path):
    printed = run("run.py", "9", "0", "--out", "here", folder=tmp_path)
    assert [line[3:] for line in printed.splitlines() if line.startswith("-- ")] == [NAMES[0], NAMES[9]]
    assert sorted(file.name for file in (tmp_path / "here").iterdir()) == [
        f"{NAMES[0]}.png",
        f"{NAMES[9]}.png",
        "norm_constants.npz",
    ]


def test_an_unknown_number_is_refused(tmp_path):
    done = subprocess.run(
        [sys.executable, str(PACK / "run.py"), "16"], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "run.py: there is no exercise 16: they are numbered 0 to 15\n"
    assert not list(tmp_path.iterdir())


def test_one_uses_the_constants_that_zero_left(tmp_path):
    out = tmp_path / "ml_optimization_output"
    out.mkdir()
    np.savez(out / "norm_constants.npz", m=np.full(30, 5.0), s=np.full(30, 2.0))
    run(
        code="from pathlib import Path; __import__('1-normalization').produce(Path('ml_optimization_output'))",
        folder=tmp_path,
    )
    with np.load(out / "normalized.npz") as arrays:
        from sklearn.datasets import load_breast_cancer

        measured = load_breast_cancer().data
        restored = np.concatenate([arrays["x"], arrays["x_validation"]]) * 2 + 5
    known = {tuple(row) for row in np.round(measured, 6)}
    assert all(tuple(row) in known for row in np.round(restored, 6))


@pytest.mark.parametrize("name", [pytest.param(NAMES[13]), pytest.param(NAMES[15], marks=pytest.mark.long)])
def test_without_tensorflow_one_line_says_what_to_install(name, tmp_path):
    (tmp_path / "setting.json").write_text('{"learning_rate": 0.01, "dropout": 0.1, "hidden": [8]}')
    code = (
        "import sys; sys.modules['tensorflow'] = None; from pathlib import Path; from demonstration import show; "
        f"show('{name}', __import__('{name}').demonstrate, Path('.'))"
    )
    lines = [line for line in run(code=code, folder=tmp_path).splitlines() if "pip install" in line]
    assert len(lines) == 1
    assert lines[0].endswith("pip install 'descentlab[courses]'")
    assert (tmp_path / f"{name}.png").exists() == (name == NAMES[15])


@pytest.mark.long
def test_the_sequence_runs_and_the_saved_models_predict_what_was_printed(tmp_path):
    printed = run("run.py", "--out", str(tmp_path), folder=tmp_path)
    assert [line[3:] for line in printed.splitlines() if line.startswith("-- ")] == NAMES
    assert all(is_picture(tmp_path / f"{name}.png") for name in NAMES)
    setting = json.loads((tmp_path / "setting.json").read_text())
    assert f"from exercise 8: learning_rate {setting['learning_rate']}, " in printed
    assert printed.count("loaded again: equal predictions") == 2
    code = """
from demonstration import tensorflow
import descentlab as dl
keras = tensorflow("a test").keras
digits = dl.data.load("digits")
test = dl.data.split(digits, seed=0).test
x, y = digits.features[test], digits.targets[test]
ours = dl.Model.load("model.safetensors").outputs(x)
theirs = keras.models.load_model("model.keras").predict(x, verbose=0)
for name, found in (("descentlab", ours), ("Keras", theirs)):
    print(f"{name}: test accuracy {(found.argmax(axis=1) == y).mean():.1%}")
"""
    again = run(code=code, folder=tmp_path).splitlines()
    assert len(again) == 2
    assert all(line in printed for line in again)


@pytest.mark.long
def test_keras_and_the_library_agree_on_batch_normalization(tmp_path):
    printed = run("13-batch_normalization_tensorflow.py", folder=tmp_path)
    differences = [float(line.split()[-5]) for line in printed.splitlines() if "differ by" in line]
    assert len(differences) == 3
    assert max(differences) < 2e-6


@pytest.mark.long
def test_a_keras_layer_is_normalized_over_the_mini_batch(tmp_path):
    code = """
from demonstration import tensorflow
import numpy as np
tf = tensorflow("a test")
prev = np.random.default_rng(0).normal(5, 2, size=(200, 7)).astype("float32")
layer = __import__("13-batch_normalization_tensorflow").create_batch_norm_layer(prev, 4, tf.identity)
print(layer.shape == (200, 4))
print(np.allclose(np.mean(layer, axis=0), 0, atol=1e-5), np.allclose(np.std(layer, axis=0), 1, atol=1e-5))
"""
    assert run(code=code, folder=tmp_path).split() == ["True", "True", "True"]
