"""Batch normalization."""

import jax.numpy as jnp
import keras
import numpy as np
import torch

from descentlab.techniques.layers.batch_norm import BatchNorm

from .peers import assert_same, by_torch, channels_first, channels_last

RNG = np.random.default_rng(0)
X, DY = 2 + 3 * RNG.normal(size=(6, 4)), RNG.normal(size=(6, 4))
PARAMS = {"gamma": np.array([1.0, 2.0, -0.5, 0.25]), "beta": np.array([0.0, 1.0, -1.0, 3.0])}
STATE = {"moving_mean": np.array([0.5, 0.0, 1.0, -2.0]), "moving_variance": np.array([1.0, 2.0, 0.5, 4.0])}


def test_by_hand() -> None:
    """One feature of 1, 3, 3, 5: mean 3, variance (4 + 0 + 0 + 4) / 4 = 2; with epsilon 2 the root is 2."""
    layer = BatchNorm(momentum=0.75, epsilon=2.0)
    params = {"gamma": np.array([4.0]), "beta": np.array([10.0])}
    state = {"moving_mean": np.array([1.0]), "moving_variance": np.array([6.0])}
    y, saved, moved = layer.forward(params, state, np.array([[1.0], [3.0], [3.0], [5.0]]), {})
    np.testing.assert_array_equal(y, [[6.0], [10.0], [10.0], [14.0]])  # z = -1, 0, 0, 1; y = 4 z + 10
    # 0.75 * 1 + 0.25 * 3 and 0.75 * 6 + 0.25 * 2: the variance over m = 4, not over 3
    np.testing.assert_array_equal(moved["moving_mean"], [1.5])
    np.testing.assert_array_equal(moved["moving_variance"], [5.0])
    # dgamma = -1 * 1 + 1 * 5 = 4;  dbeta = 1 + 2 + 0 + 5 = 8
    # dx = 4 / 2 * (dy - 8 / 4 - z * 4 / 4) = 2 * (1 - 2 + 1, 2 - 2, 0 - 2, 5 - 2 - 1)
    dx, grads = layer.backward(params, saved, np.array([[1.0], [2.0], [0.0], [5.0]]))
    np.testing.assert_array_equal(grads["gamma"], [4.0])
    np.testing.assert_array_equal(grads["beta"], [8.0])
    np.testing.assert_array_equal(dx, [[0.0], [0.0], [-4.0], [4.0]])


def test_inference_by_hand() -> None:
    """Moving mean 3, variance 7, epsilon 2: the root is 3, so 9 becomes 4 * 6 / 3 + 10."""
    params = {"gamma": np.array([4.0]), "beta": np.array([10.0])}
    state = {"moving_mean": np.array([3.0]), "moving_variance": np.array([7.0])}
    y = BatchNorm(epsilon=2.0).infer(params, state, np.array([[9.0], [0.0]]))
    np.testing.assert_allclose(y, [[18.0], [6.0]], rtol=1e-15)


def test_constant_feature_gives_beta() -> None:
    """Also in a mini-batch of one example, where every feature is constant."""
    for x in (np.full((5, 4), 7.0), X[:1]):
        y, _, _ = BatchNorm().forward(PARAMS, STATE, x, {})
        np.testing.assert_array_equal(y, np.broadcast_to(PARAMS["beta"], x.shape))


def test_pytorch() -> None:
    """Its momentum is 1 minus ours; its moving variance is over m - 1, so each batch's is 6/5 of ours."""
    there = torch.nn.BatchNorm1d(4, eps=1e-3, momentum=0.25, dtype=torch.float64)
    there.load_state_dict(
        {
            "weight": torch.from_numpy(PARAMS["gamma"]),
            "bias": torch.from_numpy(PARAMS["beta"]),
            "running_mean": torch.from_numpy(STATE["moving_mean"]),
            "running_var": torch.from_numpy(STATE["moving_variance"]),
            "num_batches_tracked": torch.tensor(0),
        }
    )
    x_there = torch.tensor(X, requires_grad=True)
    y_there = there(x_there)
    y_there.backward(torch.from_numpy(DY))
    layer = BatchNorm(momentum=0.75, epsilon=1e-3)
    y, saved, moved = layer.forward(PARAMS, STATE, X, {})
    dx, grads = layer.backward(PARAMS, saved, DY)
    for own, theirs in (
        (y, y_there.detach()),
        (dx, x_there.grad),
        (grads["gamma"], there.weight.grad),
        (grads["beta"], there.bias.grad),
        (moved["moving_mean"], there.running_mean),
    ):
        np.testing.assert_allclose(own, theirs, rtol=1e-11, atol=1e-13)
    step = moved["moving_variance"] - 0.75 * STATE["moving_variance"]
    np.testing.assert_allclose(0.75 * STATE["moving_variance"] + step * 6 / 5, there.running_var, rtol=1e-11)
    assert not np.allclose(moved["moving_variance"], there.running_var, rtol=1e-2)
    there.eval()
    state = {"moving_mean": moved["moving_mean"], "moving_variance": there.running_var.numpy()}
    np.testing.assert_allclose(layer.infer(PARAMS, state, X), there(torch.from_numpy(X)).detach(), rtol=1e-11)


def test_keras() -> None:
    """The same momentum and the same biased moving variance, over 20 mini-batches (in Keras's float32)."""
    layer = BatchNorm(momentum=0.75, epsilon=1e-3)
    there = keras.layers.BatchNormalization(momentum=0.75, epsilon=1e-3)
    there.build((None, 4))
    there.set_weights([*PARAMS.values(), *STATE.values()])
    state = STATE
    for _ in range(20):
        x = 2 + 3 * RNG.normal(size=(6, 4))
        y, _, state = layer.forward(PARAMS, state, x, {})
        np.testing.assert_allclose(
            y, there(jnp.asarray(x, dtype="float32"), training=True), rtol=1e-5, atol=1e-5
        )
    np.testing.assert_allclose(state["moving_mean"], there.moving_mean, rtol=1e-5)
    np.testing.assert_allclose(state["moving_variance"], there.moving_variance, rtol=1e-5)
    np.testing.assert_allclose(
        layer.infer(PARAMS, state, X), there(jnp.asarray(X, dtype="float32")), rtol=1e-5, atol=1e-5
    )


def test_images_by_hand() -> None:
    """Two images of two places each: one channel has the four entries 1, 3, 3, 5, the other is constant."""
    layer = BatchNorm(momentum=0.75, epsilon=2.0)
    params = {"gamma": np.array([4.0, 1.0]), "beta": np.array([10.0, -1.0])}
    state = {"moving_mean": np.array([1.0, 0.0]), "moving_variance": np.array([6.0, 4.0])}
    x = np.stack([np.array([[[1.0, 3.0]], [[3.0, 5.0]]]), np.full((2, 1, 2), 7.0)], axis=-1)
    y, saved, moved = layer.forward(params, state, x, {})
    np.testing.assert_array_equal(y[..., 0], [[[6.0, 10.0]], [[10.0, 14.0]]])  # as in test_by_hand
    np.testing.assert_array_equal(y[..., 1], np.full((2, 1, 2), -1.0))
    np.testing.assert_array_equal(moved["moving_mean"], [1.5, 1.75])  # 0.25 * 7
    np.testing.assert_array_equal(moved["moving_variance"], [5.0, 3.0])  # 0.75 * 4
    dy = np.stack([np.array([[[1.0, 2.0]], [[0.0, 5.0]]]), np.array([[[1.0, 1.0]], [[1.0, 5.0]]])], axis=-1)
    dx, grads = layer.backward(params, saved, dy)
    np.testing.assert_array_equal(grads["gamma"], [4.0, 0.0])
    np.testing.assert_array_equal(grads["beta"], [8.0, 8.0])
    np.testing.assert_array_equal(dx[..., 0], [[[0.0, 0.0]], [[-4.0, 4.0]]])
    # of the constant one, the mean 2 of dy is taken away, and the rest is divided by the root of 2
    np.testing.assert_allclose(dx[..., 1], (dy[..., 1] - 2) / np.sqrt(2.0), rtol=1e-15)


def test_images_ask_for_one_of_each_channel() -> None:
    needs = BatchNorm().needs((5, 6, 4))
    assert needs.output == (5, 6, 4)
    assert {weights.shape for weights in (*needs.parameters.values(), *needs.state.values())} == {(4,)}


def test_images_in_pytorch() -> None:
    """Its moving variance is over one entry less; the first moving variance is 0, so that it alone is seen."""
    x, dy = 2 + 3 * RNG.normal(size=(3, 5, 6, 4)), RNG.normal(size=(3, 5, 6, 4))
    state = STATE | {"moving_variance": np.zeros(4)}
    layer = BatchNorm(momentum=0.75, epsilon=1e-3)
    y, saved, moved = layer.forward(PARAMS, state, x, {})
    dx, grads = layer.backward(PARAMS, saved, dy)
    mean, variance = torch.tensor(state["moving_mean"]), torch.zeros(4, dtype=torch.float64)

    def there(x: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor) -> torch.Tensor:
        normalized = torch.nn.functional.batch_norm(
            channels_first(x), mean, variance, gamma, beta, training=True, momentum=0.25, eps=1e-3
        )
        return channels_last(normalized)

    assert_same({"y": y, "dx": dx} | grads, by_torch(there, PARAMS, x, dy))
    np.testing.assert_allclose(moved["moving_mean"], mean, rtol=1e-12)
    np.testing.assert_allclose(moved["moving_variance"] * 90 / 89, variance, rtol=1e-12)
    np.testing.assert_allclose(
        layer.infer(PARAMS, STATE, x)[1, 2], layer.infer(PARAMS, STATE, x[1, 2]), rtol=1e-13
    )
