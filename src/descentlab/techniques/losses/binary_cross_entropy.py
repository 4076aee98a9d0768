"""Binary cross-entropy on logits: how surprised one predicted probability is by a yes or a no.

For one example with output z, probability p = sigmoid(z) and target y in {0, 1}:

    q    = (1 - label_smoothing) * y + label_smoothing / 2
    loss = max(z, 0) - q * z + log(1 + exp(-|z|))
    dz   = (p - q) * dloss

The loss equals -q log p - (1 - q) log(1 - p), written so that nothing overflows.

Convention: outputs are logits (Keras: from_logits=True; PyTorch: BCEWithLogitsLoss); smoothing draws the
target towards 1/2, as Keras does.
"""

from typing import Any, NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class BinaryCrossEntropy(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    label_smoothing: Scalar = 0.0

    SOURCE = "Good (1952), Rational Decisions; label smoothing: Szegedy et al. (2016), arXiv:1512.00567"
    RANGES = {
        "label_smoothing": Range(lawful=(0, 1), closed="left", search=(0.0, 0.3)),
    }
    TASK = "classification"

    def outputs(self, classes: int) -> int:
        """One output: the log-odds of the second class. Raises ValueError unless there are two classes."""
        if classes != 2:
            raise ValueError(f"binary cross-entropy is for 2 classes, not {classes}")
        return 1

    def forward(self, outputs: Array, targets: Array) -> tuple[Array, Any]:
        """Losses (batch,) from outputs (batch, 1) and class numbers (batch,)."""
        xp = namespace(outputs)
        z = outputs[:, 0]
        y = xp.astype(targets, outputs.dtype)
        q = (1 - self.label_smoothing) * y + self.label_smoothing / 2
        losses = xp.maximum(z, xp.zeros_like(z)) - q * z + xp.log1p(xp.exp(-xp.abs(z)))
        return losses, (z, q)

    def backward(self, saved: Any, dlosses: Array) -> Array:
        """doutputs (batch, 1) from dlosses (batch,)."""
        z, q = saved
        return ((_sigmoid(z) - q) * dlosses)[:, None]

    def predict(self, outputs: Array) -> Array:
        """Probabilities of both classes (batch, 2)."""
        z = outputs[:, 0]
        return namespace(outputs).stack([_sigmoid(-z), _sigmoid(z)], axis=-1)


def _sigmoid(z: Array) -> Array:
    xp = namespace(z)
    small = xp.exp(-xp.abs(z))
    return xp.where(z >= 0, xp.ones_like(z), small) / (1 + small)
