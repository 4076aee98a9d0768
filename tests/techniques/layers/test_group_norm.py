"""Group normalization."""

import keras
import numpy as np
import pytest
import torch
from torch.nn import functional

from descentlab.contracts import Needs, Weights
from descentlab.techniques.layers.group_norm import GroupNorm
from descentlab.techniques.layers.layer_norm import LayerNorm

from .peers import IN_FLOAT32, assert_same, by_keras, by_torch, channels_first, channels_last, ours


def test_by_hand() -> None:
    """An image of two places, four channels in two groups, each of mean 3, variance 2 and, with epsilon 2, root 2."""
    layer = GroupNorm(groups=2, epsilon=2.0)
    params = {"gamma": np.array([4.0, 2.0, 1.0, 2.0]), "beta": np.array([10.0, 0.0, 0.0, -1.0])}
    x = np.array([[[[1.0, 3.0, 5.0, 3.0], [3.0, 5.0, 3.0, 1.0]]]])
    y, saved, state = layer.forward(params, {}, x, {})
    # z = -1, 0, 1, 0 and 0, 1, 0, -1
    np.testing.assert_array_equal(y, [[[[6.0, 0.0, 1.0, -1.0], [10.0, 2.0, 0.0, -3.0]]]])
    assert state == {}
    np.testing.assert_array_equal(layer.infer(params, {}, x), y)
    dx, grads = layer.backward(params, saved, np.array([[[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]]]))
    # first group:  dz = 4, 4, 20, 12, mean 10; of dz * z = -4, 0, 0, 12 the mean is 2
    #               dx = (4 - 10 + 2, 4 - 10, 20 - 10, 12 - 10 - 2) / 2
    # second group: dz = 3, 8, 7, 16, mean 8.5; of dz * z = 3, 0, 0, -16 the mean is -3.25
    #               dx = (3 - 8.5 + 3.25, 8 - 8.5, 7 - 8.5, 16 - 8.5 - 3.25) / 2
    np.testing.assert_array_equal(dx, [[[[-2.0, -3.0, -1.125, -0.25], [5.0, 0.0, -0.75, 2.125]]]])
    np.testing.assert_array_equal(grads["gamma"], [-1.0, 6.0, 3.0, -8.0])
    np.testing.assert_array_equal(grads["beta"], [6.0, 8.0, 10.0, 12.0])


def test_one_group_of_a_vector_is_layer_normalization() -> None:
    rng = np.random.default_rng(0)
    params = {"gamma": rng.normal(size=4), "beta": rng.normal(size=4)}
    x, dy = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    assert_same(ours(GroupNorm(1), params, x, dy), ours(LayerNorm(), params, x, dy))


def test_a_group_of_one_entry_gives_beta() -> None:
    params = {"gamma": np.ones(2), "beta": np.array([3.0, 4.0])}
    made = ours(GroupNorm(2), params, np.array([[5.0, -1e6]]), np.ones((1, 2)))
    np.testing.assert_array_equal(made["y"], [[3.0, 4.0]])
    np.testing.assert_array_equal(made["dx"], [[0.0, 0.0]])


def test_asks_for_and_refuses() -> None:
    parameters = {"gamma": Weights((6,), value=1.0), "beta": Weights((6,))}
    assert GroupNorm(3).needs((5, 5, 6)) == Needs((5, 5, 6), parameters)
    with pytest.raises(ValueError, match="6 channels cannot be divided into 4 equal groups"):
        GroupNorm(4).needs((5, 5, 6))


@pytest.mark.usefixtures("in_float64")
@pytest.mark.parametrize("groups", [1, 2, 6])
def test_peers(groups: int) -> None:
    rng = np.random.default_rng(0)
    x, dy = 2 + 3 * rng.normal(size=(2, 3, 4, 6)), rng.normal(size=(2, 3, 4, 6))
    params = {"gamma": rng.normal(size=6), "beta": rng.normal(size=6)}
    own = ours(GroupNorm(groups, epsilon=0.01), params, x, dy)
    assert_same(own, by_keras(keras.layers.GroupNormalization(groups, epsilon=0.01), params, x, dy), IN_FLOAT32)

    def there(x: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor) -> torch.Tensor:
        return channels_last(functional.group_norm(channels_first(x), groups, gamma, beta, 0.01))

    assert_same(own, by_torch(there, params, x, dy))
