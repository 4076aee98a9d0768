"""Kernels by JAX's and PyTorch's own initializers, from noise that is then handed to ours."""

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import torch

FAN_IN, FAN_OUT = 30, 20
_KEY = jax.random.key(5)
_NOISE = {
    "normal": lambda: jax.random.normal(_KEY, (FAN_IN, FAN_OUT)),
    "uniform": lambda: jax.random.uniform(_KEY, (FAN_IN, FAN_OUT), minval=-1),
    "truncated_normal": lambda: jax.random.truncated_normal(_KEY, -2, 2, (FAN_IN, FAN_OUT)),
}


def assert_same_as_jax(technique: Any, initializer: Callable[..., jax.Array]) -> None:
    own = technique.draw(_NOISE[technique.NOISE](), FAN_IN, FAN_OUT)
    np.testing.assert_allclose(own, initializer(_KEY, (FAN_IN, FAN_OUT)), rtol=1e-5)


def assert_same_as_torch(technique: Any, fill: Callable[[torch.Tensor], Any]) -> None:
    """fill: an in-place initializer, for a kernel that PyTorch keeps as (outputs, inputs)."""
    theirs = torch.empty(FAN_OUT, FAN_IN, dtype=torch.float64)
    torch.manual_seed(5)
    fill(theirs)
    torch.manual_seed(5)
    noise = torch.empty(FAN_OUT, FAN_IN, dtype=torch.float64)
    _ = noise.normal_() if technique.NOISE == "normal" else noise.uniform_(-1, 1)
    np.testing.assert_allclose(technique.draw(noise.T, FAN_IN, FAN_OUT), theirs.T, rtol=1e-12)


def assert_same_spread_as_keras(technique: Any, initializer: Any) -> None:
    """Keras draws its own noise: compared are the largest value and the standard deviation of many."""
    theirs = np.asarray(initializer(shape=(300, 200)))
    rng = np.random.default_rng(0)
    noise = rng.uniform(-1, 1, 60_000) if technique.NOISE == "uniform" else rng.normal(size=60_000)
    if technique.NOISE == "truncated_normal":
        noise = noise[abs(noise) < 2]
    own = technique.draw(noise, 300, 200)
    np.testing.assert_allclose(np.std(own), np.std(theirs), rtol=0.02)
    np.testing.assert_allclose(np.max(own), np.max(theirs), rtol=0.02)
