"""Squared hinge loss."""

import keras
import numpy as np
import pytest
import torch

from descentlab.techniques.losses.squared_hinge import SquaredHinge

from .peers import DLOSSES, assert_same_as_jax

OUTPUTS = np.array([[1.5, -0.5, 0.25], [0.0, 0.0, 0.0], [-4.0, 2.0, 7.0], [1.0, -1.0, -3.0]])
TARGETS = np.array([0, 2, 1, 0])


def test_by_hand() -> None:
    """The first class is 1/2 short of 1, the second 1/2 above -1, the third 3 above -1."""
    loss = SquaredHinge()
    losses, saved = loss.forward(np.array([[0.5, -0.5, 2.0]]), np.array([0]))
    np.testing.assert_allclose(losses, [9.5 / 3], rtol=1e-15)  # (1/4 + 1/4 + 9) / 3
    # 2/3 * (-1/2, 1/2, 3), for a dloss of 3
    np.testing.assert_allclose(loss.backward(saved, np.array([3.0])), [[-1.0, 1.0, 6.0]], rtol=1e-15)
    assert loss.outputs(3) == 3


@pytest.mark.usefixtures("in_float64")
def test_against_keras() -> None:
    """Its targets are -1 and 1; scores of exactly 1 and -1 are among these."""
    keras_loss = keras.losses.SquaredHinge(reduction=None)
    signs = 2 * np.eye(3)[TARGETS] - 1
    assert_same_as_jax(
        SquaredHinge(),
        OUTPUTS,
        TARGETS,
        lambda outputs, _: keras_loss(signs, outputs),
        tolerance=1e-6,  # Keras takes this loss in float32
    )


def test_mixed_classes_are_the_mean_of_both() -> None:
    """A second derivation: each class's yes and no, weighed by its probability."""
    eye = np.eye(3)
    mixed = 0.3 * eye[TARGETS] + 0.7 * eye[[1, 1, 0, 2]]
    losses, saved = SquaredHinge().forward(OUTPUTS, mixed)
    parts = [SquaredHinge().forward(OUTPUTS, np.array(numbers)) for numbers in (TARGETS, [1, 1, 0, 2])]
    np.testing.assert_allclose(losses, 0.3 * parts[0][0] + 0.7 * parts[1][0], rtol=1e-14)
    slopes = [SquaredHinge().backward(part[1], DLOSSES) for part in parts]
    np.testing.assert_allclose(
        SquaredHinge().backward(saved, DLOSSES), 0.3 * slopes[0] + 0.7 * slopes[1], rtol=1e-14, atol=1e-16
    )


def test_probabilities() -> None:
    found = SquaredHinge().predict(OUTPUTS)
    np.testing.assert_allclose(found, torch.softmax(torch.from_numpy(OUTPUTS), -1), rtol=1e-14)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_huge_outputs(dtype: str) -> None:
    losses, saved = SquaredHinge().forward(np.array([[1000, -1000], [1000, -1000]], dtype), np.array([0, 1]))
    np.testing.assert_array_equal(losses, [0.0, 1001.0**2])
    np.testing.assert_array_equal(SquaredHinge().backward(saved, np.ones(2, dtype)), [[0, 0], [1001, -1001]])
