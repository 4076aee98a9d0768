"""The residual block."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from descentlab.contracts import Weights
from descentlab.techniques.activations.relu import ReLU
from descentlab.techniques.layers.activation import Activation
from descentlab.techniques.layers.batch_norm import BatchNorm
from descentlab.techniques.layers.dense import Dense
from descentlab.techniques.layers.dropout import Dropout
from descentlab.techniques.layers.residual import Residual

from .peers import assert_same, by_torch, ours


def test_by_hand() -> None:
    """f(x) = relu(x @ [[1, -1], [2, 0]]): of (3, 1) it is relu(5, -3) = (5, 0)."""
    layer = Residual((Dense(2, use_bias=False), Activation(ReLU())))
    params = {"dense1.kernel": np.array([[1.0, -1.0], [2.0, 0.0]])}
    x = np.array([[3.0, 1.0]])
    y, saved, state = layer.forward(params, {}, x, {})
    np.testing.assert_array_equal(y, [[8.0, 1.0]])
    assert state == {}
    np.testing.assert_array_equal(layer.infer(params, {}, x), y)
    # only 10 passes the ReLU: 10 * (1, 2) comes back beside (10, 100) itself
    dx, grads = layer.backward(params, saved, np.array([[10.0, 100.0]]))
    np.testing.assert_array_equal(dx, [[20.0, 120.0]])
    np.testing.assert_array_equal(grads["dense1.kernel"], [[30.0, 0.0], [10.0, 0.0]])


def test_asks_for_what_its_layers_do() -> None:
    needs = Residual((Dense(3), BatchNorm(), Dropout())).needs((3,))
    assert needs.output == (3,)
    assert list(needs.parameters) == ["dense1.kernel", "dense1.bias", "batch_norm1.gamma", "batch_norm1.beta"]
    assert needs.parameters["dense1.kernel"] == Weights((3, 3), "kernel", 3, 3)
    assert list(needs.state) == ["batch_norm1.moving_mean", "batch_norm1.moving_variance"]
    assert list(needs.noise) == ["dropout1.mask"]


def test_refuses_another_shape() -> None:
    with pytest.raises(ValueError, match=r"must keep the shape: these make \(4,\) of \(3,\)"):
        Residual((Dense(4),)).needs((3,))


def test_inference_is_that_of_the_layers() -> None:
    """Dropout is idle, batch normalization takes its moving averages: (x - 1) / sqrt(3 + 1)."""
    layer = Residual((BatchNorm(epsilon=1.0), Dropout(0.5)))
    params = {"batch_norm1.gamma": np.ones(1), "batch_norm1.beta": np.zeros(1)}
    state = {"batch_norm1.moving_mean": np.ones(1), "batch_norm1.moving_variance": np.full(1, 3.0)}
    np.testing.assert_array_equal(layer.infer(params, state, np.array([[5.0]])), [[7.0]])


def test_pytorch() -> None:
    rng = np.random.default_rng(0)
    layer = Residual((Dense(5), Activation(ReLU()), Dense(3)))
    params = {name: rng.normal(size=weights.shape) for name, weights in layer.needs((3,)).parameters.items()}
    x, dy = rng.normal(size=(7, 3)), rng.normal(size=(7, 3))

    def there(x: torch.Tensor, **params: torch.Tensor) -> torch.Tensor:
        hidden = functional.linear(x, params["dense1.kernel"].T, params["dense1.bias"])
        return x + functional.linear(functional.relu(hidden), params["dense2.kernel"].T, params["dense2.bias"])

    assert_same(ours(layer, params, x, dy), by_torch(there, params, x, dy))
