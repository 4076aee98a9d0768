"""Clipping by the norm of each parameter."""

import jax
import jax.numpy as jnp
import keras
import numpy as np
import optax
import pytest

from descentlab.techniques.regularizers.clip_norm import ClipNorm


def test_by_hand() -> None:
    """The kernel's gradient has the norm 5 and is cut to 2; the bias's has the norm 1.5 and stays."""
    grads = {"kernel": np.array([[3.0, -4.0]]), "bias": np.array([1.5])}
    clipped = ClipNorm(max_norm=2.0).apply(grads, {}, 0, {})
    np.testing.assert_allclose(clipped["kernel"], [[1.2, -1.6]], rtol=1e-15)
    np.testing.assert_array_equal(clipped["bias"], [1.5])


@pytest.mark.parametrize("max_norm", [0.5, 2.0, 100.0])
def test_peers(max_norm: float, in_float64: None) -> None:
    rng = np.random.default_rng(0)
    grads = {"kernel": rng.normal(size=(4, 3)), "bias": rng.normal(size=3)}
    own = ClipNorm(max_norm).apply(grads, {}, 0, {})
    by_keras = keras.optimizers.SGD(clipnorm=max_norm)._clip_gradients(
        [jnp.asarray(grad) for grad in grads.values()]
    )
    for (name, grad), keras_grad in zip(grads.items(), by_keras, strict=True):
        np.testing.assert_allclose(own[name], keras_grad, rtol=1e-12)
        block = optax.clip_by_block_rms(
            max_norm / grad.size**0.5
        )  # its mean square is the square over the size
        by_optax, _ = block.update(jax.tree.map(jnp.asarray, {name: grad}), optax.EmptyState())
        np.testing.assert_allclose(own[name], by_optax[name], rtol=1e-12)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_zero_and_huge_gradients(dtype: str) -> None:
    grads = {"zero": np.zeros(2, dtype), "huge": np.array([3e30, -4e30], dtype)}
    clipped = ClipNorm(1.0).apply(grads, {}, 0, {})
    np.testing.assert_array_equal(clipped["zero"], [0.0, 0.0])
    np.testing.assert_allclose(clipped["huge"], [0.6, -0.8], rtol=1e-6)


def test_what_is_no_number_stays_in_its_parameter() -> None:
    clipped = ClipNorm(1.0).apply({"bad": np.array([np.nan, 1.0]), "good": np.array([0.5])}, {}, 0, {})
    assert np.isnan(clipped["bad"][0])
    np.testing.assert_array_equal(clipped["good"], [0.5])
