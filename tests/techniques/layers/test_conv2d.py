"""The convolution of images."""

import keras
import numpy as np
import pytest
import torch
from torch.nn import functional

from descentlab.contracts import Needs, Weights
from descentlab.techniques.layers.conv2d import Conv2D
from descentlab.windows import same_padding

from .peers import assert_same, by_keras, by_torch, channels_first, channels_last, ours

IMAGE = np.reshape(np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0], [4.0, 0.0, 1.0]]), (1, 3, 3, 1))
PARAMS = {"kernel": np.reshape(np.array([[1.0, 2.0], [-1.0, 10.0]]), (2, 2, 1, 1)), "bias": np.array([0.5])}
forms = pytest.mark.parametrize(
    ("size", "stride"), [(1, 1), (2, 1), (3, 1), (5, 1), (3, 2), (2, 2), (4, 3), (1, 2), (2, 3)]
)


def plane(x: np.ndarray) -> np.ndarray:
    """The only channel of the only image."""
    return x[0, :, :, 0]


def test_by_hand() -> None:
    """Each output is 1 * upper left + 2 * upper right - 1 * lower left + 10 * lower right + 0.5."""
    layer = Conv2D(filters=1, size=2, padding="valid")
    y, saved, state = layer.forward(PARAMS, {}, IMAGE, {})
    # 1 + 4 - 0 - 10 + 0.5    2 + 0 + 1 + 30 + 0.5
    # 0 - 2 - 4 + 0 + 0.5    -1 + 6 - 0 + 10 + 0.5
    np.testing.assert_array_equal(plane(y), [[-4.5, 33.5], [-5.5, 15.5]])
    assert state == {}
    np.testing.assert_array_equal(layer.infer(PARAMS, {}, IMAGE), y)
    dx, grads = layer.backward(PARAMS, saved, np.reshape(np.array([[1.0, 0.0], [0.0, 10.0]]), (1, 2, 2, 1)))
    # the kernel laid once at the upper left, and ten times at the lower right, where they meet: 10 + 10 * 1
    np.testing.assert_array_equal(plane(dx), [[1.0, 2.0, 0.0], [-1.0, 20.0, 20.0], [0.0, -10.0, 100.0]])
    # the upper left patch once and the lower right one ten times: 1 - 10, 2 + 30, 0 + 0, -1 + 10
    np.testing.assert_array_equal(grads["kernel"][:, :, 0, 0], [[-9.0, 32.0], [0.0, 9.0]])
    np.testing.assert_array_equal(grads["bias"], [11.0])


def test_same_padding_by_hand() -> None:
    """Of three places with a stride of two, 2 outputs; the patches need one zero more, below and to the right."""
    layer = Conv2D(filters=1, size=2, stride=2, use_bias=False)
    params = {"kernel": PARAMS["kernel"]}
    y, saved, _ = layer.forward(params, {}, IMAGE, {})
    # 1 + 4 - 0 - 10        0 + 0 - 3 + 0
    # 4 + 0 - 0 + 0         1 + 0 - 0 + 0
    np.testing.assert_array_equal(plane(y), [[-5.0, -3.0], [4.0, 1.0]])
    dx, grads = layer.backward(params, saved, np.reshape(np.array([[0.0, 1.0], [2.0, 0.0]]), (1, 2, 2, 1)))
    # what falls on the zeros is lost
    np.testing.assert_array_equal(plane(dx), [[0.0, 0.0, 1.0], [0.0, 0.0, -1.0], [2.0, 4.0, 0.0]])
    # the upper right patch is 0 0 3 0, the lower left one 4 0 0 0
    np.testing.assert_array_equal(grads["kernel"][:, :, 0, 0], [[8.0, 0.0], [3.0, 0.0]])
    assert list(grads) == ["kernel"]


def test_asks_for() -> None:
    """A patch of 5 * 5 * 3 inputs reaches an output; an input reaches 5 * 5 * 4 outputs."""
    kernel = Weights((5, 5, 3, 4), "kernel", fan_in=75, fan_out=100)
    bias = Weights((4,))
    assert Conv2D(4, 5).needs((9, 8, 3)) == Needs((9, 8, 4), {"kernel": kernel, "bias": bias})
    assert Conv2D(4, 5, 2).needs((9, 8, 3)).output == (5, 4, 4)
    assert Conv2D(4, 5, 2, "valid").needs((9, 8, 3)).output == (3, 2, 4)
    assert Conv2D(4, 5, use_bias=False).needs((9, 8, 3)).parameters == {"kernel": kernel}


def test_refuses() -> None:
    with pytest.raises(ValueError, match=r"conv2d takes images \(height, width, channels\).*\(64,\)"):
        Conv2D(4).needs((64,))
    with pytest.raises(ValueError, match=r"\(4, 9\) is smaller than a patch of 5"):
        Conv2D(4, 5, padding="valid").needs((4, 9, 1))


def exercise(layer: Conv2D) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    needs = layer.needs((7, 9, 3))
    params = {name: rng.normal(size=weights.shape) for name, weights in needs.parameters.items()}
    return params, rng.normal(size=(2, 7, 9, 3)), rng.normal(size=(2, *needs.output))


@forms
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_pytorch(size: int, stride: int, padding: str) -> None:
    """Its strided "same" is another one, or none: the zeros are put around by hand."""
    layer = Conv2D(4, size, stride, padding)
    params, x, dy = exercise(layer)
    left, right, above, below = (
        (*same_padding(9, size, stride), *same_padding(7, size, stride)) if padding == "same" else (0, 0, 0, 0)
    )

    def there(x: torch.Tensor, kernel: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        x = functional.pad(channels_first(x), (left, right, above, below))
        return channels_last(functional.conv2d(x, kernel.permute(3, 2, 0, 1), bias, stride))

    assert_same(ours(layer, params, x, dy), by_torch(there, params, x, dy))


@pytest.mark.usefixtures("in_float64")
@pytest.mark.parametrize(("size", "stride", "padding"), [(3, 1, "same"), (3, 2, "same"), (2, 3, "valid")])
def test_keras(size: int, stride: int, padding: str) -> None:
    """Everything as it is: shapes, padding, kernel."""
    layer = Conv2D(4, size, stride, padding)
    params, x, dy = exercise(layer)
    assert_same(
        ours(layer, params, x, dy), by_keras(keras.layers.Conv2D(4, size, stride, padding), params, x, dy)
    )


def test_other_padding_with_strides() -> None:
    """On an even image, a stride of two begins at the first place; PyTorch's zeros on both sides move it by one."""
    x = np.reshape(np.arange(1.0, 5.0), (1, 2, 2, 1))
    kernel = np.zeros((3, 3, 1, 1))
    kernel[0, 0] = 1.0  # the patch's upper left corner
    y, _, _ = Conv2D(1, 3, 2, use_bias=False).forward({"kernel": kernel}, {}, x, {})
    weight = torch.from_numpy(kernel).permute(3, 2, 0, 1)
    there = functional.conv2d(channels_first(torch.from_numpy(x)), weight, stride=2, padding=1)
    assert (y.item(), there.item()) == (1.0, 0.0)
