"""A network: layers one after the other and a loss, with its gradient by back-propagation.

Parameters, states and noise are flat dictionaries whose names begin with the layer's: "dense1.kernel",
"batch_norm1.moving_mean", "dropout1". A layer's name is its technique's, numbered by kind from 1.
"""

from collections import Counter
from typing import Any, NamedTuple

from descentlab.arrays import Array, Arrays, namespace
from descentlab.catalogue import name_of
from descentlab.contracts import Layer, Loss, Shape, Weights


class Network(NamedTuple):
    """What is differentiated."""

    layers: tuple[Layer, ...]
    loss: Loss


class Declaration(NamedTuple):
    """All arrays that a network asks for, by name."""

    parameters: dict[str, Weights]
    state: dict[str, Weights]
    noise: dict[str, Shape]

    @property
    def kernels(self) -> tuple[str, ...]:
        """Names of the parameters that are drawn by an initializer and penalized."""
        return tuple(name for name, weights in self.parameters.items() if weights.kind == "kernel")


def layer_names(network: Network) -> tuple[str, ...]:
    """One name for each layer, such as ("dense1", "activation1", "dense2")."""
    seen: Counter[str] = Counter()
    names: list[str] = []
    for layer in network.layers:
        kind = name_of(layer)
        seen[kind] += 1
        names.append(f"{kind}{seen[kind]}")
    return tuple(names)


def declare(network: Network, inputs: Shape) -> Declaration:
    """What the network needs for examples of this shape."""
    declared = Declaration({}, {}, {})
    for name, layer in zip(layer_names(network), network.layers, strict=True):
        needs = layer.needs(inputs)
        declared.parameters.update({f"{name}.{key}": weights for key, weights in needs.parameters.items()})
        declared.state.update({f"{name}.{key}": weights for key, weights in needs.state.items()})
        if needs.noise is not None:
            declared.noise[name] = needs.noise
        inputs = needs.output
    return declared


def forward(
    network: Network, params: Arrays, state: Arrays, x: Array, noise: Arrays
) -> tuple[Array, list[Any], Arrays]:
    """In training: outputs (batch, outputs), what each layer saved, and the next state. x: (batch, ...)."""
    saved: list[Any] = []
    moved: Arrays = {}
    for name, layer in zip(layer_names(network), network.layers, strict=True):
        x, kept, after = layer.forward(_part(params, name), _part(state, name), x, noise.get(name))
        saved.append(kept)
        moved.update({f"{name}.{key}": value for key, value in after.items()})
    return x, saved, moved


def loss_and_gradient(
    network: Network, params: Arrays, state: Arrays, x: Array, targets: Array, noise: Arrays
) -> tuple[Array, Arrays, Arrays]:
    """The mean loss of a mini-batch (shape ()), the gradient of every parameter, and the next state."""
    outputs, saved, moved = forward(network, params, state, x, noise)
    losses, kept = network.loss.forward(outputs, targets)
    xp = namespace(losses)
    dy = network.loss.backward(kept, xp.ones_like(losses) / losses.shape[0])
    grads: Arrays = {}
    for name, layer, memory in reversed(list(zip(layer_names(network), network.layers, saved, strict=True))):
        dy, found = layer.backward(_part(params, name), memory, dy)
        grads.update({f"{name}.{key}": value for key, value in found.items()})
    return xp.mean(losses), {name: grads[name] for name in params}, moved


def infer(network: Network, params: Arrays, state: Arrays, x: Array) -> Array:
    """Outputs (batch, outputs) outside of training."""
    for name, layer in zip(layer_names(network), network.layers, strict=True):
        x = layer.infer(_part(params, name), _part(state, name), x)
    return x


def _part(arrays: Arrays, layer: str) -> Arrays:
    return {
        name.removeprefix(f"{layer}."): array for name, array in arrays.items() if name.startswith(f"{layer}.")
    }
