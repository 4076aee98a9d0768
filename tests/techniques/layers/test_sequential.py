"""Layers one after the other."""

import numpy as np
import pytest
import torch

from descentlab.contracts import Needs, Noise, Weights
from descentlab.techniques.activations.relu import ReLU
from descentlab.techniques.activations.tanh import Tanh
from descentlab.techniques.layers.activation import Activation
from descentlab.techniques.layers.batch_norm import BatchNorm
from descentlab.techniques.layers.conv2d import Conv2D
from descentlab.techniques.layers.dense import Dense
from descentlab.techniques.layers.dropout import Dropout
from descentlab.techniques.layers.flatten import Flatten
from descentlab.techniques.layers.max_pool2d import MaxPool2D
from descentlab.techniques.layers.reshape import Reshape
from descentlab.techniques.layers.residual import Residual
from descentlab.techniques.layers.sequential import Sequential
from descentlab.techniques.layers.weight_norm import WeightNorm

from .peers import assert_same, by_torch, channels_first, channels_last, ours


def test_by_hand() -> None:
    """x (3, 1) -> dense (5, -2) -> ReLU (5, 0) -> dropout at 0.5 (10, 0) -> dense 10 * 1 + 0 * 7 + 0.5."""
    net = Sequential((Dense(2, use_bias=False), Activation(ReLU()), Dropout(0.5), Dense(1)))
    params = {
        "dense1.kernel": np.array([[1.0, -1.0], [2.0, 1.0]]),
        "dense2.kernel": np.array([[1.0], [7.0]]),
        "dense2.bias": np.array([0.5]),
    }
    x, noise = np.array([[3.0, 1.0]]), {"dropout1.mask": np.array([[0.6, 0.7]])}
    y, saved, state = net.forward(params, {}, x, noise)
    np.testing.assert_array_equal(y, [[10.5]])
    assert state == {}
    # dy = 3: dense2 gets 3 * (10, 0), and hands 3 * (1, 7) back; dropout doubles it, and ReLU lets the first through
    dx, grads = net.backward(params, saved, np.array([[3.0]]))
    np.testing.assert_array_equal(grads["dense2.kernel"], [[30.0], [0.0]])
    np.testing.assert_array_equal(grads["dense2.bias"], [3.0])
    np.testing.assert_array_equal(grads["dense1.kernel"], [[18.0, 0.0], [6.0, 0.0]])  # (3, 1) times (6, 0)
    np.testing.assert_array_equal(dx, [[6.0, 12.0]])  # 6 * (1, 2)
    assert list(grads) == list(params)
    np.testing.assert_array_equal(net.infer(params, {}, x), [[5.5]])  # without dropout


def test_names_and_shapes() -> None:
    """Numbered by kind, from layer to layer; what lies within a layer is named after it."""
    inner = Sequential((BatchNorm(), Residual((Dense(4), Dropout()))))
    needs = Sequential((Dense(4), inner, Sequential((Dense(2),)), Dense(3))).needs((5,))
    assert needs.output == (3,)
    assert {name: weights.shape for name, weights in needs.parameters.items()} == {
        "dense1.kernel": (5, 4),
        "dense1.bias": (4,),
        "sequential1.batch_norm1.gamma": (4,),
        "sequential1.batch_norm1.beta": (4,),
        "sequential1.residual1.dense1.kernel": (4, 4),
        "sequential1.residual1.dense1.bias": (4,),
        "sequential2.dense1.kernel": (4, 2),
        "sequential2.dense1.bias": (2,),
        "dense2.kernel": (2, 3),
        "dense2.bias": (3,),
    }
    assert list(needs.state) == [
        "sequential1.batch_norm1.moving_mean",
        "sequential1.batch_norm1.moving_variance",
    ]
    assert needs.noise == {"sequential1.residual1.dropout1.mask": Noise((4,))}


def test_what_begins_as_another_parameter() -> None:
    """A gain says whose norms it begins with, by that parameter's full name."""
    needs = Sequential((Sequential((WeightNorm(3),)),)).needs((5,))
    gain = Weights((3,), "norms", of="sequential1.weight_norm1.kernel")
    assert needs.parameters["sequential1.weight_norm1.gain"] == gain
    assert gain.of in needs.parameters


def test_ten_of_a_kind_keep_their_arrays() -> None:
    """dense1 does not take those of dense10: each adds its own number."""
    net = Sequential((Dense(1),) * 11)
    params = {name: np.zeros(weights.shape) for name, weights in net.needs((1,)).parameters.items()}
    for i in range(11):
        params[f"dense{i + 1}.kernel"] = np.array([[2.0]])
        params[f"dense{i + 1}.bias"] = np.array([float(i + 1)])
    x = 0.0
    for i in range(11):
        x = 2 * x + i + 1
    assert net.infer(params, {}, np.array([[0.0]])).item() == x


def test_no_layers() -> None:
    x = np.array([[1.0, 2.0]])
    assert Sequential(()).needs((2,)) == Needs((2,))
    y, saved, state = Sequential(()).forward({}, {}, x, {})
    assert (y is x, state) == (True, {})
    assert Sequential(()).backward({}, saved, x) == (x, {})


def test_refuses_what_a_layer_refuses() -> None:
    with pytest.raises(ValueError, match="do not fill the shape"):
        Sequential((Dense(5), Reshape((2, 3)))).needs((4,))


def test_moves_the_state_of_every_layer() -> None:
    """Means 3 and, of the standardized, 0: 0.5 * 0 + 0.5 * 3 and 0.5 * 8 + 0.5 * 0."""
    net = Sequential((BatchNorm(momentum=0.5), BatchNorm(momentum=0.5)))
    needs = net.needs((1,))
    params = {name: np.full(weights.shape, weights.value) for name, weights in needs.parameters.items()}
    state = {name: np.ones(1) for name in needs.state}
    state |= {"batch_norm1.moving_mean": np.zeros(1), "batch_norm2.moving_mean": np.full(1, 8.0)}
    _, _, moved = net.forward(params, state, np.array([[1.0], [5.0]]), {})
    assert list(moved) == list(needs.state)
    np.testing.assert_allclose(moved["batch_norm1.moving_mean"], [1.5])
    np.testing.assert_allclose(moved["batch_norm2.moving_mean"], [4.0])


def test_pytorch() -> None:
    """A net of nested nets: its parameters by our names, its kernels transposed."""
    inner = Sequential((Dense(6), Activation(Tanh()), Dense(4)))
    net = Sequential((Dense(4), Activation(ReLU()), inner, Dense(2)))
    rng = np.random.default_rng(0)
    params = {name: rng.normal(size=weights.shape) for name, weights in net.needs((3,)).parameters.items()}
    nested = torch.nn.Sequential(torch.nn.Linear(4, 6), torch.nn.Tanh(), torch.nn.Linear(6, 4))
    there = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), nested, torch.nn.Linear(4, 2)).double()
    names = {
        "0": "dense1",
        "2.0": "sequential1.dense1",
        "2.2": "sequential1.dense2",
        "3": "dense2",
    }

    def call(x: torch.Tensor, **given: torch.Tensor) -> torch.Tensor:
        theirs = {f"{place}.weight": given[f"{name}.kernel"].T for place, name in names.items()}
        theirs |= {f"{place}.bias": given[f"{name}.bias"] for place, name in names.items()}
        return torch.func.functional_call(there, theirs, (x,))

    x, dy = rng.normal(size=(7, 3)), rng.normal(size=(7, 2))
    assert_same(ours(net, params, x, dy), by_torch(call, params, x, dy))


def test_pytorch_with_images() -> None:
    """A small LeNet on a row of 96 features."""
    net = Sequential(
        (
            Reshape((8, 6, 2)),
            Conv2D(3, 3),
            Activation(Tanh()),
            MaxPool2D(),
            Conv2D(4, 2, padding="valid"),
            Flatten(),
            Dense(5),
        )
    )
    rng = np.random.default_rng(0)
    params = {name: rng.normal(size=weights.shape) for name, weights in net.needs((96,)).parameters.items()}
    there = torch.nn.Sequential(
        torch.nn.Conv2d(2, 3, 3, padding=1),
        torch.nn.Tanh(),
        torch.nn.MaxPool2d(2),
        torch.nn.Conv2d(3, 4, 2),
    ).double()

    def call(x: torch.Tensor, **given: torch.Tensor) -> torch.Tensor:
        theirs = {}
        for place, name in {"0": "conv2d1", "3": "conv2d2"}.items():
            theirs[f"{place}.weight"] = given[f"{name}.kernel"].permute(3, 2, 0, 1)
            theirs[f"{place}.bias"] = given[f"{name}.bias"]
        maps = torch.func.functional_call(there, theirs, (channels_first(x.reshape(-1, 8, 6, 2)),))
        features = channels_last(maps).flatten(start_dim=1)
        return torch.nn.functional.linear(features, given["dense1.kernel"].T, given["dense1.bias"])

    x, dy = rng.normal(size=(5, 96)), rng.normal(size=(5, 5))
    assert_same(ours(net, params, x, dy), by_torch(call, params, x, dy))
