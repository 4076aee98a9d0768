"""Hinge loss for several classes."""

import keras
import numpy as np
import pytest
import torch
from sklearn.metrics import hinge_loss

from descentlab.techniques.losses.hinge import Hinge

from .peers import assert_same_as_jax, assert_same_as_torch

OUTPUTS = np.array([[1.5, -0.5, 0.25], [0.0, 0.4, 0.1], [-4.0, 2.0, 7.0], [-1.0, -3.0, -2.5]])
TARGETS = np.array([0, 2, 1, 0])


def test_by_hand() -> None:
    """Scores 2, 1.5, -1: the first class leads by 0.5, the second trails by 0.5, the third by 3."""
    outputs = np.array([[2.0, 1.5, -1.0]] * 3)
    loss = Hinge()
    losses, saved = loss.forward(outputs, np.array([0, 1, 2]))
    np.testing.assert_array_equal(losses, [0.5, 1.5, 4.0])
    doutputs = loss.backward(saved, np.array([1.0, 2.0, 3.0]))
    np.testing.assert_array_equal(doutputs, [[-1.0, 1.0, 0.0], [2.0, -2.0, 0.0], [3.0, 0.0, -3.0]])
    assert loss.outputs(3) == 3


def test_mixed_classes_by_hand() -> None:
    """1/2, 1/4 and 1/4 of the three losses, and of their gradients."""
    losses, saved = Hinge().forward(np.array([[2.0, 1.5, -1.0]]), np.array([[0.5, 0.25, 0.25]]))
    np.testing.assert_array_equal(losses, [1.625])  # 0.25 + 0.375 + 1
    # -1/2 + 1/4 + 1/4, 1/2 - 1/4, -1/4
    np.testing.assert_array_equal(Hinge().backward(saved, np.ones(1)), [[0.0, 0.25, -0.25]])


def test_kinks() -> None:
    """A lead of exactly 1 has no slope; of equal rivals the first takes it all."""
    losses, saved = Hinge().forward(np.array([[2.0, 1.0, -1.0], [0.0, 2.0, 2.0]]), np.array([0, 0]))
    np.testing.assert_array_equal(losses, [0.0, 3.0])
    np.testing.assert_array_equal(Hinge().backward(saved, np.ones(2)), [[0.0, 0.0, 0.0], [-1.0, 1.0, 0.0]])


def test_against_scikit_learn() -> None:
    expected = [
        hinge_loss([number], row[None, :], labels=[0, 1, 2])
        for number, row in zip(TARGETS, OUTPUTS, strict=True)
    ]
    np.testing.assert_allclose(Hinge().forward(OUTPUTS, TARGETS)[0], expected, rtol=1e-14)


@pytest.mark.usefixtures("in_float64")
def test_against_keras() -> None:
    """All scores are raised above 0, where Keras's rival is ours; that changes no difference between scores."""
    keras_loss = keras.losses.CategoricalHinge(reduction=None)
    onehot = np.eye(3)[TARGETS]
    assert_same_as_jax(Hinge(), OUTPUTS, TARGETS, lambda outputs, _: keras_loss(onehot, outputs + 10))
    # as it stands, Keras takes 0 for the rival of the last example: 1 + 0 + 1, where ours is 1 - 2.5 + 1 < 0
    assert Hinge().forward(OUTPUTS, TARGETS)[0][3] == 0
    assert keras_loss(onehot, OUTPUTS)[3] == 2


def test_against_pytorch_with_two_classes() -> None:
    """There its sum has a single term, which it divides by the number of classes."""
    assert_same_as_torch(
        Hinge(),
        OUTPUTS[:, :2],
        np.array([0, 1, 1, 0]),
        lambda outputs, targets: 2 * torch.nn.functional.multi_margin_loss(outputs, targets, reduction="none"),
    )


def test_probabilities() -> None:
    found = Hinge().predict(OUTPUTS)
    np.testing.assert_allclose(found, torch.softmax(torch.from_numpy(OUTPUTS), -1), rtol=1e-14)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_huge_outputs(dtype: str) -> None:
    outputs = np.array([[1000, -1000], [1000, -1000]], dtype)
    losses, saved = Hinge().forward(outputs, np.array([0, 1]))
    np.testing.assert_array_equal(losses, [0.0, 2001.0])
    np.testing.assert_array_equal(Hinge().backward(saved, np.ones(2, dtype)), [[0, 0], [1, -1]])
