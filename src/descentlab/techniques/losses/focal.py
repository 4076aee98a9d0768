"""Focal loss: softmax cross-entropy in which examples that are predicted well count for little.

For one example with outputs z of k classes, target probabilities y (one-hot where the class is given) and predicted
probabilities p = softmax(z), class by class:

    missed = 1 - p
    focus  = class_weights * y * missed^gamma
    loss   = -sum(focus * log(p))
    g      = focus * (gamma * p * log(p) / missed - 1)
    dz     = (g - p * sum(g)) * dloss

g is the loss's derivative by log(p). Where p is 1, log(p) / missed has the limit -1. With gamma 0 this is softmax
cross-entropy.

Convention: ``class_weights`` are Keras's alpha (CategoricalFocalCrossentropy) and the paper's. Keras's default is 0.25
for all classes, a factor of the whole loss; here there are none unless given.
"""

from typing import Any, NamedTuple

from descentlab.arrays import Array, Scalar, distribution, namespace
from descentlab.contracts import Range
from descentlab.techniques.losses.softmax_cross_entropy import by_class, check_class_weights, log_softmax


class Focal(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); of ``class_weights`` one for each class, or none (all 1)."""

    gamma: Scalar = 2.0
    class_weights: tuple[Scalar, ...] = ()

    SOURCE = "Lin, Goyal, Girshick, He & Dollar (2017), Focal Loss for Dense Object Detection, arXiv:1708.02002"
    RANGES = {
        "gamma": Range(lawful=(0, None), search=(0.0, 5.0)),
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
        y = by_class(self.class_weights, distribution(targets, outputs.shape[-1], outputs))
        missed = -xp.expm1(log_p)
        focus = y * missed**self.gamma
        return -xp.sum(focus * log_p, axis=-1), (log_p, missed, focus)

    def backward(self, saved: Any, dlosses: Array) -> Array:
        """doutputs (batch, classes) from dlosses (batch,)."""
        log_p, missed, focus = saved
        xp = namespace(log_p)
        p, one = xp.exp(log_p), xp.ones_like(log_p)
        ratio = xp.where(missed > 0, log_p / xp.where(missed > 0, missed, one), -one)
        g = focus * (self.gamma * p * ratio - 1)
        return (g - p * xp.sum(g, axis=-1, keepdims=True)) * dlosses[:, None]

    def predict(self, outputs: Array) -> Array:
        """Probabilities (batch, classes)."""
        return namespace(outputs).exp(log_softmax(outputs))
