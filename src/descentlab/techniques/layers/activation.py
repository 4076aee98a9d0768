"""Activation layer: one activation function on every entry."""

from typing import Any, NamedTuple

from descentlab.arrays import Array, Arrays
from descentlab.contracts import NO_NUMBERS, Needs, Shape
from descentlab.contracts import Activation as ActivationFunction


class Activation(NamedTuple):
    """``function`` is a technique of the activations' family."""

    function: ActivationFunction

    SOURCE = "Rumelhart, Hinton & Williams (1986), Learning representations by back-propagating errors"
    RANGES = NO_NUMBERS

    def needs(self, inputs: Shape) -> Needs:
        """Nothing; the output has the inputs' shape."""
        return Needs(inputs)

    def forward(self, params: Arrays, state: Arrays, x: Array, noise: Arrays) -> tuple[Array, Any, Arrays]:
        """y of x's shape."""
        del params, noise  # a function of x alone
        y, saved = self.function.forward(x)
        return y, saved, state

    def backward(self, params: Arrays, saved: Any, dy: Array) -> tuple[Array, Arrays]:
        """dx of dy's shape."""
        del params  # none
        return self.function.backward(saved, dy), {}

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """y of x's shape."""
        del params, state  # none
        return self.function.forward(x)[0]
