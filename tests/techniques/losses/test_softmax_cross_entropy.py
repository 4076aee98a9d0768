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


def test_class_weights_by_hand() -> None:
    """The second class counts three times: 3 * log 4. Half the first and half the second: (1/2 + 3/2) = 2 times."""
    outputs = np.array([[0.0, log(2), log(5)]] * 2)
    loss = SoftmaxCrossEntropy(class_weights=(1.0, 3.0, 0.5))
    losses, saved = loss.forward(outputs[:1], np.array([1]))
    assert losses == pytest.approx(4.1588830834, rel=1e-9)
    # 3 * (1/8, 2/8 - 1, 5/8), for a dloss of 8
    np.testing.assert_allclose(loss.backward(saved, np.array([8.0])), [[3.0, -18.0, 15.0]], rtol=1e-14)
    losses, saved = loss.forward(outputs[:1], np.array([[0.5, 0.5, 0.0]]))
    assert losses == pytest.approx(3.4657359028, rel=1e-9)  # 2 * (1/2 * log 8 + 1/2 * log 4) = log 8 + log 4
    # 2 * (1/8 - 1/2, 2/8 - 1/2, 5/8), for a dloss of 4
    np.testing.assert_allclose(loss.backward(saved, np.array([4.0])), [[-3.0, -2.0, 5.0]], rtol=1e-14)


@pytest.mark.usefixtures("in_float64")
@pytest.mark.parametrize("smoothing", [0.0, 0.25])
def test_class_weights_of_keras(smoothing: float) -> None:
    """It turns them into weights of the examples, and divides by the number of examples."""
    weights = np.array([0.5, 2.0, 3.0])
    own = SoftmaxCrossEntropy(smoothing, tuple(weights))
    onehot = np.eye(3)[TARGETS]

    def loss(reduction: str | None) -> keras.losses.Loss:
        return keras.losses.CategoricalCrossentropy(True, smoothing, reduction=reduction)

    assert_same_as_jax(
        own, OUTPUTS, TARGETS, lambda outputs, _: loss(None)(onehot, outputs, sample_weight=weights[TARGETS])
    )
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(3, "linear", False, "identity")])
    model.compile(keras.optimizers.SGD(0.0), loss("sum_over_batch_size"))
    trained = model.fit(OUTPUTS, onehot, class_weight=dict(enumerate(weights)), verbose=0)
    assert np.mean(own.forward(OUTPUTS, TARGETS)[0]) == pytest.approx(trained.history["loss"][0], rel=1e-6)


def test_class_weights_of_pytorch() -> None:
    """The same for class numbers; its mean divides by the sum of the weights."""
    weights = np.array([0.5, 2.0, 3.0])
    own = SoftmaxCrossEntropy(class_weights=tuple(weights))
    there = torch.from_numpy(weights)

    def by_torch(outputs: torch.Tensor, targets: torch.Tensor, reduction: str = "none") -> torch.Tensor:
        return torch.nn.functional.cross_entropy(outputs, targets, there, reduction=reduction)

    assert_same_as_torch(own, OUTPUTS, TARGETS, by_torch)
    mean = by_torch(torch.from_numpy(OUTPUTS), torch.from_numpy(TARGETS), "mean")
    total = np.sum(own.forward(OUTPUTS, TARGETS)[0])
    assert total / np.sum(weights[TARGETS]) == pytest.approx(float(mean), rel=1e-12)


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
    assert SoftmaxCrossEntropy(class_weights=(1.0, 2.0)).outputs(2) == 2
    with pytest.raises(ValueError, match="2 class weights for 7 classes"):
        SoftmaxCrossEntropy(class_weights=(1.0, 2.0)).outputs(7)
