"""What each family of techniques promises: the protocols that training is written against.

A technique is a NamedTuple. Its fields named in ``RANGES`` are *numbers* (or tuples of numbers): they may be
arrays, and one compiled program serves every value. Its other fields are *structure* (sizes, flags, nested
techniques): a program is compiled for each. No method branches on a number, writes into an argument or draws
random numbers of its own: noise is an argument.
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
    """What all techniques have in common.

    A technique some of whose numbers bound others has one method more: ``check()`` raises ValueError, saying in
    words what does not go together. It is called where settings are read, on plain numbers.
    """

    SOURCE: ClassVar[str]
    RANGES: ClassVar[dict[str, Range]]

    def _replace(self, **fields: Any) -> Self: ...
    def _asdict(self) -> dict[str, Any]: ...


class Noise(NamedTuple):
    """Random numbers that a technique asks for at every training step.

    shape: of one example's, where ``per`` is "example" (an array (batch, *shape) comes); of the whole array where
    it is "batch". kind: uniform in [0, 1), or normal of mean 0 and variance 1.
    """

    shape: Shape
    kind: Literal["uniform", "normal"] = "uniform"
    per: Literal["example", "batch"] = "example"


class Optimizer(Technique, Protocol):
    """Turns a parameter's gradient into a change of that parameter.

    Two methods more are there only where an algorithm needs them:

    ``refresh(state, grad)`` renews what is costly in the state: before each of the first ``frequency`` steps, in
    which it changes most, and from then on before every ``frequency``-th only (a structure field).

    ``evaluation_weights(state, param)`` gives the weights to use outside of training, where those are not the
    ones at which gradients are taken.
    """

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


class MeasuringOptimizer(Technique, Protocol):
    """An optimizer that looks at all parameters before it changes any: at norms and products over the whole network.

    It may have the other methods of an ``Optimizer`` too.
    """

    @property
    def learning_rate(self) -> Scalar: ...

    def init(self, param: Array) -> Any:
        """State before the first step: a NamedTuple of arrays."""
        ...

    def measure(self, state: Any, grad: Array, param: Array, t: Scalar) -> Any:
        """What one parameter adds to the sums over all: a NamedTuple of arrays of shape ()."""
        ...

    def step(self, state: Any, grad: Array, param: Array, t: Scalar, total: Any) -> tuple[Array, Any]:
        """As an ``Optimizer``'s. total: the sums of what was measured."""
        ...


class Schedule(Technique, Protocol):
    """Says which learning rate a step uses."""

    def at(self, learning_rate: Scalar, step: Scalar) -> Scalar:
        """The rate for a step, given the initial rate; step counts the updates done before it (0 at the first)."""
        ...


class WatchingSchedule(Technique, Protocol):
    """Lowers the rate by what it sees of the validation loss: a state, as in a stopping rule."""

    def init(self, like: Array) -> Any:
        """State before the first epoch, in the dtype of ``like``: at least ``factor`` (shape ()), here 1."""
        ...

    def update(self, state: Any, value: Array) -> Any:
        """State after an epoch that ended with this validation loss; its ``factor`` multiplies every later rate."""
        ...


class Initializer(Technique, Protocol):
    """Makes a kernel's first values out of standard noise.

    One that looks at data has two things more: ``ROUNDS``, and ``rescale(kernel, outputs)``, which gives the next
    kernel from the outputs (batch, ...) that the layer has on a mini-batch. Layers are taken in order, each so
    many rounds.
    """

    NOISE: ClassVar[Literal["none", "normal", "uniform", "truncated_normal"]]

    def draw(self, noise: Array, fan_in: int, fan_out: int) -> Array:
        """First values, of the noise's shape and dtype.

        noise: independent entries; normal of variance 1, uniform in [-1, 1), or normal cut off at +-2.
        fan_in, fan_out: how many inputs reach one output, and how many outputs one input reaches.
        """
        ...


class Activation(Technique, Protocol):
    """A function of x without parameters, with its derivative; one that learns parameters is written as a Layer."""

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
        """Losses of shape (batch,), and what ``backward`` needs. outputs: (batch, outputs).

        targets: in classification, class numbers (batch,), or probabilities (batch, classes) where examples are
        mixed; in regression, values (batch, targets).
        """
        ...

    def backward(self, saved: Any, dlosses: Array) -> Array:
        """Doutputs of shape (batch, outputs), from dlosses of shape (batch,)."""
        ...

    def predict(self, outputs: Array) -> Array:
        """What the outputs mean: probabilities (batch, classes), or values (batch, targets)."""
        ...


class Weights(NamedTuple):
    """One array that a layer asks for, and how it begins.

    kind: "kernel" (drawn by an initializer, and penalized), "constant" (every entry is ``value``), or "norms":
    the norms of the parameter named ``of`` over all axes but the last.
    """

    shape: Shape
    kind: Literal["kernel", "constant", "norms"] = "constant"
    fan_in: int = 0
    fan_out: int = 0
    value: Scalar = 0.0
    of: str = ""


class Needs(NamedTuple):
    """What a layer needs for inputs of some shape, and what comes out; shapes are those of one example.

    state: running quantities, such as batch normalization's moving averages. noise: what training takes.
    """

    output: Shape
    parameters: Mapping[str, Weights] = {}
    state: Mapping[str, Weights] = {}
    noise: Mapping[str, Noise] = {}


class Layer(Technique, Protocol):
    """A differentiable function with parameters, and a state that training moves but gradients do not."""

    def needs(self, inputs: Shape) -> Needs:
        """What there must be for inputs of this shape. Raises ValueError for a shape that the layer cannot take."""
        ...

    def forward(self, params: Arrays, state: Arrays, x: Array, noise: Arrays) -> tuple[Array, Any, Arrays]:
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

    NOISE: ClassVar[Literal["none", "normal"]]

    def apply(self, grads: Arrays, params: Arrays, step: Scalar, noise: Arrays) -> Arrays:
        """The gradients to use, by name.

        step: how many steps were done before. noise: normal, of each parameter's shape, by the parameters'
        names; empty where NOISE is "none".
        """
        ...


class AscentRule(Technique, Protocol):
    """Says at which other place the gradient is to be taken, once more, before the step."""

    def ascend(self, grads: Arrays, params: Arrays) -> Arrays:
        """The parameters of that place, by name."""
        ...


class WeightRule(Technique, Protocol):
    """Changes a kernel beside the optimizer's change."""

    def change(self, param: Array, learning_rate: Scalar) -> Array: ...


class Constraint(Technique, Protocol):
    """Brings a kernel back to where it may be, after the step."""

    def project(self, param: Array) -> Array:
        """The nearest allowed value, of param's shape."""
        ...


class Average(Technique, Protocol):
    """Averages weights over steps; the average is what is used outside of training."""

    def init(self, param: Array) -> Any:
        """State before the first step: a NamedTuple of arrays."""
        ...

    def update(self, state: Any, param: Array, t: Scalar) -> Any:
        """State after step t (1 at the first), which left this parameter."""
        ...

    def evaluation_weights(self, state: Any, param: Array) -> Array:
        """The weights to use outside of training, of param's shape."""
        ...


class Augmentation(Technique, Protocol):
    """Changes the examples of a mini-batch in training, at random.

    INPUTS: "images", where x is (batch, height, width, channels) with pixels in [0, 1]; "any", where it may also
    be (batch, features), of about unit scale. MIXES: whether targets change too; they then come as probabilities
    (batch, classes) or values (batch, targets).
    """

    INPUTS: ClassVar[Literal["images", "any"]]
    MIXES: ClassVar[bool]

    def needs(self, inputs: Shape) -> Mapping[str, Noise]:
        """Noise by name, for examples of this shape."""
        ...

    def apply(self, x: Array, targets: Array, noise: Arrays) -> tuple[Array, Array]:
        """The examples and targets to train on, of the same shapes."""
        ...


class StoppingRule(Technique, Protocol):
    """Watches the validation loss, epoch by epoch."""

    def init(self, like: Array) -> Any:
        """State before the first epoch, in the dtype of ``like``: at least ``improved`` and ``stopped`` (shape ())."""
        ...

    def update(self, state: Any, value: Array) -> Any:
        """State after an epoch that ended with this validation loss."""
        ...
