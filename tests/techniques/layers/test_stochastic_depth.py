"""Stochastic depth. No installed library has it; PyTorch has the mask, as a dropout of whole channels."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from descentlab.contracts import Noise
from descentlab.techniques.layers.dense import Dense
from descentlab.techniques.layers.dropout import Dropout
from descentlab.techniques.layers.stochastic_depth import StochasticDepth

from .peers import assert_same, by_torch, ours

TRIPLE = {"dense1.kernel": np.array([[3.0]])}
X = np.array([[1.0], [2.0], [-1.0]])


def test_by_hand() -> None:
    """f(x) = 3 x and a rate of 0.25: the first example stays, with 4 * 3 x added; 0.25 itself is skipped."""
    layer = StochasticDepth((Dense(1, use_bias=False),), survival_rate=0.25)
    y, saved, state = layer.forward(TRIPLE, {}, X, {"mask": np.array([0.2, 0.25, 0.9])})
    np.testing.assert_array_equal(y, [[13.0], [2.0], [-1.0]])
    assert state == {}
    dx, grads = layer.backward(TRIPLE, saved, np.array([[1.0], [10.0], [100.0]]))
    np.testing.assert_array_equal(dx, [[13.0], [10.0], [100.0]])
    np.testing.assert_array_equal(grads["dense1.kernel"], [[4.0]])  # 4 * 1 * 1, from the first example alone
    np.testing.assert_array_equal(layer.infer(TRIPLE, {}, X), [[4.0], [8.0], [-4.0]])


def test_at_the_ends() -> None:
    """At 0 nothing is added and no gradient comes back, at 1 everything always is."""
    mask = {"mask": np.array([0.0, 0.5, 1 - 2.0**-24])}
    dy = np.array([[1.0], [2.0], [3.0]])
    never = ours(StochasticDepth((Dense(1, use_bias=False),), 0.0), TRIPLE, X, dy, mask)
    np.testing.assert_array_equal(never["y"], X)
    np.testing.assert_array_equal(never["dx"], dy)
    np.testing.assert_array_equal(never["dense1.kernel"], [[0.0]])
    always = ours(StochasticDepth((Dense(1, use_bias=False),), 1.0), TRIPLE, X, dy, mask)
    np.testing.assert_array_equal(always["y"], 4 * X)
    np.testing.assert_array_equal(always["dx"], 4 * dy)


def test_asks_for_and_refuses() -> None:
    needs = StochasticDepth((Dense(3), Dropout())).needs((3,))
    assert needs.output == (3,)
    assert list(needs.parameters) == ["dense1.kernel", "dense1.bias"]
    assert needs.noise == {"dropout1.mask": Noise((3,)), "mask": Noise(())}
    with pytest.raises(ValueError, match="must keep the shape"):
        StochasticDepth((Dense(4),)).needs((3,))


def test_pytorch() -> None:
    """Dropout of whole channels, the examples taken for channels of one: the same factors and the same gradients."""
    rng = np.random.default_rng(0)
    params = {"dense1.kernel": rng.normal(size=(3, 3)), "dense1.bias": rng.normal(size=3)}
    x, dy = rng.normal(size=(2000, 3)), rng.normal(size=(2000, 3))
    torch.manual_seed(0)
    factors = functional.dropout1d(torch.ones(1, 2000, 3, dtype=torch.float64), 1 - 0.75)[0]

    def there(x: torch.Tensor, **params: torch.Tensor) -> torch.Tensor:
        return x + factors * functional.linear(x, params["dense1.kernel"].T, params["dense1.bias"])

    stays = factors[:, 0].numpy() > 0
    assert np.mean(stays) == pytest.approx(0.75, abs=0.03)
    layer = StochasticDepth((Dense(3),), survival_rate=0.75)
    own = ours(layer, params, x, dy, {"mask": np.where(stays, 0.7, 0.8)})
    assert_same(own, by_torch(there, params, x, dy))
    drawn, _, _ = layer.forward(params, {}, x, {"mask": rng.uniform(size=2000)})
    assert np.mean(drawn[:, 0] != x[:, 0]) == pytest.approx(0.75, abs=0.03)
