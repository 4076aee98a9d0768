"""What each family of techniques promises: the protocols that training is written against.

A technique is a NamedTuple. Its fields named in ``RANGES`` are *numbers*: they may be arrays, and one compiled
program serves every value. Its other fields are *structure* (sizes, flags, nested techniques): a program is
compiled for each. No method branches on a number, writes into an argument or draws random numbers of its own.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, NamedTuple, Protocol, Self

from descentlab.arrays import Array, Arrays, Scalar

Shape = tuple[int, ...]


class Range(NamedTuple):
    """What values of a hyperparameter are lawful, and where a tuner searches."""

    lawful: tuple[float | None, float | None] = (None, None)
    closed: Literal["both", "left", "right", "neither"] = "both"
    search: tuple[float, float] | None = None
    scale: Literal["linear", "log"] = "linear"

    def allows(self, value: float) -> bool:
        """Whether the value lies in the lawful interval; NaN and infinities never do."""
        low, high = self.lawful
        if value - value != 0:  # NaN and infinities differ from themselves
            return False
        above = low is None or value > low or (value == low and self.closed in ("both", "left"))
        below = high is None or value < high or (value == high and self.closed in ("both", "right"))
        return above and below

    def describe(self) -> str:
        """The lawful interval in mathematical notation, such as ``[0, 1)``."""
        low, high = self.lawful
        left = "(-inf" if low is None else f"{'[' if self.closed in ('both', 'left') else '('}{low:g}"
        right = "inf)" if high is None else f"{high:g}{']' if self.closed in ('both', 'right') else ')'}"
        return f"{left}, {right}"


NO_NUMBERS: dict[str, Range] = {}
"""The ``RANGES`` of a technique without numbers."""


class Technique(Protocol):
    """What all techniques have in common."""

    SOURCE: ClassVar[str]
    RANGES: ClassVar[dict[str, Range]]

    def _replace(self, **fields: Any) -> Self: ...
    def _asdict(self) -> dict[str, Any]: ...


class Optimizer(Technique, Protocol):
    """Turns a parameter's gradient into a change of that parameter."""

    @property
    def learning_rate(self) -> Scalar: ...

    def init(self, param: Array) -> Any:
        """State before the first step: a NamedTuple of arrays."""
        ...

    def step(self, state: Any, grad: Array, param: Array, t: Scalar) -> tuple[Array, Any]:
        """One step for one parameter: the change to add to it, and the state to keep.

        grad, param: any one shape. t: 1 at the first step, in param's dtype.
        """
        ...


class Schedule(Technique, Protocol):
    """Says which learning rate a step uses."""

    def at(self, learning_rate: Scalar, step: Scalar) -> Scalar:
        """The rate for a step, given the initial rate; step counts the updates done before it (0 at the first)."""
        ...


class Initializer(Technique, Protocol):
    """Makes a kernel's first values out of standard noise."""

    NOISE: ClassVar[Literal["none", "normal", "uniform", "truncated_normal"]]

    def draw(self, noise: Array, fan_in: int, fan_out: int) -> Array:
        """First values, of the noise's shape and dtype.

        noise: independent entries; normal of variance 1, uniform in [-1, 1), or normal cut off at +-2.
        fan_in, fan_out: how many inputs reach one output, and how many outputs one input reaches.
        """
        ...


class Activation(Technique, Protocol):
    """A function of each entry, with its derivative."""

    def forward(self, x: Array) -> tuple[Array, Any]:
        """The value, of x's shape, and what ``backward`` needs."""
        ...

    def backward(self, saved: Any, dy: Array) -> Array:
        """Dx from dy."""
        ...


class Loss(Technique, Protocol):
    """How far outputs are from targets, example by example."""

    TASK: ClassVar[Literal["classification", "regression"]]

    def outputs(self, classes: int) -> int:
        """How many outputs a network needs for so many classes (or, in regression, targets)."""
        ...

    def forward(self, outputs: Array, targets: Array) -> tuple[Array, Any]:
        """Losses of shape (batch,), and what ``backward`` needs. outputs: (batch, outputs)."""
        ...

    def backward(self, saved: Any, dlosses: Array) -> Array:
        """Doutputs of shape (batch, outputs), from dlosses of shape (batch,)."""
        ...

    def predict(self, outputs: Array) -> Array:
        """What the outputs mean: probabilities (batch, classes), or values (batch, targets)."""
        ...


class Weights(NamedTuple):
    """One parameter that a layer asks for."""

    shape: Shape
    kind: Literal["kernel", "zeros", "ones"]
    fan_in: int = 0
    fan_out: int = 0


class Needs(NamedTuple):
    """What a layer needs for inputs of some shape, and what comes out; shapes are those of one example.

    parameters: kernels are drawn by an initializer and penalized by regularizers. state: running quantities, such
    as batch normalization's moving averages. noise: shape of the uniform noise in [0, 1) that training takes.
    """

    output: Shape
    parameters: Mapping[str, Weights] = {}
    state: Mapping[str, Weights] = {}
    noise: Shape | None = None


class Layer(Technique, Protocol):
    """A differentiable function with parameters, and a state that training moves but gradients do not."""

    def needs(self, inputs: Shape) -> Needs:
        """What there must be for inputs of this shape. Raises ValueError for a shape that the layer cannot take."""
        ...

    def forward(
        self, params: Arrays, state: Arrays, x: Array, noise: Array | None
    ) -> tuple[Array, Any, Arrays]:
        """In training: the output, what ``backward`` needs, and the next state. x: (batch, ...)."""
        ...

    def backward(self, params: Arrays, saved: Any, dy: Array) -> tuple[Array, Arrays]:
        """dx, and the gradients of the parameters by name."""
        ...

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """The output outside of training."""
        ...


class Penalty(Technique, Protocol):
    """A term added to the loss for each kernel."""

    def penalty(self, param: Array) -> Array:
        """The term, of shape ()."""
        ...

    def gradient(self, param: Array) -> Array:
        """Its gradient, of param's shape."""
        ...


class GradientRule(Technique, Protocol):
    """Changes all gradients together before the optimizer sees them."""

    def apply(self, grads: Arrays) -> Arrays: ...


class WeightRule(Technique, Protocol):
    """Changes a kernel beside the optimizer's change."""

    def change(self, param: Array, learning_rate: Scalar) -> Array: ...


class StoppingRule(Technique, Protocol):
    """Watches the validation loss, epoch by epoch."""

    def init(self, like: Array) -> Any:
        """State before the first epoch, in the dtype of ``like``: at least ``improved`` and ``stopped`` (shape ())."""
        ...

    def update(self, state: Any, value: Array) -> Any:
        """State after an epoch that ended with this validation loss."""
        ...
