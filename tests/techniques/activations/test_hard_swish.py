"""Hard swish."""

import jax
import keras
import numpy as np
import pytest
import torch

from descentlab.techniques.activations.hard_swish import HardSwish

from .peers import assert_same_as_keras, assert_same_as_torch

CORNERS = np.array([-3.0, 3.0, -2.999, 2.999])


def test_by_hand() -> None:
    """1.5 * 4.5 / 6 = 1.125, with slope 1.5 / 3 + 0.5; at the corners the slopes are 0 and 1."""
    y, saved = HardSwish().forward(np.array([-4.0, -3.0, 0.0, 1.5, 3.0, 5.0]))
    np.testing.assert_array_equal(y, [0.0, 0.0, 0.0, 1.125, 3.0, 5.0])
    np.testing.assert_array_equal(HardSwish().backward(saved, np.full(6, 2.0)), [0.0, 0.0, 1.0, 2.0, 2.0, 2.0])


@pytest.mark.usefixtures("in_float64")
def test_peers() -> None:
    for x in (CORNERS, None):
        at = {} if x is None else {"x": x}
        assert_same_as_torch(HardSwish(), torch.nn.functional.hardswish, **at)
        assert_same_as_keras(HardSwish(), jax.nn.hard_swish, **at)
        assert_same_as_keras(HardSwish(), keras.activations.hard_silu, **at)


def test_huge_inputs() -> None:
    y, saved = HardSwish().forward(np.array([-1000.0, 1e308]))
    np.testing.assert_array_equal(y, [0.0, 1e308])
    np.testing.assert_array_equal(HardSwish().backward(saved, np.ones(2)), [0.0, 1.0])
