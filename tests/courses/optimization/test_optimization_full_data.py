"""The examples with the course's own files: the costs that the course prints come out."""

import os
from pathlib import Path

import numpy as np
import pytest
from course_runs import costs, epochs, numbers, printed, run

DATA = os.environ.get("DESCENTLAB_DATA", "")
FILES = ("MNIST.npz", "Binary_Train.npz", "model.h5")
MISSING = [name for name in FILES if not (DATA and (Path(DATA) / "optimization" / name).is_file())]

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        bool(MISSING), reason=f"wants {', '.join(MISSING)} in DESCENTLAB_DATA's folder optimization"
    ),
]


def shown(*arguments: str, folder: Path) -> str:
    done = run(*arguments, folder=folder, data=DATA)
    assert done.returncode == 0, done.stderr
    assert "not found" not in done.stderr
    return done.stdout


@pytest.mark.parametrize(("number", "tail"), [(5, 1e-9), (7, 1e-4), (9, 1e-9)])
def test_logistic_regression(tmp_path, number: int, tail: float) -> None:
    """In float64. RMSProp enlarges rounding late in the run, where its steps stay long around the minimum."""
    found, expected = costs(shown(str(number), folder=tmp_path)), costs(printed(number))
    assert list(found) == list(range(0, 1001, 100))
    early = {step: cost for step, cost in expected.items() if step <= 500}
    assert {step: found[step] for step in early} == pytest.approx(early, rel=1e-9)
    assert found == pytest.approx(expected, rel=tail)


def test_mini_batches(tmp_path) -> None:
    """Ten epochs in float32; an accuracy may differ by an image or two."""
    found, expected = epochs(shown("3", folder=tmp_path)), epochs(printed(3))
    assert found.keys() >= expected.keys()
    for name, value in expected.items():
        if "Accuracy" in name[2]:
            assert found[name] == pytest.approx(value, abs=2 / 32 if name[1] else 1e-4), name
        else:
            assert found[name] == pytest.approx(value, rel=1e-5 if name[0] in "012" else 1e-3), name


@pytest.mark.parametrize("number", [6, 10])
def test_network_on_all_images(tmp_path, number: int) -> None:
    """A thousand steps in float32, some six minutes on two cores."""
    found, expected = costs(shown(str(number), folder=tmp_path)), costs(printed(number))
    assert found[100] == pytest.approx(expected[100], rel=1e-5)
    assert found == pytest.approx(expected, rel=0.02)


def test_network_by_rmsprop(tmp_path) -> None:
    """To step 200: from then on rounding decides when the cost jumps. Here 4e-6 at 100, without oneDNN 1.2e-5."""
    found, expected = costs(shown("8", "--steps", "200", folder=tmp_path)), costs(printed(8))
    assert found[100] == pytest.approx(expected[100], rel=5e-5)
    assert found[200] == pytest.approx(expected[200], rel=1e-3)


def test_batch_norm_layer(tmp_path) -> None:
    """The corners of a (50000, 256) array."""
    found, expected = shown("14", folder=tmp_path), printed(14)
    assert found.splitlines()[-1].endswith("shape=(50000, 256), dtype=float32)")
    np.testing.assert_allclose(numbers(found), numbers(expected), atol=2e-6)
