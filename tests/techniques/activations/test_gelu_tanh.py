"""Gaussian error linear unit by a hyperbolic tangent."""

import jax
import keras
import numpy as np
import pytest
import torch

from descentlab.techniques.activations.gelu import GELU
from descentlab.techniques.activations.gelu_tanh import GELUTanh

from .peers import assert_same_as_keras, assert_same_as_torch


def test_by_hand() -> None:
    """At x = 1: u = 0.7978845608 * 1.044715 = 0.8335619689, t = tanh(u) = 0.6823839562."""
    y, saved = GELUTanh().forward(np.array([-1.0, 0.0, 1.0]))
    np.testing.assert_allclose(y, [-0.1588080219, 0.0, 0.8411919781], rtol=1e-7)
    # du = 0.7978845608 * 1.134145 = 0.9049167848; (1 - t^2) / 2 = 0.2671760681
    # 0.1588080219 - 0.2671760681 * 0.9049167848, 0.5, 0.8411919781 + 0.2671760681 * 0.9049167848
    dx = GELUTanh().backward(saved, np.array([1.0, 2.0, 1.0]))
    np.testing.assert_allclose(dx, [-0.0829640866, 1.0, 1.0829640866], rtol=1e-6)


@pytest.mark.usefixtures("in_float64")
def test_peers() -> None:
    assert_same_as_torch(GELUTanh(), lambda x: torch.nn.functional.gelu(x, approximate="tanh"))
    assert_same_as_keras(GELUTanh(), lambda x: jax.nn.gelu(x, approximate=True))
    assert_same_as_keras(GELUTanh(), lambda x: keras.activations.gelu(x, approximate=True))


def test_is_close_to_the_exact_form() -> None:
    x = np.linspace(-6.0, 6.0, 2401)
    gap = np.max(abs(GELUTanh().forward(x)[0] - GELU().forward(x)[0]))
    assert 1e-4 < gap < 5e-4


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_huge_inputs(dtype: str) -> None:
    x = np.array([-1e30, -1000, 1000, 1e30], dtype)
    y, saved = GELUTanh().forward(x)
    np.testing.assert_array_equal(y, [0, 0, 1000, x[3]])
    np.testing.assert_array_equal(GELUTanh().backward(saved, np.ones(4, dtype)), [0, 0, 1, 1])
