"""Max pooling."""

import keras
import numpy as np
import pytest
import torch
from torch.nn import functional

from descentlab.contracts import Needs
from descentlab.techniques.layers.max_pool2d import MaxPool2D

from .peers import assert_same, by_keras, by_torch, channels_first, channels_last, ours

forms = pytest.mark.parametrize(("size", "stride"), [(1, 1), (2, 2), (3, 3), (3, 2), (2, 1), (3, 1), (2, 3)])


def test_by_hand() -> None:
    """Of 1 5 3 4 the 5; of 2 2 2 0 the first 2; the last row fills no patch."""
    x = np.array([[1.0, 5.0, 2.0, 2.0], [3.0, 4.0, 2.0, 0.0], [9.0, 9.0, 9.0, 9.0]])[None, :, :, None]
    y, saved, state = MaxPool2D().forward({}, {}, x, {})
    np.testing.assert_array_equal(y[0, :, :, 0], [[5.0, 2.0]])
    assert state == {}
    np.testing.assert_array_equal(MaxPool2D().infer({}, {}, x), y)
    dx, grads = MaxPool2D().backward({}, saved, np.array([10.0, 100.0])[None, None, :, None])
    np.testing.assert_array_equal(
        dx[0, :, :, 0], [[0.0, 10.0, 100.0, 0.0], [0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]
    )
    assert grads == {}


def test_overlap_by_hand() -> None:
    """The 7 is the maximum of 1 7 0 3 and of 7 2 3 6, and gets both gradients."""
    x = np.array([[1.0, 7.0, 2.0], [0.0, 3.0, 6.0]])[None, :, :, None]
    y, saved, _ = MaxPool2D(size=2, stride=1).forward({}, {}, x, {})
    np.testing.assert_array_equal(y[0, :, :, 0], [[7.0, 7.0]])
    dx, _ = MaxPool2D(size=2, stride=1).backward({}, saved, np.array([1.0, 10.0])[None, None, :, None])
    np.testing.assert_array_equal(dx[0, :, :, 0], [[0.0, 11.0, 0.0], [0.0, 0.0, 0.0]])


def test_asks_for_and_refuses() -> None:
    assert MaxPool2D().needs((7, 9, 3)) == Needs((3, 4, 3))
    assert MaxPool2D(3, 2).needs((7, 9, 3)) == Needs((3, 4, 3))
    with pytest.raises(ValueError, match=r"max_pool2d takes images .*\(64,\)"):
        MaxPool2D().needs((64,))
    with pytest.raises(ValueError, match=r"\(1, 9\) is smaller than a patch of 2"):
        MaxPool2D().needs((1, 9, 3))


@forms
def test_pytorch(size: int, stride: int) -> None:
    """Among whole numbers from 0 to 3, so that most patches have several maxima."""
    rng = np.random.default_rng(0)
    x = rng.integers(0, 4, size=(2, 7, 9, 3)).astype("float64")
    layer = MaxPool2D(size, stride)
    dy = rng.normal(size=(2, *layer.needs((7, 9, 3)).output))

    def there(x: torch.Tensor) -> torch.Tensor:
        return channels_last(functional.max_pool2d(channels_first(x), size, stride))

    assert_same(ours(layer, {}, x, dy), by_torch(there, {}, x, dy))


@pytest.mark.usefixtures("in_float64")
@pytest.mark.parametrize(("size", "stride"), [(2, None), (3, 2)])
def test_keras(size: int, stride: int | None) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 7, 9, 3))
    layer = MaxPool2D(size, stride)
    dy = rng.normal(size=(2, *layer.needs((7, 9, 3)).output))
    assert_same(ours(layer, {}, x, dy), by_keras(keras.layers.MaxPooling2D(size, stride), {}, x, dy))


def test_what_is_no_number_shows() -> None:
    x = np.array([[1.0, np.nan], [2.0, 3.0]])[None, :, :, None]
    assert np.isnan(MaxPool2D().infer({}, {}, x)).all()
