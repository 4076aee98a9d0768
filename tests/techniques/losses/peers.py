"""Losses and gradients by PyTorch, Keras on JAX and optax."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import torch

DLOSSES = np.array([1.0, -0.5, 2.0, 0.25])


def assert_same_as_torch(
    technique: Any,
    outputs: np.ndarray,
    targets: np.ndarray,
    losses: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
) -> None:
    own, saved = technique.forward(outputs, targets)
    there = torch.tensor(outputs, requires_grad=True)
    theirs = losses(there, torch.from_numpy(targets))
    theirs.backward(torch.from_numpy(DLOSSES))
    np.testing.assert_allclose(own, theirs.detach(), rtol=1e-12)
    np.testing.assert_allclose(technique.backward(saved, DLOSSES), there.grad, rtol=1e-11, atol=1e-14)


def assert_same_as_jax(
    technique: Any,
    outputs: np.ndarray,
    targets: np.ndarray,
    losses: Callable[[Any, Any], Any],
    tolerance: float = 1e-12,
) -> None:
    """losses: of Keras or of optax. To be called in float64."""
    own, saved = technique.forward(outputs, targets)
    theirs, pull = jax.vjp(lambda there: losses(there, jnp.asarray(targets)), jnp.asarray(outputs))
    (doutputs,) = pull(jnp.asarray(DLOSSES, dtype=theirs.dtype))
    np.testing.assert_allclose(own, theirs, rtol=tolerance)
    np.testing.assert_allclose(
        technique.backward(saved, DLOSSES), doutputs, rtol=10 * tolerance, atol=tolerance / 100
    )
