"""Values and slopes of an activation, by PyTorch and by Keras on JAX."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import torch

X = np.array([-30.0, -3.0, -0.5, -1e-3, 1e-3, 0.25, 1.0, 4.0, 30.0])
DY = np.array([1.0, -2.0, 0.5, 3.0, -1.0, 0.25, 2.0, -0.5, 1.0])


def assert_same_as_torch(
    technique: Any, function: Callable[[torch.Tensor], torch.Tensor], x: np.ndarray = X
) -> None:
    own, saved = technique.forward(x)
    there = torch.tensor(x, requires_grad=True)
    theirs = function(there)
    theirs.backward(torch.from_numpy(DY[: len(x)]))
    np.testing.assert_allclose(own, theirs.detach(), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(technique.backward(saved, DY[: len(x)]), there.grad, rtol=1e-9, atol=1e-12)


def assert_same_as_keras(technique: Any, function: Callable[[Any], Any], x: np.ndarray = X) -> None:
    """To be called in float64."""
    theirs, pull = jax.vjp(function, jnp.asarray(x))
    own, saved = technique.forward(x)
    (dx,) = pull(jnp.asarray(DY[: len(x)], dtype=theirs.dtype))
    tolerance = 1e-9 if theirs.dtype == "float64" else 1e-6  # Keras's tanh answers in float32
    np.testing.assert_allclose(own, theirs, rtol=tolerance, atol=tolerance / 1000)
    np.testing.assert_allclose(technique.backward(saved, DY[: len(x)]), dx, rtol=tolerance, atol=tolerance)
