"""The max-norm constraint."""

import keras
import numpy as np
import pytest
import torch

from descentlab.techniques.regularizers.max_norm import MaxNorm, incoming_norms


def test_by_hand() -> None:
    """The first output's weights have the norm 5 and are cut to 2; the second's have the norm 1 and stay."""
    kernel = np.array([[3.0, 0.6], [-4.0, 0.8]])
    projected = MaxNorm(limit=2.0).project(kernel)
    np.testing.assert_allclose(projected[:, 0], [1.2, -1.6], rtol=1e-15)  # 2 / 5 of each
    np.testing.assert_array_equal(projected[:, 1], kernel[:, 1])


def test_of_a_convolution_by_hand() -> None:
    """Two filters over two places and two channels: norms of sqrt(4 * 4) = 4 and sqrt(4 * 0.25) = 1."""
    kernel = np.stack([np.full((2, 1, 2), 2.0), np.full((2, 1, 2), -0.5)], axis=-1)
    np.testing.assert_array_equal(incoming_norms(kernel), [[[[4.0, 1.0]]]])
    projected = MaxNorm(limit=1.0).project(kernel)
    np.testing.assert_array_equal(projected[..., 0], np.full((2, 1, 2), 0.5))
    np.testing.assert_array_equal(projected[..., 1], kernel[..., 1])


def test_what_has_no_outputs_is_taken_as_one() -> None:
    np.testing.assert_allclose(MaxNorm(1.0).project(np.array([3.0, -4.0])), [0.6, -0.8], rtol=1e-15)
    number = MaxNorm(1.0).project(np.asarray(-3.0))
    assert number.shape == ()
    assert number == -1.0


@pytest.mark.parametrize("shape", [(6, 4), (3, 2, 2, 4)])
def test_keras(shape: tuple[int, ...]) -> None:
    """It divides by norm + 1e-7."""
    kernel = np.random.default_rng(0).normal(size=shape).astype("float32")
    axes = tuple(range(len(shape) - 1))
    norms = np.sqrt(np.sum(kernel.astype(float) ** 2, axis=axes))
    limit = float(np.median(norms))
    theirs = np.asarray(keras.constraints.MaxNorm(limit, axis=list(axes))(kernel))
    own = MaxNorm(limit).project(kernel.astype(float))
    np.testing.assert_allclose(own * (norms / (norms + 1e-7)), theirs, rtol=1e-6)
    np.testing.assert_allclose(np.sqrt(np.sum(own**2, axis=axes)), np.minimum(norms, limit), rtol=1e-14)


def test_pytorch() -> None:
    """Its ``renorm`` bounds the norms of slices along an axis; it too adds 1e-7 to the norm."""
    kernel = np.random.default_rng(1).normal(size=(6, 4))
    norms = np.sqrt(np.sum(kernel**2, axis=0))
    theirs = torch.renorm(torch.from_numpy(kernel), p=2, dim=1, maxnorm=1.5).numpy()
    assert 0 < np.sum(norms > 1.5) < 4
    own = MaxNorm(1.5).project(kernel)
    np.testing.assert_allclose(own * np.where(norms > 1.5, norms / (norms + 1e-7), 1), theirs, rtol=1e-14)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_zero_and_huge_weights(dtype: str) -> None:
    kernel = np.array([[0, 3e30, 0.5], [0, -4e30, 0.5]], dtype)
    projected = MaxNorm(1.0).project(kernel)
    assert projected.dtype == dtype
    np.testing.assert_allclose(projected, [[0, 0.6, 0.5], [0, -0.8, 0.5]], rtol=1e-6)


def test_does_not_hide_what_is_no_number() -> None:
    for bad in (np.nan, np.inf):
        with np.errstate(invalid="ignore"):
            projected = MaxNorm(1.0).project(np.array([[1.0, 0.5], [bad, 0.5]]))
        assert not np.all(np.isfinite(projected[:, 0]))
        np.testing.assert_array_equal(projected[:, 1], [0.5, 0.5])
