"""Clipping by global norm."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
import torch
from keras.src.optimizers.base_optimizer import clip_by_global_norm

from descentlab.techniques.regularizers.clip_global_norm import ClipGlobalNorm


def test_by_hand() -> None:
    """Gradients 2, 4 and 4 have the norm sqrt(4 + 16 + 16) = 6: clipped to 3, all are halved."""
    grads = {"kernel": np.array([[2.0, 4.0]]), "bias": np.array([-4.0])}
    clipped = ClipGlobalNorm(max_norm=3.0).apply(grads, {}, 0, {})
    np.testing.assert_allclose(clipped["kernel"], [[1.0, 2.0]], rtol=1e-15)
    np.testing.assert_allclose(clipped["bias"], [-2.0], rtol=1e-15)
    for longer in (6.0, 6.5):  # what is short enough is left as it is
        assert {
            name: grad.tolist() for name, grad in ClipGlobalNorm(longer).apply(grads, {}, 0, {}).items()
        } == {
            "kernel": [[2.0, 4.0]],
            "bias": [-4.0],
        }


@pytest.mark.parametrize("max_norm", [0.5, 2.0, 100.0])
def test_peers(max_norm: float) -> None:
    rng = np.random.default_rng(0)
    grads = {"kernel": rng.normal(size=(4, 3)), "bias": rng.normal(size=3)}
    own = ClipGlobalNorm(max_norm).apply(grads, {}, 0, {})
    with jax.enable_x64(True):
        theirs, _ = optax.clip_by_global_norm(max_norm).update(
            jax.tree.map(jnp.asarray, grads), optax.EmptyState()
        )
        by_keras = clip_by_global_norm([jnp.asarray(grad) for grad in grads.values()], max_norm)
    for name, keras_grad in zip(grads, by_keras, strict=True):
        np.testing.assert_allclose(own[name], theirs[name], rtol=1e-12)
        np.testing.assert_allclose(own[name], keras_grad, rtol=1e-12)


def test_pytorch_adds_to_the_norm() -> None:
    """Shorter than asked for by the factor norm / (norm + 1e-6)."""
    grad = np.array([3.0, -4.0])
    there = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    there.grad = torch.from_numpy(grad.copy())
    torch.nn.utils.clip_grad_norm_([there], 2.0)
    own = ClipGlobalNorm(2.0).apply({"w": grad}, {}, 0, {})["w"]
    np.testing.assert_allclose(own * (5 / (5 + 1e-6)), there.grad, rtol=1e-14)
    assert np.max(abs(own - there.grad.numpy())) > 1e-7
