"""Huber loss."""

import keras
import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.losses.huber import Huber
from descentlab.techniques.losses.mean_squared_error import MeanSquaredError

from .peers import assert_same_as_jax, assert_same_as_torch

OUTPUTS = np.array([[1.5, -0.5], [0.0, 0.0], [-4.0, 2.0], [10.0, -10.0]])
TARGETS = np.array([[1.0, 0.5], [0.0, 1.0], [2.0, 3.0], [-1.0, 0.25]])


def test_by_hand() -> None:
    """With delta 2, differences of -3 and 1: 2 * (3 - 1) and 1/2; of 0 and 2, at the joint: 0 and 2^2 / 2."""
    loss = Huber(delta=2.0)
    losses, saved = loss.forward(np.array([[1.0, 5.0], [2.0, 2.0]]), np.array([[4.0, 4.0], [2.0, 0.0]]))
    np.testing.assert_array_equal(losses, [2.25, 1.0])
    # -2 / 2 * 1, 1 / 2 * 1; 0, 2 / 2 * 10
    np.testing.assert_array_equal(loss.backward(saved, np.array([1.0, 10.0])), [[-1.0, 0.5], [0.0, 10.0]])
    np.testing.assert_array_equal(loss.predict(OUTPUTS), OUTPUTS)
    assert loss.outputs(2) == 2


@pytest.mark.usefixtures("in_float64")
@pytest.mark.parametrize("delta", [0.5, 1.0, 6.0])
def test_peers(delta: float) -> None:
    """Differences of exactly 0 and of exactly delta are among these."""
    own = Huber(delta)
    assert_same_as_torch(
        own,
        OUTPUTS,
        TARGETS,
        lambda z, y: torch.nn.functional.huber_loss(z, y, reduction="none", delta=delta).mean(1),
    )
    keras_loss = keras.losses.Huber(delta, reduction=None)
    assert_same_as_jax(own, OUTPUTS, TARGETS, lambda z, y: keras_loss(y, z))
    assert_same_as_jax(own, OUTPUTS, TARGETS, lambda z, y: optax.huber_loss(z, y, delta=delta).mean(axis=1))


def test_with_a_large_delta_it_is_half_the_squared_error() -> None:
    np.testing.assert_allclose(
        2 * Huber(delta=1e3).forward(OUTPUTS, TARGETS)[0],
        MeanSquaredError().forward(OUTPUTS, TARGETS)[0],
        rtol=1e-15,
    )


def test_a_huge_difference_overflows_nothing() -> None:
    losses, saved = Huber().forward(np.array([[1e300]]), np.array([[0.0]]))
    np.testing.assert_array_equal(losses, [1e300])
    np.testing.assert_array_equal(Huber().backward(saved, np.ones(1)), [[1.0]])
