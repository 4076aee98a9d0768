"""The examples without the course's files: what they print and draw, on scikit-learn's digits where data are needed."""

# ruff: noqa: NPY002  (the course's numbers come from NumPy's global generator)

import re
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
import torch
from course_runs import COURSE, costs, epochs, numbers, printed, run, sections
from sklearn.datasets import load_digits

DIGITS: Any = load_digits()


@pytest.fixture(scope="module")
def light(tmp_path_factory) -> tuple[dict[int, str], Path]:
    """What the examples without TensorFlow print, and the folder of their pictures."""
    folder = tmp_path_factory.mktemp("light")
    done = run(*["0", "1", "2", "4", "5", "7", "9", "11", "13", "--figures", "pictures"], folder=folder)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == [
        "Binary_Train.npz not found (--data or DESCENTLAB_DATA names its folder): zeros and ones of scikit-learn's "
        "8 x 8 digits take its place"
    ]
    return sections(done.stdout), folder / "pictures"


@pytest.mark.parametrize("number", [0, 1, 2, 4, 11, 13])
def test_printed_as_in_the_course(light, number: int) -> None:
    assert light[0][number] == printed(number)


@pytest.mark.parametrize(
    ("number", "optimizer", "settings", "tolerance"),
    [
        (5, torch.optim.SGD, {"lr": 0.01 * (1 - 0.9), "momentum": 0.9}, 1e-11),
        (
            7,
            torch.optim.RMSprop,
            {"lr": 0.001, "alpha": 0.9, "eps": 1e-8},
            1e-5,
        ),  # it enlarges rounding late in the run
        (9, torch.optim.Adam, {"lr": 0.001, "betas": (0.9, 0.99), "eps": 1e-8}, 1e-10),
    ],
)
def test_logistic_regression_against_torch(light, number, optimizer, settings, tolerance) -> None:
    """Every image has a bias of its own, as in the course; a sum of gradients takes a rate of 1 - beta1 times ours."""
    X = torch.tensor(DIGITS.data[DIGITS.target < 2] / 16)
    Y = torch.tensor(DIGITS.target[DIGITS.target < 2, None], dtype=torch.float64)
    np.random.seed(0)
    W = torch.tensor(np.random.randn(64, 1), requires_grad=True)
    b = torch.zeros((len(X), 1), dtype=torch.float64, requires_grad=True)
    descent = optimizer([W, b], **settings)
    expected = {}
    for step in range(1001):
        descent.zero_grad()
        cost = torch.nn.functional.binary_cross_entropy_with_logits(X @ W + b, Y)
        cost.backward()
        if step % 100 == 0:
            expected[step] = cost.item()
        descent.step()
    assert costs(light[0][number]) == pytest.approx(expected, rel=tolerance)


@pytest.mark.parametrize("number", [4, 5, 7, 9])
def test_pictures(light, number: int) -> None:
    picture = (light[1] / f"exercise_{number:02}.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 20_000


PROBE = """
import sys
sys.path.insert(0, sys.argv[1])
import numpy as np, run
code = run.main("3 6 8 10 12 14 --epochs 2 --steps 100 --figures pictures".split())
from examples import network
from examples.settings import Settings
network.seed()
np.savez("weights.npz", *network.untrained(64, Settings()).get_weights())
sys.exit(code)
"""


@pytest.fixture(scope="module")
def heavy(tmp_path_factory) -> tuple[dict[int, str], Path]:
    """What the examples with TensorFlow print, and the folder with the network's first weights and pictures."""
    folder = tmp_path_factory.mktemp("heavy")
    done = run(str(COURSE), folder=folder, code=PROBE)
    assert done.returncode == 0, done.stderr
    said = [line for line in done.stderr.splitlines() if "not found" in line]
    assert [line.partition(" ")[0] for line in said] == ["MNIST.npz", "model.h5"]
    return sections(done.stdout), folder


def test_mini_batches_learn(heavy) -> None:
    """Golden figures: before and after two epochs of 47 mini-batches; an accuracy may differ by an image or two."""
    found = epochs(heavy[0][3])
    first, last = ([found[epoch, "", f"{part} Cost"] for part in ("Training", "Validation")] for epoch in "02")
    assert first == pytest.approx([2.3603615760803223, 2.3539111614227295], rel=1e-5)
    assert last == pytest.approx([1.5621939897537231, 1.6120315790176392], rel=1e-4)
    assert found["0", "", "Validation Accuracy"] == pytest.approx(37 / 297, abs=2 / 297)
    assert found["2", "", "Training Accuracy"] == pytest.approx(1256 / 1500, abs=2 / 1500)


def test_schedule_as_in_the_course(heavy) -> None:
    assert heavy[0][12] == printed(12)


def test_layer_is_normalized(heavy) -> None:
    """Golden figures: the first row's ends of a (1500, 256) array."""
    assert heavy[0][14].rstrip().endswith("shape=(1500, 256), dtype=float32)")
    ends = [-0.363397, 0.948805, -0.765721, 0.876673, 0.464978, -0.645404]
    np.testing.assert_allclose(numbers(heavy[0][14])[:6], ends, atol=1e-5)


@pytest.mark.parametrize(
    ("number", "optimizer", "golden", "tolerance"),
    [
        (6, optax.sgd(0.01, momentum=0.9), 0.23518110811710358, 1e-4),
        (8, optax.rmsprop(0.001, decay=0.9, eps=1e-7), 0.04193733632564545, 1e-3),
        (10, optax.adam(0.001, 0.9, 0.999, eps=1e-7), 0.04913170263171196, 1e-3),
    ],
)
def test_network_against_optax(heavy, number, optimizer, golden, tolerance) -> None:
    """The same first weights, all images at once; optax's epsilon for Adam stands elsewhere, which hardly shows."""
    found = costs(heavy[0][number])[100]
    assert found == pytest.approx(golden, rel=1e-3)
    X, Y = jnp.asarray(DIGITS.data[:1500] / 16, jnp.float32), jax.nn.one_hot(DIGITS.target[:1500], 10)
    with np.load(heavy[1] / "weights.npz") as weights:
        params = [jnp.asarray(array) for array in weights.values()]

    def cost(params):
        outputs = jnp.tanh(jnp.tanh(X @ params[0] + params[1]) @ params[2] + params[3]) @ params[4] + params[5]
        return optax.softmax_cross_entropy(outputs, Y).mean()

    @jax.jit
    def step(params, state):
        value, grads = jax.value_and_grad(cost)(params)
        changes, state = optimizer.update(grads, state)
        return value, optax.apply_updates(params, changes), state

    state, value = optimizer.init(params), 0.0
    for _ in range(100):
        value, params, state = step(params, state)
    assert found == pytest.approx(float(value), rel=tolerance)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["15"], "there is no exercise '15': they are numbered 0 to 14"),
        (["-1"], "there is no exercise '-1': they are numbered 0 to 14"),
        (["five"], "there is no exercise 'five': they are numbered 0 to 14"),
        (["5", "--steps", "0"], "'0' must be a whole number of at least 1"),
        (["3", "--epochs", "2.5"], "'2.5' must be a whole number of at least 1"),
        (["5", "--data", "nowhere"], "there is no folder 'nowhere'"),
    ],
)
def test_a_wrong_request_is_one_line(tmp_path, arguments: list[str], line: str) -> None:
    done = run(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert re.fullmatch(rf"run\.py: .*{re.escape(line)}\n", done.stderr)


def test_a_damaged_file_is_one_line(tmp_path) -> None:
    (tmp_path / "Binary_Train.npz").write_bytes(b"PK\x03\x04 and no more")
    done = run("11", "5", "--data", str(tmp_path), folder=tmp_path)
    assert done.returncode == 2
    assert sections(done.stdout) == {11: printed(11), 5: ""}
    assert re.fullmatch(r"exercise 5: .*Binary_Train\.npz cannot be read as the course's .*\n", done.stderr)


def test_without_tensorflow_the_rest_runs(tmp_path) -> None:
    code = "import sys\nsys.modules['tensorflow'] = None\nsys.path.insert(0, sys.argv[1])\nimport run\n"
    done = run(str(COURSE), folder=tmp_path, code=code + "sys.exit(run.main(['6', '11']))")
    assert done.returncode == 2
    assert sections(done.stdout) == {6: "", 11: printed(11)}
    assert done.stderr.splitlines() == [
        "exercise 6: this example needs an optional dependency: pip install 'descentlab[courses]'"
    ]


def test_steps(tmp_path) -> None:
    done = run("5", "--steps", "150", folder=tmp_path)
    assert list(costs(done.stdout)) == [0, 100, 150]
