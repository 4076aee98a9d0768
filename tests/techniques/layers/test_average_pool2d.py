"""Average pooling."""

import keras
import numpy as np
import pytest
import torch
from torch.nn import functional

from descentlab.contracts import Needs
from descentlab.techniques.layers.average_pool2d import AveragePool2D

from .peers import assert_same, by_keras, by_torch, channels_first, channels_last, ours

forms = pytest.mark.parametrize(("size", "stride"), [(1, 1), (2, 2), (3, 3), (3, 2), (2, 1), (3, 1), (2, 3)])


def test_by_hand() -> None:
    """(1 + 2 + 5 + 8) / 4 = 4; of the third column and row no patch is full."""
    x = np.array([[1.0, 2.0, 9.0], [5.0, 8.0, 9.0], [9.0, 9.0, 9.0]])[None, :, :, None]
    y, saved, state = AveragePool2D().forward({}, {}, x, {})
    np.testing.assert_array_equal(y[0, :, :, 0], [[4.0]])
    assert state == {}
    dx, grads = AveragePool2D().backward({}, saved, np.array([8.0])[None, None, :, None])
    np.testing.assert_array_equal(dx[0, :, :, 0], [[2.0, 2.0, 0.0], [2.0, 2.0, 0.0], [0.0, 0.0, 0.0]])
    assert grads == {}


def test_overlap_by_hand() -> None:
    """(1 + 2 + 5 + 8) / 4 and (2 + 3 + 8 + 1) / 4; the middle column has a share in both."""
    layer = AveragePool2D(size=2, stride=1)
    x = np.array([[1.0, 2.0, 3.0], [5.0, 8.0, 1.0]])[None, :, :, None]
    y, saved, _ = layer.forward({}, {}, x, {})
    np.testing.assert_array_equal(y[0, :, :, 0], [[4.0, 3.5]])
    dx, _ = layer.backward({}, saved, np.array([4.0, 8.0])[None, None, :, None])
    np.testing.assert_array_equal(dx[0, :, :, 0], [[1.0, 3.0, 2.0], [1.0, 3.0, 2.0]])


def test_asks_for_and_refuses() -> None:
    assert AveragePool2D().needs((7, 9, 3)) == Needs((3, 4, 3))
    assert AveragePool2D(7).needs((7, 7, 3)) == Needs((1, 1, 3))
    with pytest.raises(ValueError, match=r"average_pool2d takes images .*\(64,\)"):
        AveragePool2D().needs((64,))
    with pytest.raises(ValueError, match=r"\(9, 1\) is smaller than a patch of 2"):
        AveragePool2D().needs((9, 1, 3))


def exercise(layer: AveragePool2D) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.normal(size=(2, 7, 9, 3)), rng.normal(size=(2, *layer.needs((7, 9, 3)).output))


@forms
def test_pytorch(size: int, stride: int) -> None:
    x, dy = exercise(layer := AveragePool2D(size, stride))

    def there(x: torch.Tensor) -> torch.Tensor:
        return channels_last(functional.avg_pool2d(channels_first(x), size, stride))

    assert_same(ours(layer, {}, x, dy), by_torch(there, {}, x, dy))


@pytest.mark.usefixtures("in_float64")
@pytest.mark.parametrize(("size", "stride"), [(2, None), (3, 2)])
def test_keras(size: int, stride: int | None) -> None:
    x, dy = exercise(layer := AveragePool2D(size, stride))
    assert_same(ours(layer, {}, x, dy), by_keras(keras.layers.AveragePooling2D(size, stride), {}, x, dy))
