"""Focal loss."""

from math import log

import keras
import numpy as np
import pytest

from descentlab.techniques.losses.focal import Focal
from descentlab.techniques.losses.softmax_cross_entropy import SoftmaxCrossEntropy

from .peers import assert_same_as_jax

OUTPUTS = np.array([[1.5, -0.5, 0.25], [0.0, 0.0, 0.0], [-4.0, 2.0, 7.0], [3.0, -3.0, 0.5]])
TARGETS = np.array([0, 2, 1, 0])
MIXED = np.array([[0.7, 0.1, 0.2], [1.0, 0.0, 0.0], [0.0, 0.5, 0.5], [0.2, 0.3, 0.5]])


def test_by_hand() -> None:
    """Outputs log 1, log 2, log 5 are probabilities 1/8, 2/8, 5/8; the second is missed by 3/4."""
    outputs = np.array([[0.0, log(2), log(5)]])
    loss = Focal(gamma=2.0)
    losses, saved = loss.forward(outputs, np.array([1]))
    assert losses == pytest.approx(0.7797905781, rel=1e-9)  # (3/4)^2 * 1.3862943611
    # g = 9/16 * (2 * 1/4 * -1.3862943611 / (3/4) - 1) = -1.0823603854; times -1/8, 1 - 2/8, -5/8
    np.testing.assert_allclose(
        loss.backward(saved, np.ones(1)), [[0.1352950482, -0.8117702891, 0.6764752409]], rtol=1e-9
    )
    np.testing.assert_allclose(loss.predict(outputs), [[0.125, 0.25, 0.625]], rtol=1e-14)


def test_class_weights_by_hand() -> None:
    """The second class counts three times as much: 3 * 0.7797905781."""
    outputs = np.array([[0.0, log(2), log(5)]])
    loss = Focal(gamma=2.0, class_weights=(1.0, 3.0, 0.5))
    losses, saved = loss.forward(outputs, np.array([1]))
    assert losses == pytest.approx(2.3393717344, rel=1e-9)
    np.testing.assert_allclose(
        loss.backward(saved, np.ones(1)), [[0.4058851445, -2.4353108672, 2.0294257227]], rtol=1e-9
    )


@pytest.mark.usefixtures("in_float64")
@pytest.mark.parametrize("targets", [TARGETS, MIXED], ids=["numbers", "probabilities"])
@pytest.mark.parametrize("weights", [(), (0.25, 2.0, 1.0)], ids=["plain", "weighted"])
@pytest.mark.parametrize("gamma", [0.5, 2.0, 5.0])
def test_peers(gamma: float, weights: tuple[float, ...], targets: np.ndarray) -> None:
    alpha = list(weights) or 1.0
    keras_loss = keras.losses.CategoricalFocalCrossentropy(alpha, gamma, from_logits=True, reduction=None)
    given = np.eye(3)[targets] if targets.ndim == 1 else targets
    assert_same_as_jax(
        Focal(gamma, weights), OUTPUTS, targets, lambda outputs, _: keras_loss(given, outputs), tolerance=1e-11
    )


def test_without_focus_it_is_cross_entropy() -> None:
    own, kept = Focal(gamma=0.0).forward(OUTPUTS, MIXED)
    theirs, saved = SoftmaxCrossEntropy().forward(OUTPUTS, MIXED)
    np.testing.assert_allclose(own, theirs, rtol=1e-13)
    slopes = Focal(gamma=0.0).backward(kept, np.ones(4))
    np.testing.assert_allclose(
        slopes, SoftmaxCrossEntropy().backward(saved, np.ones(4)), rtol=1e-12, atol=1e-15
    )


@pytest.mark.fault(26)
@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_huge_outputs(dtype: str, gamma: float) -> None:
    """Certain and right: nothing, without 0/0. Certain and wrong: all of the cross-entropy."""
    outputs = np.array([[1000, -1000], [1000, -1000]], dtype)
    loss = Focal(gamma)
    losses, saved = loss.forward(outputs, np.array([0, 1]))
    np.testing.assert_array_equal(losses, [0.0, 2000.0])
    np.testing.assert_array_equal(loss.backward(saved, np.ones(2, dtype)), [[0, 0], [1, -1]])


def test_number_of_class_weights() -> None:
    assert Focal(class_weights=(1.0, 2.0)).outputs(2) == 2
    with pytest.raises(ValueError, match="2 class weights for 3 classes"):
        Focal(class_weights=(1.0, 2.0)).outputs(3)
