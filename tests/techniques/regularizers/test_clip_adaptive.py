"""Adaptive gradient clipping."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from descentlab.techniques.regularizers.clip_adaptive import ClipAdaptive


def test_by_hand() -> None:
    rule = ClipAdaptive(clipping=0.5, epsilon=0.25)
    params = {"kernel": np.array([[3.0, 0.0], [4.0, 0.0]]), "bias": np.array([0.6, -0.8])}
    grads = {"kernel": np.array([[0.0, 0.6], [-10.0, 0.8]]), "bias": np.array([0.3, 0.4])}
    clipped = rule.apply(grads, params, 0, {})
    # first output: weights of norm 5, so at most 0.5 * 5 = 2.5 of the norm 10
    # second output: weights of norm 0, so at most 0.5 * 0.25 = 0.125 of the norm 1
    np.testing.assert_allclose(clipped["kernel"], [[0.0, 0.075], [-2.5, 0.1]], rtol=1e-15)
    # the bias as a whole: weights of norm 1, so at most 0.5, which its norm is
    np.testing.assert_array_equal(clipped["bias"], grads["bias"])


def by_optax(
    clipping: float, grads: dict[str, np.ndarray], params: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    with jax.enable_x64(True):
        rule = optax.adaptive_grad_clip(clipping, eps=0.5)
        clipped, _ = rule.update(
            jax.tree.map(jnp.asarray, grads), optax.EmptyState(), jax.tree.map(jnp.asarray, params)
        )
        return jax.tree.map(np.asarray, clipped)


@pytest.mark.parametrize("clipping", [0.01, 0.5, 1.0, 100.0])
def test_peer(clipping: float) -> None:
    rng = np.random.default_rng(0)
    params = {"kernel": rng.normal(size=(4, 3)), "filter": rng.normal(size=(2, 3, 2, 5)), "bias": np.zeros(3)}
    grads = {name: rng.normal(size=param.shape) for name, param in params.items()}
    own = ClipAdaptive(clipping, epsilon=0.5).apply(grads, params, 0, {})
    theirs = by_optax(clipping, grads, params)
    for name in grads:
        np.testing.assert_allclose(own[name], theirs[name], rtol=1e-12)


@pytest.mark.parametrize(("shape", "axes"), [((2, 3, 4), 0), ((1, 4), (0, 1))])
def test_where_optax_differs(shape: tuple[int, ...], axes: int | tuple[int, ...]) -> None:
    """Of three axes it takes the first; a kernel of one input it takes as a whole."""
    rng = np.random.default_rng(0)
    param, grad = rng.normal(size=shape), rng.normal(size=shape)
    theirs = by_optax(0.1, {"w": grad}, {"w": param})["w"]
    longest = 0.1 * np.maximum(np.sqrt(np.sum(param**2, axis=axes, keepdims=True)), 0.5)
    norm = np.sqrt(np.sum(grad**2, axis=axes, keepdims=True))
    np.testing.assert_allclose(theirs, grad * longest / np.maximum(norm, longest), rtol=1e-12)
    own = ClipAdaptive(0.1, epsilon=0.5).apply({"w": grad}, {"w": param}, 0, {})["w"]
    assert np.max(abs(own - theirs)) > 1e-3


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_zero_and_huge_gradients(dtype: str) -> None:
    params = {"w": np.array([[0, 3, 0], [0, 4, 0]], dtype)}
    grads = {"w": np.array([[0, 3e30, 1], [0, -4e30, 0]], dtype)}
    clipped = ClipAdaptive(clipping=0.5, epsilon=0.25).apply(grads, params, 0, {})["w"]
    np.testing.assert_allclose(clipped, [[0, 1.5, 0.125], [0, -2, 0]], rtol=1e-6)
