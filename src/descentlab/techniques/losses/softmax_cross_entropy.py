"""Softmax cross-entropy: how surprised the predicted probabilities are by the true class.

For one example with outputs z of k classes and true class c:

    shifted = z - max(z)
    log_p   = shifted - log(sum(exp(shifted)))
    q       = (1 - label_smoothing) * onehot(c) + label_smoothing / k
    loss    = -sum(q * log_p)
    dz      = (exp(log_p) - q) * dloss

The shift leaves the probabilities as they are and keeps exp from overflowing.

Convention: outputs are logits, targets whole numbers; smoothing mixes in the uniform distribution over all k
classes, the true one included (Keras, PyTorch and optax do the same).
"""

from typing import Any, NamedTuple

from descentlab.arrays import Array, Scalar, device, namespace
from descentlab.contracts import Range


class SoftmaxCrossEntropy(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    label_smoothing: Scalar = 0.0

    SOURCE = (
        "Bridle (1990), Training Stochastic Model Recognition Algorithms as Networks; "
        "label smoothing: Szegedy et al. (2016), arXiv:1512.00567"
    )
    RANGES = {
        "label_smoothing": Range(lawful=(0, 1), closed="left", search=(0.0, 0.3)),
    }
    TASK = "classification"

    def outputs(self, classes: int) -> int:
        """One output for each class."""
        return classes

    def forward(self, outputs: Array, targets: Array) -> tuple[Array, Any]:
        """Losses (batch,) from outputs (batch, classes) and class numbers (batch,)."""
        xp = namespace(outputs)
        log_p = _log_softmax(outputs)
        classes = outputs.shape[-1]
        numbers = xp.arange(classes, dtype=targets.dtype, device=device(targets))
        onehot = xp.astype(targets[:, None] == numbers, outputs.dtype)
        q = (1 - self.label_smoothing) * onehot + self.label_smoothing / classes
        return -xp.sum(q * log_p, axis=-1), (log_p, q)

    def backward(self, saved: Any, dlosses: Array) -> Array:
        """doutputs (batch, classes) from dlosses (batch,)."""
        log_p, q = saved
        return (namespace(log_p).exp(log_p) - q) * dlosses[:, None]

    def predict(self, outputs: Array) -> Array:
        """Probabilities (batch, classes)."""
        return namespace(outputs).exp(_log_softmax(outputs))


def _log_softmax(outputs: Array) -> Array:
    xp = namespace(outputs)
    shifted = outputs - xp.max(outputs, axis=-1, keepdims=True)
    return shifted - xp.log(xp.sum(xp.exp(shifted), axis=-1, keepdims=True))
