"""DropConnect. No installed library has it as a layer; PyTorch drops the weights of its linear layer by its dropout."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from descentlab.contracts import Noise, Weights
from descentlab.techniques.layers.dense import Dense
from descentlab.techniques.layers.drop_connect import DropConnect

from .peers import assert_same, by_torch, ours


def test_by_hand() -> None:
    """Rate 0.75: of the weights 2, -1 the second is dropped, for both examples, and the first made 2 / 0.25 = 8."""
    layer = DropConnect(units=1, rate=0.75)
    params = {"kernel": np.array([[2.0], [-1.0]]), "bias": np.array([0.5])}
    x = np.array([[1.0, 3.0], [4.0, 0.0]])
    y, saved, state = layer.forward(params, {}, x, {"mask": np.array([[0.75], [0.74]])})
    np.testing.assert_array_equal(y, [[8.5], [32.5]])
    assert state == {}
    dx, grads = layer.backward(params, saved, np.array([[10.0], [100.0]]))
    np.testing.assert_array_equal(dx, [[80.0, 0.0], [800.0, 0.0]])
    np.testing.assert_array_equal(grads["kernel"], [[1640.0], [0.0]])  # 4 * (1 * 10 + 4 * 100)
    np.testing.assert_array_equal(grads["bias"], [110.0])
    np.testing.assert_array_equal(layer.infer(params, {}, x), [[-0.5], [8.5]])  # all weights: 2 - 3, 8 - 0


def test_at_the_ends() -> None:
    rng = np.random.default_rng(0)
    params = {"kernel": rng.normal(size=(5, 3)), "bias": rng.normal(size=3)}
    x, dy = rng.normal(size=(4, 5)), rng.normal(size=(4, 3))
    noise = {"mask": rng.uniform(size=(5, 3))}
    assert_same(ours(DropConnect(3, rate=0.0), params, x, dy, noise), ours(Dense(3), params, x, dy))
    made = ours(DropConnect(3, rate=1.0), params, x, dy, noise)
    np.testing.assert_array_equal(made["y"], [params["bias"]] * 4)
    np.testing.assert_array_equal(made["dx"], np.zeros((4, 5)))
    np.testing.assert_array_equal(made["kernel"], np.zeros((5, 3)))


def test_asks_for_and_refuses() -> None:
    needs = DropConnect(3).needs((5,))
    assert needs.output == (3,)
    assert needs.parameters == {"kernel": Weights((5, 3), "kernel", 5, 3), "bias": Weights((3,))}
    assert needs.noise == {"mask": Noise((5, 3), per="batch")}
    assert list(DropConnect(3, use_bias=False).needs((5,)).parameters) == ["kernel"]
    with pytest.raises(ValueError, match=r"not inputs of shape \(2, 2, 1\): flatten them"):
        DropConnect(3).needs((2, 2, 1))


def test_inference_is_the_mean_of_training() -> None:
    rng = np.random.default_rng(0)
    params = {"kernel": rng.normal(size=(5, 3)), "bias": rng.normal(size=3)}
    x = rng.normal(size=(1, 5))
    layer = DropConnect(3, rate=0.25)
    made = [layer.forward(params, {}, x, {"mask": rng.uniform(size=(5, 3))})[0] for _ in range(20000)]
    np.testing.assert_allclose(np.mean(made, axis=0), layer.infer(params, {}, x), atol=0.05)


def test_pytorch() -> None:
    rng = np.random.default_rng(0)
    params = {"kernel": rng.normal(size=(50, 30)), "bias": rng.normal(size=30)}
    x, dy = rng.normal(size=(7, 50)), rng.normal(size=(7, 30))
    torch.manual_seed(0)
    kept = functional.dropout(torch.ones(50, 30, dtype=torch.float64), 0.25)

    def there(x: torch.Tensor, kernel: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        return functional.linear(x, (kernel * kept).T, bias)

    noise = {"mask": np.where(kept.numpy() > 0, 0.26, 0.24)}
    assert_same(ours(DropConnect(30, rate=0.25), params, x, dy, noise), by_torch(there, params, x, dy))
