"""A few connections for each output."""

from typing import Any

import array_api_strict
import jax.numpy as jnp
import numpy as np
import pytest
import torch
from scipy.stats import chi2, kstest, norm

from descentlab.techniques.initializers.sparse import Sparse


def test_by_hand() -> None:
    """Beyond 1/1024 the first column has the digits 0.75, 0.25, 0.5 and the second 0.125, 0.5, 0.375."""
    digits = np.array([[0.75, 0.125], [0.25, 0.5], [0.5, 0.375]])
    noise = np.array([[0.5, 1.0], [-0.25, -1.5], [1.0, -0.5]]) + digits / 1024
    made = Sparse(connections=2, scale=1024).draw(noise, 3, 2)
    np.testing.assert_array_equal(made, [[0.0, 1024.125], [-255.75, 0.0], [1024.5, -511.625]])
    made = Sparse(connections=1, scale=1024).draw(noise, 3, 2)
    np.testing.assert_array_equal(made, [[0.0, 1024.125], [-255.75, 0.0], [0.0, 0.0]])
    np.testing.assert_array_equal(Sparse(connections=3, scale=2.0).draw(noise, 3, 2), 2 * noise)
    np.testing.assert_array_equal(Sparse().draw(noise, 3, 2), noise)  # fewer than 15


def test_convolution() -> None:
    """An output's inputs are those of the whole window."""
    noise = np.random.default_rng(0).normal(size=(3, 3, 4, 8))
    made = Sparse(connections=7).draw(noise, 36, 72)
    np.testing.assert_array_equal(made.reshape(36, 8), Sparse(connections=7).draw(noise.reshape(36, 8), 36, 8))
    np.testing.assert_array_equal(np.count_nonzero(made, axis=(0, 1, 2)), np.full(8, 7))


@pytest.mark.parametrize("make", [jnp.asarray, torch.from_numpy, array_api_strict.asarray])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_same_connections_everywhere(make: Any, dtype: str) -> None:
    noise = np.random.default_rng(0).normal(size=(60, 20))
    made = Sparse(connections=6).draw(make(noise.astype(dtype)), 60, 20)
    np.testing.assert_array_equal(np.asarray(made) != 0, Sparse(connections=6).draw(noise, 60, 20) != 0)


@pytest.mark.parametrize("digits", [0.0, 0.25, 0.9])
def test_the_digits_say_nothing_about_the_size(digits: float) -> None:
    """Normal noise with given digits beyond 1/1024 can be one of many places, each as likely as its density."""
    places = (np.arange(-20 * 1024, 20 * 1024) + digits) / 1024
    chances = norm.pdf(places) / 1024
    assert np.sum(chances) == pytest.approx(1, rel=1e-13)
    assert np.sum(chances * places) == pytest.approx(0, abs=1e-13)
    assert np.sum(chances * places**2) == pytest.approx(1, rel=1e-13)
    assert np.sum(chances * places**4) == pytest.approx(3, rel=1e-13)


def test_law() -> None:
    """What is kept is normal, and each of 300 inputs is kept as often as any other, 20 times of 400 outputs.

    In 20 kernels, of which one may be a rare one: the chances of what is seen are themselves uniform in [0, 1].
    """
    normal, fair = [], []
    for seed in range(20):
        made = Sparse(scale=0.5).draw(np.random.default_rng(seed).normal(size=(300, 400)), 300, 400)
        np.testing.assert_array_equal(np.count_nonzero(made, axis=0), np.full(400, 15))
        normal.append(kstest(made[made != 0] / 0.5, "norm").pvalue)
        often = np.count_nonzero(made, axis=1)
        fair.append(chi2(299).sf(np.sum((often - 20) ** 2) / (400 * 15 / 300 * 285 / 299)))
    assert kstest(normal, "uniform").pvalue > 0.05
    assert kstest(fair, "uniform").pvalue > 0.05


def test_pytorch() -> None:
    """A share of 0.95 is set to zero along the first axis: the inputs here, the outputs in PyTorch's own kernels."""
    torch.manual_seed(5)
    theirs = torch.nn.init.sparse_(torch.empty(300, 2000), sparsity=0.95, std=0.5).numpy()
    own = Sparse(connections=300 - 285, scale=0.5).draw(
        np.random.default_rng(0).normal(size=(300, 2000)), 300, 2000
    )
    np.testing.assert_array_equal(np.count_nonzero(own, axis=0), np.count_nonzero(theirs, axis=0))
    np.testing.assert_allclose(np.std(own[own != 0]), np.std(theirs[theirs != 0]), rtol=0.02)
