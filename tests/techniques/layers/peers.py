"""A layer's output, dx and gradients by name: ours, by PyTorch's automatic differentiation, and by Keras on JAX."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import torch

from descentlab.arrays import Array, Arrays


def ours(layer: Any, params: Arrays, x: Array, dy: Array, noise: Arrays | None = None) -> Arrays:
    """For layers without a state."""
    y, saved, state = layer.forward(params, {}, x, noise or {})
    dx, grads = layer.backward(params, saved, dy)
    assert state == {}
    return {"y": y, "dx": dx} | grads


def by_torch(function: Callable[..., torch.Tensor], params: Arrays, x: Array, dy: Array) -> Arrays:
    """function: y of x and the parameters by name, all in our shapes."""
    x_there = torch.tensor(x, requires_grad=True)
    there = {name: torch.tensor(param, requires_grad=True) for name, param in params.items()}
    y = function(x_there, **there)
    y.backward(torch.from_numpy(dy))
    grads = {name: param.grad.numpy() for name, param in there.items()}
    return {"y": y.detach().numpy(), "dx": x_there.grad.numpy()} | grads


def by_keras(layer: Any, params: Arrays, x: Array, dy: Array, **options: bool) -> Arrays:
    """To be called in float64. params: in the order of the layer's weights. options: such as ``training``."""
    layer.build(x.shape)
    layer.set_weights(list(params.values()))

    def call(weights: list[Array], x: Array) -> Array:
        fixed = [weight.value for weight in layer.non_trainable_variables]
        return layer.stateless_call(weights, fixed, x, **options)[0]

    y, pull = jax.vjp(call, [weight.value for weight in layer.trainable_variables], jnp.asarray(x))
    grads, dx = pull(jnp.asarray(dy))
    return {"y": y, "dx": dx} | dict(zip(params, grads, strict=True))


IN_FLOAT32 = 1e-5
"""The tolerance for Keras's normalizations, which compute in float32 whatever they are given."""


def assert_same(own: Arrays, theirs: Arrays, tolerance: float = 1e-11) -> None:
    assert list(own) == list(theirs)
    for name, leaf in own.items():
        np.testing.assert_allclose(leaf, theirs[name], rtol=tolerance, atol=tolerance, err_msg=name)


def channels_first(x: torch.Tensor) -> torch.Tensor:
    """(batch, height, width, channels) as PyTorch has it."""
    return x.permute(0, 3, 1, 2)


def channels_last(x: torch.Tensor) -> torch.Tensor:
    """PyTorch's (batch, channels, height, width) as we have it."""
    return x.permute(0, 2, 3, 1)
