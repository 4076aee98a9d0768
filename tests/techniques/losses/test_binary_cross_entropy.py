"""Binary cross-entropy."""

from math import log

import keras
import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.losses.binary_cross_entropy import BinaryCrossEntropy
from descentlab.techniques.losses.softmax_cross_entropy import SoftmaxCrossEntropy

from .peers import assert_same_as_jax, assert_same_as_torch

OUTPUTS = np.array([[1.5], [0.0], [-4.0], [10.0]])
TARGETS = np.array([0, 1, 1, 0])


def test_by_hand() -> None:
    """Log-odds log 3 are a probability of 3/4; a yes costs -log(3/4), a no -log(1/4)."""
    outputs = np.array([[log(3)], [log(3)], [-log(3)]])
    loss = BinaryCrossEntropy()
    losses, saved = loss.forward(outputs, np.array([1, 0, 0]))
    np.testing.assert_allclose(losses, [0.2876820724517809, 1.3862943611198906, 0.2876820724517809], rtol=1e-14)
    # (0.75 - 1) * 4, (0.75 - 0) * 8, (0.25 - 0) * 2
    doutputs = loss.backward(saved, np.array([4.0, 8.0, 2.0]))
    np.testing.assert_allclose(doutputs, [[-1.0], [6.0], [0.5]], rtol=1e-14)
    np.testing.assert_allclose(loss.predict(outputs), [[0.25, 0.75], [0.25, 0.75], [0.75, 0.25]], rtol=1e-14)


def test_smoothing_by_hand() -> None:
    """Smoothing 0.2 draws a yes to 0.9 and a no to 0.1."""
    loss = BinaryCrossEntropy(label_smoothing=0.2)
    losses, saved = loss.forward(np.array([[log(3)], [log(3)]]), np.array([1, 0]))
    # 0.9 * 0.2876820725 + 0.1 * 1.3862943611, and 0.1 * 0.2876820725 + 0.9 * 1.3862943611
    np.testing.assert_allclose(losses, [0.3975433013, 1.2764331322], rtol=1e-9)
    np.testing.assert_allclose(loss.backward(saved, np.ones(2)), [[-0.15], [0.65]], rtol=1e-13)


def test_class_weights_by_hand() -> None:
    """A no counts twice, a yes three times; an even mixture (2 + 3) / 2 times."""
    loss = BinaryCrossEntropy(class_weights=(2.0, 3.0))
    outputs = np.array([[log(3)], [log(3)], [log(3)]])
    losses, saved = loss.forward(outputs, np.array([[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]]))
    # 3 * 0.2876820725, 2 * 1.3862943611, 2.5 * (0.2876820725 + 1.3862943611) / 2
    np.testing.assert_allclose(losses, [0.8630462174, 2.7725887222, 2.0924705420], rtol=1e-9)
    # 3 * (0.75 - 1), 2 * 0.75, 2.5 * (0.75 - 0.5), for dlosses of 4, 8 and 16
    doutputs = loss.backward(saved, np.array([4.0, 8.0, 16.0]))
    np.testing.assert_allclose(doutputs, [[-3.0], [12.0], [10.0]], rtol=1e-14)
    np.testing.assert_array_equal(loss.forward(outputs, np.array([1, 0, 0]))[0][:2], losses[:2])


@pytest.mark.usefixtures("in_float64")
def test_class_weights_of_peers() -> None:
    weights = np.array([0.5, 3.0])
    keras_loss = keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.25, reduction=None)
    assert_same_as_jax(
        BinaryCrossEntropy(0.25, tuple(weights)),
        OUTPUTS,
        TARGETS,
        lambda outputs, _: keras_loss(
            TARGETS[:, None].astype("float64"), outputs, sample_weight=weights[TARGETS]
        ),
        tolerance=1e-6,  # Keras takes this loss in float32
    )
    assert_same_as_torch(
        BinaryCrossEntropy(class_weights=(1.0, 3.0)),
        OUTPUTS,
        TARGETS,
        lambda outputs, targets: torch.nn.functional.binary_cross_entropy_with_logits(
            outputs[:, 0], targets.double(), pos_weight=torch.tensor(3.0), reduction="none"
        ),
    )


@pytest.mark.usefixtures("in_float64")
@pytest.mark.parametrize("smoothing", [0.0, 0.25])
def test_peers(smoothing: float) -> None:
    own = BinaryCrossEntropy(label_smoothing=smoothing)
    smoothed = (TARGETS * (1 - smoothing) + smoothing / 2)[:, None]
    assert_same_as_torch(
        own,
        OUTPUTS,
        TARGETS,
        lambda outputs, _: torch.nn.functional.binary_cross_entropy_with_logits(
            outputs, torch.from_numpy(smoothed), reduction="none"
        )[:, 0],
    )
    assert_same_as_jax(
        own, OUTPUTS, TARGETS, lambda outputs, _: optax.sigmoid_binary_cross_entropy(outputs, smoothed)[:, 0]
    )
    keras_loss = keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=smoothing, reduction=None)
    assert_same_as_jax(
        own,
        OUTPUTS,
        TARGETS,
        lambda outputs, _: keras_loss(TARGETS[:, None].astype("float64"), outputs),
        tolerance=1e-6,  # Keras takes this loss in float32
    )


def test_equals_softmax_with_a_first_output_of_zero() -> None:
    two = np.concatenate([np.zeros_like(OUTPUTS), OUTPUTS], axis=1)
    for weights in ((), (0.5, 3.0)):
        np.testing.assert_allclose(
            BinaryCrossEntropy(0.25, weights).forward(OUTPUTS, TARGETS)[0],
            SoftmaxCrossEntropy(0.25, weights).forward(two, TARGETS)[0],
            rtol=1e-12,
        )


def test_two_classes_only() -> None:
    assert BinaryCrossEntropy().outputs(2) == 1
    for classes in (1, 3):
        with pytest.raises(ValueError, match=f"for 2 classes, not {classes}"):
            BinaryCrossEntropy().outputs(classes)
    with pytest.raises(ValueError, match="3 class weights for 2 classes"):
        BinaryCrossEntropy(class_weights=(1.0, 2.0, 3.0)).outputs(2)
