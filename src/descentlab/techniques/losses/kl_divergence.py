"""Kullback-Leibler divergence: how much more surprised the predicted probabilities are than the target's own.

For one example with outputs z of k classes, target probabilities y (one-hot where the class is given) and predicted
probabilities p = softmax(z):

    loss = sum(y * (log(y) - log(p)))       0 * log(0) is 0
    dz   = (p - y) * dloss

It is softmax cross-entropy less the target's entropy: 0 where the two agree, with the same gradient. For class
numbers both are equal.

Convention: from the targets to the prediction, as in Keras, PyTorch and SciPy's entropy(y, p); outputs are logits,
where Keras takes probabilities (kept above 1e-7) and PyTorch logarithms of them.
"""

from typing import Any, NamedTuple

from descentlab.arrays import Array, distribution, namespace
from descentlab.contracts import NO_NUMBERS
from descentlab.techniques.losses.softmax_cross_entropy import log_softmax


class KLDivergence(NamedTuple):
    """No hyperparameters."""

    SOURCE = "Kullback & Leibler (1951), On Information and Sufficiency, Annals of Mathematical Statistics 22"
    RANGES = NO_NUMBERS
    TASK = "classification"

    def outputs(self, classes: int) -> int:
        """One output for each class."""
        return classes

    def forward(self, outputs: Array, targets: Array) -> tuple[Array, Any]:
        """Losses (batch,) from outputs (batch, classes), and class numbers (batch,) or probabilities."""
        xp = namespace(outputs)
        log_p = log_softmax(outputs)
        y = distribution(targets, outputs.shape[-1], outputs)
        log_y = xp.log(xp.where(y > 0, y, xp.ones_like(y)))
        return xp.sum(y * (log_y - log_p), axis=-1), (log_p, y)

    def backward(self, saved: Any, dlosses: Array) -> Array:
        """doutputs (batch, classes) from dlosses (batch,)."""
        log_p, y = saved
        return (namespace(log_p).exp(log_p) - y) * dlosses[:, None]

    def predict(self, outputs: Array) -> Array:
        """Probabilities (batch, classes)."""
        return namespace(outputs).exp(log_softmax(outputs))
