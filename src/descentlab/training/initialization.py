"""First values of a network's parameters and running quantities: functions of the seed and of names and shapes.

Recipes that differ in anything else start from the same noise. It is drawn in float64 and rounded once.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from descentlab.arrays import Array, Arrays
from descentlab.contracts import Initializer, Shape, Weights
from descentlab.techniques.layers.sequential import within
from descentlab.training.network import Network, declare
from descentlab.training.randomness import initial_noise

EXAMPLES = 256
"""Training examples shown to an initializer that looks at data."""


def initial_values(
    network: Network,
    initializer: Initializer,
    inputs: Shape,
    seed: int,
    dtype: Any,
    examples: Callable[[int], Array] | None = None,
) -> tuple[Arrays, Arrays]:
    """First parameters and layer states, as NumPy arrays.

    examples: gives so many prepared training examples, for an initializer that looks at data.
    Raises ValueError where such an initializer is given none.
    """
    declared = declare(network, inputs)
    params = {name: _first(initializer, name, asked, seed) for name, asked in declared.parameters.items()}
    layers = {name: _first(initializer, name, asked, seed) for name, asked in declared.state.items()}
    if hasattr(initializer, "rescale"):
        if examples is None:
            raise ValueError("this initializer looks at data: it needs examples")
        params = _rescaled(network, initializer, params, layers, np.asarray(examples(EXAMPLES), np.float64))
    for name, asked in declared.parameters.items():
        if asked.kind == "norms":
            kernel = params[asked.of]
            params[name] = np.sqrt(np.sum(kernel**2, axis=tuple(range(kernel.ndim - 1))))
    return _rounded(params, dtype), _rounded(layers, dtype)


def _first(initializer: Initializer, name: str, asked: Weights, seed: int) -> Array:
    if asked.kind == "kernel":
        noise = initial_noise(initializer.NOISE, seed, name, asked.shape)
        return initializer.draw(noise, asked.fan_in, asked.fan_out)
    return np.full(asked.shape, float(asked.value))


def _rescaled(network: Network, initializer: Any, params: Arrays, layers: Arrays, x: Array) -> Arrays:
    """Parameters after each layer in order has been fitted to its outputs.

    Layers of several kernels, such as residual blocks, keep the initializer's draw.
    """
    for name, layer in network.body.named():
        own, state = within(params, name), within(layers, name)
        kernels = [key for key, asked in layer.needs(x.shape[1:]).parameters.items() if asked.kind == "kernel"]
        for _ in range(initializer.ROUNDS if len(kernels) == 1 else 0):
            own[kernels[0]] = initializer.rescale(own[kernels[0]], layer.infer(own, state, x))
        params = params | {f"{name}.{key}": value for key, value in own.items()}
        x = layer.infer(own, state, x)
    return params


def _rounded(arrays: Arrays, dtype: Any) -> Arrays:
    return {name: np.asarray(array, dtype=dtype) for name, array in arrays.items()}
