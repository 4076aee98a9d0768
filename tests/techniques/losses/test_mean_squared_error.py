"""Mean squared error."""

import keras
import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.losses.mean_squared_error import MeanSquaredError

from .peers import assert_same_as_jax, assert_same_as_torch

OUTPUTS = np.array([[1.5, -0.5], [0.0, 0.0], [-4.0, 2.0], [10.0, -10.0]])
TARGETS = np.array([[1.0, 0.5], [0.0, 0.0], [2.0, 3.0], [-1.0, 0.25]])


def test_by_hand() -> None:
    loss = MeanSquaredError()
    losses, saved = loss.forward(np.array([[1.0, 5.0], [2.0, 2.0]]), np.array([[4.0, 4.0], [2.0, 0.0]]))
    np.testing.assert_array_equal(losses, [5.0, 2.0])  # (9 + 1) / 2 and (0 + 4) / 2
    # 2 * -3 / 2 * 1, 2 * 1 / 2 * 1; 0, 2 * 2 / 2 * 10
    np.testing.assert_array_equal(loss.backward(saved, np.array([1.0, 10.0])), [[-3.0, 1.0], [0.0, 20.0]])
    np.testing.assert_array_equal(loss.predict(OUTPUTS), OUTPUTS)
    assert loss.outputs(2) == 2


@pytest.mark.usefixtures("in_float64")
def test_peers() -> None:
    own = MeanSquaredError()
    assert_same_as_torch(
        own, OUTPUTS, TARGETS, lambda z, y: torch.nn.functional.mse_loss(z, y, reduction="none").mean(1)
    )
    keras_loss = keras.losses.MeanSquaredError(reduction=None)
    assert_same_as_jax(own, OUTPUTS, TARGETS, lambda z, y: keras_loss(y, z))
    assert_same_as_jax(own, OUTPUTS, TARGETS, lambda z, y: optax.squared_error(z, y).mean(axis=1))
