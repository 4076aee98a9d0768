"""Softmax cross-entropy: how surprised the predicted probabilities are by the true class.

For one example with outputs z of k classes and target probabilities y (one-hot where the class is given):

    shifted = z - max(z)
    log_p   = shifted - log(sum(exp(shifted)))
    q       = (1 - label_smoothing) * y + label_smoothing / k
    weight  = sum(class_weights * y), or 1 where there are none
    loss    = -weight * sum(q * log_p)
    dz      = weight * (exp(log_p) - q) * dloss

The shift leaves the probabilities as they are and keeps exp from overflowing.

Convention: outputs are logits; smoothing mixes in the uniform distribution over all k classes, the true one included
(Keras, PyTorch and optax do the same). A class's weight multiplies its examples' losses, as in Keras, whose
class_weight takes the likeliest class of a probability target; PyTorch's multiplies each class's term of the sum,
which differs for probabilities and under smoothing. A mini-batch's mean divides by the number of examples (Keras);
PyTorch divides by the sum of their weights.
"""

from typing import Any, NamedTuple

from descentlab.arrays import Array, Scalar, distribution, namespace
from descentlab.contracts import Range


class SoftmaxCrossEntropy(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); of ``class_weights`` one for each class, or none (all 1)."""

    label_smoothing: Scalar = 0.0
    class_weights: tuple[Scalar, ...] = ()

    SOURCE = (
        "Bridle (1990), Training Stochastic Model Recognition Algorithms as Networks; "
        "label smoothing: Szegedy et al. (2016), arXiv:1512.00567"
    )
    RANGES = {
        "label_smoothing": Range(lawful=(0, 1), closed="left", search=(0.0, 0.3)),
        "class_weights": Range(lawful=(0, None)),
    }
    TASK = "classification"

    def outputs(self, classes: int) -> int:
        """One output for each class. Raises ValueError for another number of class weights."""
        check_class_weights(self.class_weights, classes)
        return classes

    def forward(self, outputs: Array, targets: Array) -> tuple[Array, Any]:
        """Losses (batch,) from outputs (batch, classes), and class numbers (batch,) or probabilities."""
        xp = namespace(outputs)
        log_p = log_softmax(outputs)
        classes = outputs.shape[-1]
        y = distribution(targets, classes, outputs)
        q = (1 - self.label_smoothing) * y + self.label_smoothing / classes
        weight = example_weights(self.class_weights, y)
        return -weight * xp.sum(q * log_p, axis=-1), (log_p, q, weight)

    def backward(self, saved: Any, dlosses: Array) -> Array:
        """doutputs (batch, classes) from dlosses (batch,)."""
        log_p, q, weight = saved
        return (namespace(log_p).exp(log_p) - q) * (weight * dlosses)[:, None]

    def predict(self, outputs: Array) -> Array:
        """Probabilities (batch, classes)."""
        return namespace(outputs).exp(log_softmax(outputs))


def log_softmax(outputs: Array) -> Array:
    """Logarithms of the probabilities, of the outputs' shape."""
    xp = namespace(outputs)
    shifted = outputs - xp.max(outputs, axis=-1, keepdims=True)
    return shifted - xp.log(xp.sum(xp.exp(shifted), axis=-1, keepdims=True))


def example_weights(class_weights: tuple[Scalar, ...], y: Array) -> Array:
    """The weight of each example (batch,) from target probabilities (batch, classes): 1 without class weights."""
    xp = namespace(y)
    if not class_weights:
        return xp.ones_like(y[:, 0])
    return xp.sum(by_class(class_weights, y), axis=-1)


def by_class(class_weights: tuple[Scalar, ...], y: Array) -> Array:
    """Each class's column of (batch, classes) times its weight: as it is without class weights."""
    if not class_weights:
        return y
    return namespace(y).stack([weight * y[:, i] for i, weight in enumerate(class_weights)], axis=-1)


def check_class_weights(class_weights: tuple[Scalar, ...], classes: int) -> None:
    """Raises ValueError unless there are none, or one for each class."""
    if class_weights and len(class_weights) != classes:
        raise ValueError(
            f"{len(class_weights)} class weights for {classes} classes: there must be one for each"
        )
