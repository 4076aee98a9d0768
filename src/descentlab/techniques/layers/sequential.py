"""Layers one after the other, as one layer: the chain rule.

    y  = last(... second(first(x)))
    dx = dfirst(... dlast(dy))

The arrays of an inner layer are named after it: its technique's name, numbered by kind from 1, then its own name
for them, as in "dense1.kernel", "dense2.bias", "dropout1.mask".
"""

from collections import Counter
from typing import Any, NamedTuple

from descentlab.arrays import Array, Arrays
from descentlab.contracts import NO_NUMBERS, Layer, Needs, Noise, Shape, Weights


class Sequential(NamedTuple):
    """Structure: ``layers``, of which there may be none."""

    layers: tuple[Layer, ...]

    SOURCE = "Rumelhart, Hinton & Williams (1986), Learning representations by back-propagating errors"
    RANGES = NO_NUMBERS

    def needs(self, inputs: Shape) -> Needs:
        """What all layers need, each for what the one before it gives."""
        parameters: dict[str, Weights] = {}
        state: dict[str, Weights] = {}
        noise: dict[str, Noise] = {}
        for name, layer in self.named():
            asked = layer.needs(inputs)
            parameters |= {
                f"{name}.{key}": weights._replace(of=f"{name}.{weights.of}") if weights.of else weights
                for key, weights in asked.parameters.items()
            }
            state |= {f"{name}.{key}": weights for key, weights in asked.state.items()}
            noise |= {f"{name}.{key}": one for key, one in asked.noise.items()}
            inputs = asked.output
        return Needs(inputs, parameters, state, noise)

    def forward(
        self, params: Arrays, state: Arrays, x: Array, noise: Arrays
    ) -> tuple[Array, list[Any], Arrays]:
        """y, what each layer saved, and the next state. x: (batch, ...)."""
        saved: list[Any] = []
        moved: Arrays = {}
        for name, layer in self.named():
            x, kept, after = layer.forward(within(params, name), within(state, name), x, within(noise, name))
            saved.append(kept)
            moved |= {f"{name}.{key}": value for key, value in after.items()}
        return x, saved, moved

    def backward(self, params: Arrays, saved: list[Any], dy: Array) -> tuple[Array, Arrays]:
        """dx, and the gradients in the parameters' order."""
        grads: Arrays = {}
        for (name, layer), kept in zip(reversed(self.named()), reversed(saved), strict=True):
            dy, found = layer.backward(within(params, name), kept, dy)
            grads |= {f"{name}.{key}": value for key, value in found.items()}
        return dy, {name: grads[name] for name in params}

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """y, outside of training."""
        for name, layer in self.named():
            x = layer.infer(within(params, name), within(state, name), x)
        return x

    def named(self) -> list[tuple[str, Layer]]:
        """The layers with their names, such as "dense1", "activation1", "dense2"."""
        seen: Counter[str] = Counter()
        named: list[tuple[str, Layer]] = []
        for layer in self.layers:
            kind = type(layer).__module__.rpartition(".")[2]
            seen[kind] += 1
            named.append((f"{kind}{seen[kind]}", layer))
        return named


def within(arrays: Arrays, layer: str) -> Arrays:
    """The arrays of an inner layer, under the names that it gives them."""
    first = f"{layer}."
    return {name.removeprefix(first): array for name, array in arrays.items() if name.startswith(first)}
