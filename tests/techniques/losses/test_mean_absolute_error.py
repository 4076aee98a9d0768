"""Mean absolute error."""

import keras
import numpy as np
import pytest
import torch

from descentlab.techniques.losses.mean_absolute_error import MeanAbsoluteError

from .peers import assert_same_as_jax, assert_same_as_torch

OUTPUTS = np.array([[1.5, -0.5], [0.0, 0.0], [-4.0, 2.0], [10.0, -10.0]])
TARGETS = np.array([[1.0, 0.5], [0.0, 1.0], [2.0, 3.0], [-1.0, 0.25]])


def test_by_hand() -> None:
    loss = MeanAbsoluteError()
    losses, saved = loss.forward(np.array([[1.0, 5.0], [2.0, 2.0]]), np.array([[4.0, 4.0], [2.0, 0.0]]))
    np.testing.assert_array_equal(losses, [2.0, 1.0])  # (3 + 1) / 2 and (0 + 2) / 2
    # -1 / 2 * 1, 1 / 2 * 1; 0 where both are equal, 1 / 2 * 10
    np.testing.assert_array_equal(loss.backward(saved, np.array([1.0, 10.0])), [[-0.5, 0.5], [0.0, 5.0]])
    np.testing.assert_array_equal(loss.predict(OUTPUTS), OUTPUTS)
    assert loss.outputs(2) == 2


@pytest.mark.usefixtures("in_float64")
def test_peers() -> None:
    """A difference of exactly 0 is among PyTorch's; there Keras's derivative is that of one side."""
    own = MeanAbsoluteError()
    assert_same_as_torch(
        own, OUTPUTS, TARGETS, lambda z, y: torch.nn.functional.l1_loss(z, y, reduction="none").mean(1)
    )
    keras_loss = keras.losses.MeanAbsoluteError(reduction=None)
    assert_same_as_jax(own, OUTPUTS, TARGETS + 0.125, lambda z, y: keras_loss(y, z))
