"""Hinge loss for several classes: the true class is to score higher than every other, by 1 at least.

For one example with scores z and target probabilities y (one-hot where the class is given), for each class c:

    rival = the class of the highest score but c
    short = max(0, 1 + z[rival] - z[c])
    loss  = sum(y * short)
    dz    = y[c] * dloss is added for the rival and taken from c, where short > 0

Between equal scores the first is the rival; where the lead is exactly 1 the derivative is 0.

Convention: that of Crammer & Singer, as in scikit-learn's hinge_loss. Keras's CategoricalHinge takes the rival's score
as 0 at least; PyTorch's MultiMarginLoss sums over all classes that come too near. Scores are no logits: ``predict``
takes their softmax, which keeps their order but is not calibrated.
"""

from typing import Any, NamedTuple

from descentlab.arrays import Array, distribution, namespace
from descentlab.contracts import NO_NUMBERS
from descentlab.techniques.losses.softmax_cross_entropy import log_softmax


class Hinge(NamedTuple):
    """No hyperparameters."""

    SOURCE = (
        "Crammer & Singer (2001), On the Algorithmic Implementation of Multiclass Kernel-based Vector Machines, "
        "JMLR 2"
    )
    RANGES = NO_NUMBERS
    TASK = "classification"

    def outputs(self, classes: int) -> int:
        """One score for each class."""
        return classes

    def forward(self, outputs: Array, targets: Array) -> tuple[Array, Any]:
        """Losses (batch,) from outputs (batch, classes), and class numbers (batch,) or probabilities."""
        xp = namespace(outputs)
        classes = outputs.shape[-1]
        y = distribution(targets, classes, outputs)
        best = distribution(xp.argmax(outputs, axis=-1), classes, outputs)
        others = xp.where(best > 0, xp.full_like(outputs, -xp.inf), outputs)
        second = distribution(xp.argmax(others, axis=-1), classes, outputs)
        highest = xp.max(outputs, axis=-1, keepdims=True)
        rival = xp.where(best > 0, xp.max(others, axis=-1, keepdims=True), highest)
        short = 1 + rival - outputs
        short = xp.maximum(short, xp.zeros_like(short))
        return xp.sum(y * short, axis=-1), (y * xp.sign(short), best, second)

    def backward(self, saved: Any, dlosses: Array) -> Array:
        """doutputs (batch, classes) from dlosses (batch,)."""
        active, best, second = saved
        xp = namespace(active)
        # the rival of the best class is the second; of all others, the best
        leading = xp.sum(active * best, axis=-1, keepdims=True)
        behind = xp.sum(active, axis=-1, keepdims=True) - leading
        return (behind * best + leading * second - active) * dlosses[:, None]

    def predict(self, outputs: Array) -> Array:
        """Softmax of the scores (batch, classes)."""
        return namespace(outputs).exp(log_softmax(outputs))
