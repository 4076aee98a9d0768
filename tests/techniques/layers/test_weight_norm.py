"""Weight normalization."""

import numpy as np
import pytest
import torch
from torch.nn.utils.parametrizations import weight_norm

from descentlab.contracts import Weights
from descentlab.techniques.layers.dense import Dense
from descentlab.techniques.layers.weight_norm import WeightNorm

from .peers import assert_same, ours


def test_by_hand() -> None:
    """A kernel of 3, 4 has the norm 5; with a gain of 10 the weights are 6 and 8."""
    layer = WeightNorm(units=1)
    params = {"kernel": np.array([[3.0], [4.0]]), "gain": np.array([10.0]), "bias": np.array([0.5])}
    x = np.array([[1.0, 2.0], [0.0, -1.0]])
    y, saved, state = layer.forward(params, {}, x, {})
    np.testing.assert_allclose(y, [[22.5], [-7.5]], rtol=1e-15)
    assert state == {}
    np.testing.assert_array_equal(layer.infer(params, {}, x), y)
    # dweights = 1 * (1, 2) + 5 * (0, -1) = (1, -3);  dgain = 1 * 0.6 - 3 * 0.8 = -1.8
    # dkernel = 10 / 5 * (1 + 1.8 * 0.6, -3 + 1.8 * 0.8)
    dx, grads = layer.backward(params, saved, np.array([[1.0], [5.0]]))
    np.testing.assert_allclose(dx, [[6.0, 8.0], [30.0, 40.0]], rtol=1e-15)
    np.testing.assert_allclose(grads["gain"], [-1.8], rtol=1e-14)
    np.testing.assert_allclose(grads["kernel"], [[4.16], [-3.12]], rtol=1e-14)
    np.testing.assert_array_equal(grads["bias"], [6.0])


def test_begins_as_a_dense_layer() -> None:
    """With the gain that is asked for, the kernel's norms; and then the kernel's length is of no account."""
    rng = np.random.default_rng(0)
    dense = {"kernel": rng.normal(size=(5, 3)), "bias": rng.normal(size=3)}
    params = dense | {"gain": np.linalg.norm(dense["kernel"], axis=0)}
    x = rng.normal(size=(7, 5))
    expected = Dense(3).infer(dense, {}, x)
    np.testing.assert_allclose(WeightNorm(3).infer(params, {}, x), expected, rtol=1e-13)
    longer = params | {"kernel": 100 * params["kernel"]}
    np.testing.assert_allclose(WeightNorm(3).infer(longer, {}, x), expected, rtol=1e-13)


def test_a_kernel_of_zeros() -> None:
    """No direction: only the bias comes out, and every gradient is finite."""
    params = {"kernel": np.zeros((2, 1)), "gain": np.array([2.0]), "bias": np.array([0.5])}
    made = ours(WeightNorm(1), params, np.array([[1.0, 3.0]]), np.array([[1.0]]))
    expected = {"y": [[0.5]], "dx": [[0.0, 0.0]], "kernel": [[2.0], [6.0]], "gain": [0.0], "bias": [1.0]}
    assert {name: leaf.tolist() for name, leaf in made.items()} == expected


def test_asks_for_and_refuses() -> None:
    needs = WeightNorm(3).needs((5,))
    assert needs.output == (3,)
    assert needs.parameters == {
        "kernel": Weights((5, 3), "kernel", fan_in=5, fan_out=3),
        "gain": Weights((3,), "norms", of="kernel"),
        "bias": Weights((3,)),
    }
    assert list(WeightNorm(3, use_bias=False).needs((5,)).parameters) == ["kernel", "gain"]
    with pytest.raises(ValueError, match=r"not inputs of shape \(2, 2, 1\): flatten them"):
        WeightNorm(3).needs((2, 2, 1))


def test_pytorch() -> None:
    """Its kernel is ours transposed, and its gain has a second axis."""
    rng = np.random.default_rng(0)
    params = {"kernel": rng.normal(size=(5, 3)), "gain": rng.normal(size=3), "bias": rng.normal(size=3)}
    x, dy = rng.normal(size=(7, 5)), rng.normal(size=(7, 3))
    there = weight_norm(torch.nn.Linear(5, 3, dtype=torch.float64), dim=0)
    gain, kernel = there.parametrizations.weight.original0, there.parametrizations.weight.original1
    with torch.no_grad():
        kernel.copy_(torch.from_numpy(params["kernel"].T))
        gain.copy_(torch.from_numpy(params["gain"][:, None]))
        there.bias.copy_(torch.from_numpy(params["bias"]))
    x_there = torch.tensor(x, requires_grad=True)
    y = there(x_there)
    y.backward(torch.from_numpy(dy))
    theirs = {"y": y.detach(), "dx": x_there.grad}
    theirs |= {"kernel": kernel.grad.T, "gain": gain.grad[:, 0], "bias": there.bias.grad}
    assert_same(ours(WeightNorm(3), params, x, dy), theirs)
