"""Squared hinge loss: each class's score is to be above 1 where it is the true class, below -1 where it is not.

For one example with scores z of k classes and target probabilities y (one-hot where the class is given):

    low  = max(0, 1 - z)                     by how much a yes falls short
    high = max(0, 1 + z)                     by how much a no goes too far
    loss = sum(y * low^2 + (1 - y) * high^2) / k
    dz   = 2 * ((1 - y) * high - y * low) / k * dloss

It is one support vector machine for each class against the rest; there is no corner, only a change of curvature.

Convention: the mean over classes of Keras's SquaredHinge, whose targets are -1 and 1; the paper takes the sum. Scores
are no logits: ``predict`` takes their softmax, which keeps their order but is not calibrated.
"""

from typing import Any, NamedTuple

from descentlab.arrays import Array, distribution, namespace
from descentlab.contracts import NO_NUMBERS
from descentlab.techniques.losses.softmax_cross_entropy import log_softmax


class SquaredHinge(NamedTuple):
    """No hyperparameters."""

    SOURCE = "Tang (2013), Deep Learning using Linear Support Vector Machines, arXiv:1306.0239"
    RANGES = NO_NUMBERS
    TASK = "classification"

    def outputs(self, classes: int) -> int:
        """One score for each class."""
        return classes

    def forward(self, outputs: Array, targets: Array) -> tuple[Array, Any]:
        """Losses (batch,) from outputs (batch, classes), and class numbers (batch,) or probabilities."""
        xp = namespace(outputs)
        y = distribution(targets, outputs.shape[-1], outputs)
        zero = xp.zeros_like(outputs)
        low, high = xp.maximum(1 - outputs, zero), xp.maximum(1 + outputs, zero)
        return xp.mean(y * low**2 + (1 - y) * high**2, axis=-1), (1 - y) * high - y * low

    def backward(self, saved: Array, dlosses: Array) -> Array:
        """doutputs (batch, classes) from dlosses (batch,)."""
        return 2 * saved / saved.shape[-1] * dlosses[:, None]

    def predict(self, outputs: Array) -> Array:
        """Softmax of the scores (batch, classes)."""
        return namespace(outputs).exp(log_softmax(outputs))
