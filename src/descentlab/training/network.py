"""A network: layers one after the other and a loss, with its gradient by back-propagation.

Parameters, states and noise are flat dictionaries whose names begin with the layer's: "dense1.kernel",
"batch_norm1.moving_mean", "dropout1.mask".
"""

import math
from typing import NamedTuple

from descentlab.arrays import Array, Arrays, namespace
from descentlab.contracts import Layer, Loss, Needs, Shape
from descentlab.techniques.layers.sequential import Sequential


class Network(NamedTuple):
    """What is differentiated."""

    layers: tuple[Layer, ...]
    loss: Loss

    @property
    def body(self) -> Sequential:
        """All layers as one."""
        return Sequential(self.layers)


def declare(network: Network, inputs: Shape) -> Needs:
    """All arrays that the network asks for, by name, for examples of this shape."""
    return network.body.needs(inputs)


def kernels(declared: Needs) -> tuple[str, ...]:
    """Names of the parameters that are drawn by an initializer and penalized."""
    return tuple(name for name, weights in declared.parameters.items() if weights.kind == "kernel")


def weights(network: Network, inputs: Shape) -> int:
    """How many entries the kernels have."""
    declared = declare(network, inputs)
    return sum(math.prod(declared.parameters[name].shape) for name in kernels(declared))


def operations(network: Network, inputs: Shape) -> float:
    """Floating-point operations of one example's training step: three products with each kernel, at each of the
    places where a convolution uses it.
    """
    total = 0.0
    for _, layer in network.body.named():
        asked = layer.needs(inputs)
        entries = sum(math.prod(one.shape) for one in asked.parameters.values() if one.kind == "kernel")
        places = math.prod(asked.output[:-1])
        total += 6.0 * entries * places
        inputs = asked.output
    return total


def activations(network: Network, inputs: Shape) -> int:
    """How many entries all layers' outputs have for one example."""
    total = 0
    for _, layer in network.body.named():
        inputs = layer.needs(inputs).output
        total += math.prod(inputs)
    return total


def step_bytes(network: Network, inputs: Shape, batch: int) -> int:
    """About how much a training step works on in float32: weights with gradients and two states, and the layers'
    outputs for a mini-batch with what they save and hand back.
    """
    return 16 * weights(network, inputs) + 12 * batch * activations(network, inputs)


def loss_and_gradient(
    network: Network, params: Arrays, state: Arrays, x: Array, targets: Array, noise: Arrays
) -> tuple[Array, Arrays, Arrays]:
    """The mean loss of a mini-batch (shape ()), the gradient of every parameter, and the next state."""
    outputs, saved, moved = network.body.forward(params, state, x, noise)
    losses, kept = network.loss.forward(outputs, targets)
    xp = namespace(losses)
    doutputs = network.loss.backward(kept, xp.ones_like(losses) / losses.shape[0])
    return xp.mean(losses), network.body.backward(params, saved, doutputs)[1], moved


def infer(network: Network, params: Arrays, state: Arrays, x: Array) -> Array:
    """Outputs (batch, outputs) outside of training."""
    return network.body.infer(params, state, x)
