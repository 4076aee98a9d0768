"""Clipping by value."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.regularizers.clip_value import ClipValue


def test_by_hand() -> None:
    grads = {"kernel": np.array([[2.0, -0.25], [-1e30, 0.0]]), "bias": np.array([0.5, -0.5000001])}
    clipped = ClipValue(limit=0.5).apply(grads, {}, 0, {})
    np.testing.assert_array_equal(clipped["kernel"], [[0.5, -0.25], [-0.5, 0.0]])
    np.testing.assert_array_equal(clipped["bias"], [0.5, -0.5])


@pytest.mark.parametrize("limit", [0.25, 1.0, 10.0])
def test_peers(limit: float) -> None:
    rng = np.random.default_rng(0)
    grads = {"kernel": rng.normal(size=(4, 3)), "bias": rng.normal(size=3)}
    own = ClipValue(limit).apply(grads, {}, 0, {})
    there = {
        name: torch.zeros(grad.shape, dtype=torch.float64, requires_grad=True) for name, grad in grads.items()
    }
    for name, param in there.items():
        param.grad = torch.from_numpy(grads[name].copy())
    torch.nn.utils.clip_grad_value_(there.values(), limit)
    with jax.enable_x64(True):
        by_optax, _ = optax.clip(limit).update(jax.tree.map(jnp.asarray, grads), optax.EmptyState())
    for name in grads:
        np.testing.assert_array_equal(own[name], there[name].grad)
        np.testing.assert_array_equal(own[name], by_optax[name])


def test_infinity_becomes_the_limit_and_nan_stays() -> None:
    clipped = ClipValue(2.0).apply({"w": np.array([np.inf, -np.inf, np.nan])}, {}, 0, {})
    np.testing.assert_array_equal(clipped["w"], [2.0, -2.0, np.nan])
