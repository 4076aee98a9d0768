"""Softmax cross-entropy."""

from math import log

import keras
import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.losses.softmax_cross_entropy import SoftmaxCrossEntropy

from .peers import assert_same_as_jax, assert_same_as_torch

OUTPUTS = np.array([[1.5, -0.5, 0.25], [0.0, 0.0, 0.0], [-4.0, 2.0, 7.0], [10.0, -10.0, 0.5]])
TARGETS = np.array([0, 2, 1, 0])


def test_by_hand() -> None:
    """Outputs log 1, log 2, log 5 are probabilities 1/8, 2/8, 5/8."""
    outputs = np.array([[0.0, log(2), log(5)]])
    loss = SoftmaxCrossEntropy()
    losses, saved = loss.forward(outputs, np.array([1]))
    assert losses == pytest.approx(1.3862943611198906, rel=1e-15)  # -log(2/8) = 2 log 2
    # (1/8, 2/8 - 1, 5/8), for a dloss of 8
    np.testing.assert_allclose(loss.backward(saved, np.array([8.0])), [[1.0, -6.0, 5.0]], rtol=1e-14)
    np.testing.assert_allclose(loss.predict(outputs), [[0.125, 0.25, 0.625]], rtol=1e-14)


def test_smoothing_by_hand() -> None:
    """Smoothing 0.3 of three classes: the target (0.1, 0.8, 0.1)."""
    loss = SoftmaxCrossEntropy(label_smoothing=0.3)
    losses, saved = loss.forward(np.array([[0.0, log(2), log(5)]]), np.array([1]))
    # 0.1 * log 8 + 0.8 * log 4 + 0.1 * log 1.6 = 0.2079441542 + 1.1090354889 + 0.0470003629
    assert losses == pytest.approx(1.3639800060, rel=1e-9)
    # (0.125 - 0.1, 0.25 - 0.8, 0.625 - 0.1)
    np.testing.assert_allclose(loss.backward(saved, np.ones(1)), [[0.025, -0.55, 0.525]], rtol=1e-13)


@pytest.mark.usefixtures("in_float64")
@pytest.mark.parametrize("smoothing", [0.0, 0.25])
def test_peers(smoothing: float) -> None:
    own = SoftmaxCrossEntropy(label_smoothing=smoothing)

    def by_torch(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.cross_entropy(outputs, targets, reduction="none", label_smoothing=smoothing)

    assert_same_as_torch(own, OUTPUTS, TARGETS, by_torch)
    onehot = np.eye(3)[TARGETS]
    assert_same_as_jax(
        own,
        OUTPUTS,
        TARGETS,
        lambda outputs, _: optax.softmax_cross_entropy(outputs, optax.smooth_labels(onehot, smoothing)),
    )
    keras_loss = keras.losses.CategoricalCrossentropy(
        from_logits=True, label_smoothing=smoothing, reduction=None
    )
    assert_same_as_jax(own, OUTPUTS, TARGETS, lambda outputs, _: keras_loss(onehot, outputs))


def test_outputs() -> None:
    assert SoftmaxCrossEntropy().outputs(7) == 7
