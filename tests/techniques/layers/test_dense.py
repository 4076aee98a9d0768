"""The dense layer."""

import numpy as np
import torch

from descentlab.contracts import Weights
from descentlab.techniques.layers.dense import Dense


def test_by_hand() -> None:
    layer = Dense(units=1)
    params = {"kernel": np.array([[2.0], [-1.0]]), "bias": np.array([0.5])}
    x = np.array([[1.0, 3.0], [4.0, 0.0]])
    y, saved, state = layer.forward(params, {}, x, {})
    np.testing.assert_array_equal(y, [[-0.5], [8.5]])  # 2 - 3 + 0.5 and 8 - 0 + 0.5
    assert state == {}
    dx, grads = layer.backward(params, saved, np.array([[10.0], [100.0]]))
    np.testing.assert_array_equal(dx, [[20.0, -10.0], [200.0, -100.0]])
    np.testing.assert_array_equal(grads["kernel"], [[410.0], [30.0]])  # 1 * 10 + 4 * 100 and 3 * 10 + 0 * 100
    np.testing.assert_array_equal(grads["bias"], [110.0])
    np.testing.assert_array_equal(layer.infer(params, {}, x), y)


def test_without_bias() -> None:
    """In front of batch normalization: the same sums, and a kernel alone."""
    layer = Dense(units=1, use_bias=False)
    params = {"kernel": np.array([[2.0], [-1.0]])}
    x = np.array([[1.0, 3.0], [4.0, 0.0]])
    y, saved, _ = layer.forward(params, {}, x, {})
    np.testing.assert_array_equal(y, [[-1.0], [8.0]])  # 2 - 3 and 8 - 0
    np.testing.assert_array_equal(layer.infer(params, {}, x), y)
    _, grads = layer.backward(params, saved, np.array([[10.0], [100.0]]))
    assert {name: grad.tolist() for name, grad in grads.items()} == {"kernel": [[410.0], [30.0]]}
    assert layer.needs((5,)).parameters == {"kernel": Weights((5, 1), "kernel", fan_in=5, fan_out=1)}


def test_asks_for() -> None:
    layer = Dense(units=3)
    assert layer.needs((5,)).output == (3,)
    assert layer.needs((5,)).parameters == {
        "kernel": Weights((5, 3), "kernel", fan_in=5, fan_out=3),
        "bias": Weights((3,)),
    }


def test_pytorch() -> None:
    rng = np.random.default_rng(0)
    params = {"kernel": rng.normal(size=(5, 3)), "bias": rng.normal(size=3)}
    x, dy = rng.normal(size=(7, 5)), rng.normal(size=(7, 3))
    there = torch.nn.Linear(5, 3, dtype=torch.float64)
    with torch.no_grad():
        there.weight.copy_(torch.from_numpy(params["kernel"].T))  # PyTorch keeps the transpose
        there.bias.copy_(torch.from_numpy(params["bias"]))
    x_there = torch.tensor(x, requires_grad=True)
    y_there = there(x_there)
    y_there.backward(torch.from_numpy(dy))
    y, saved, _ = Dense(3).forward(params, {}, x, {})
    dx, grads = Dense(3).backward(params, saved, dy)
    for own, theirs in (
        (y, y_there.detach()),
        (dx, x_there.grad),
        (grads["kernel"].T, there.weight.grad),
        (grads["bias"], there.bias.grad),
    ):
        np.testing.assert_allclose(own, theirs, rtol=1e-12, atol=1e-14)
