"""The activation layer."""

import numpy as np

from descentlab.contracts import Needs
from descentlab.techniques.activations.leaky_relu import LeakyReLU
from descentlab.techniques.layers.activation import Activation


def test_by_hand() -> None:
    layer = Activation(LeakyReLU(negative_slope=0.25))
    x = np.array([[-2.0, 3.0]])
    y, saved, state = layer.forward({}, {}, x, {})
    np.testing.assert_array_equal(y, [[-0.5, 3.0]])
    assert state == {}
    dx, grads = layer.backward({}, saved, np.array([[8.0, -7.0]]))
    np.testing.assert_array_equal(dx, [[2.0, -7.0]])
    assert grads == {}
    np.testing.assert_array_equal(layer.infer({}, {}, x), y)
    assert layer.needs((2, 5)) == Needs((2, 5))
