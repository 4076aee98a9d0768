"""Hard sigmoid."""

import jax
import keras
import numpy as np
import pytest
import torch

from descentlab.techniques.activations.hard_sigmoid import HardSigmoid

from .peers import X, assert_same_as_keras, assert_same_as_torch

CORNERS = np.array([-3.0, 3.0, -2.999, 2.999])


def test_by_hand() -> None:
    """(1.5 + 3) / 6 = 0.75; at the corners and beyond, the slope is 0."""
    y, saved = HardSigmoid().forward(np.array([-4.0, -3.0, 0.0, 1.5, 3.0, 5.0]))
    np.testing.assert_array_equal(y, [0.0, 0.0, 0.5, 0.75, 1.0, 1.0])
    np.testing.assert_array_equal(
        HardSigmoid().backward(saved, np.full(6, 6.0)), [0.0, 0.0, 1.0, 1.0, 0.0, 0.0]
    )


@pytest.mark.usefixtures("in_float64")
def test_peers() -> None:
    """PyTorch's own hardsigmoid has its slope, 1/6, in float32 only; its relu6 has all digits."""
    for x in (CORNERS, None):
        at = {} if x is None else {"x": x}
        assert_same_as_torch(HardSigmoid(), lambda x: torch.nn.functional.relu6(x + 3) / 6, **at)
        assert_same_as_keras(HardSigmoid(), jax.nn.hard_sigmoid, **at)
        assert_same_as_keras(HardSigmoid(), keras.activations.hard_sigmoid, **at)
    y = torch.nn.functional.hardsigmoid(torch.from_numpy(X))
    np.testing.assert_allclose(HardSigmoid().forward(X)[0], y, rtol=1e-15)


def test_huge_inputs() -> None:
    y, saved = HardSigmoid().forward(np.array([-1000.0, 1000.0]))
    np.testing.assert_array_equal(y, [0.0, 1.0])
    np.testing.assert_array_equal(HardSigmoid().backward(saved, np.ones(2)), [0.0, 0.0])
