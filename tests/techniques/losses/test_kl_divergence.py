"""Kullback-Leibler divergence."""

from math import log

import keras
import numpy as np
import pytest
import scipy.stats
import torch

from descentlab.techniques.losses.kl_divergence import KLDivergence
from descentlab.techniques.losses.softmax_cross_entropy import SoftmaxCrossEntropy

from .peers import DLOSSES, assert_same_as_jax, assert_same_as_torch

OUTPUTS = np.array([[1.5, -0.5, 0.25], [0.0, 0.0, 0.0], [-4.0, 2.0, 7.0], [3.0, -3.0, 0.5]])
TARGETS = np.array([[0.7, 0.1, 0.2], [0.3, 0.3, 0.4], [0.05, 0.45, 0.5], [0.2, 0.3, 0.5]])
WITH_ZEROS = np.array([[1.0, 0.0, 0.0], [0.0, 0.5, 0.5], [0.2, 0.0, 0.8], [0.0, 0.0, 1.0]])


def test_by_hand() -> None:
    """Outputs log 1, log 2, log 5 are probabilities 1/8, 2/8, 5/8; the targets are 1/2, 1/2, 0."""
    outputs = np.array([[0.0, log(2), log(5)]])
    loss = KLDivergence()
    losses, saved = loss.forward(outputs, np.array([[0.5, 0.5, 0.0]]))
    assert losses == pytest.approx(1.0397207708, rel=1e-9)  # 1/2 * log 4 + 1/2 * log 2
    # (1/8 - 1/2, 2/8 - 1/2, 5/8 - 0), for a dloss of 8
    np.testing.assert_allclose(loss.backward(saved, np.array([8.0])), [[-3.0, -2.0, 5.0]], rtol=1e-14)
    np.testing.assert_allclose(loss.predict(outputs), [[0.125, 0.25, 0.625]], rtol=1e-14)
    assert loss.outputs(3) == 3


def test_of_a_class_number_it_is_cross_entropy() -> None:
    numbers = np.array([0, 2, 1, 0])
    own, kept = KLDivergence().forward(OUTPUTS, numbers)
    theirs, saved = SoftmaxCrossEntropy().forward(OUTPUTS, numbers)
    np.testing.assert_allclose(own, theirs, rtol=1e-14)
    slopes = KLDivergence().backward(kept, DLOSSES)
    np.testing.assert_allclose(slopes, SoftmaxCrossEntropy().backward(saved, DLOSSES), rtol=1e-14)


def test_nothing_where_both_agree() -> None:
    losses, saved = KLDivergence().forward(np.log(TARGETS) + 5, TARGETS)
    np.testing.assert_allclose(losses, np.zeros(4), atol=1e-15)
    np.testing.assert_allclose(KLDivergence().backward(saved, np.ones(4)), np.zeros((4, 3)), atol=1e-15)


@pytest.mark.usefixtures("in_float64")
def test_peers() -> None:
    def by_torch(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.kl_div(torch.log_softmax(outputs, -1), targets, reduction="none").sum(-1)

    own = KLDivergence()
    assert_same_as_torch(own, OUTPUTS, TARGETS, by_torch)
    assert_same_as_torch(own, OUTPUTS, WITH_ZEROS, by_torch)
    keras_loss = keras.losses.KLDivergence(reduction=None)
    assert_same_as_jax(own, OUTPUTS, TARGETS, lambda z, y: keras_loss(y, keras.ops.softmax(z)), tolerance=1e-11)
    expected = scipy.stats.entropy(WITH_ZEROS, own.predict(OUTPUTS), axis=-1)
    np.testing.assert_allclose(own.forward(OUTPUTS, WITH_ZEROS)[0], expected, rtol=1e-12)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_huge_outputs(dtype: str) -> None:
    outputs = np.array([[1000, -1000], [1000, -1000]], dtype)
    losses, saved = KLDivergence().forward(outputs, np.array([[1, 0], [0, 1]], dtype))
    np.testing.assert_array_equal(losses, [0.0, 2000.0])
    np.testing.assert_array_equal(KLDivergence().backward(saved, np.ones(2, dtype)), [[0, 0], [1, -1]])
