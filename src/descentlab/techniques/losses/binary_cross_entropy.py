"""Binary cross-entropy on logits: how surprised one predicted probability is by a yes or a no.

For one example with output z, probability p = sigmoid(z) and target y, 0 or 1 or a probability:

    q      = (1 - label_smoothing) * y + label_smoothing / 2
    weight = class_weights[0] * (1 - y) + class_weights[1] * y, or 1 where there are none
    loss   = weight * (max(z, 0) - q * z + log(1 + exp(-|z|)))
    dz     = weight * (p - q) * dloss

Without its weight, the loss equals -q log p - (1 - q) log(1 - p), written so that nothing overflows.

Convention: outputs are logits (Keras: from_logits=True; PyTorch: BCEWithLogitsLoss); smoothing draws the
target towards 1/2, as Keras does. A class's weight multiplies its examples' losses, and a mini-batch's mean divides
by the number of examples, as with Keras's class_weight; PyTorch's pos_weight is the second class's weight, with 1
for the first.
"""

from typing import Any, NamedTuple

from descentlab.arrays import Array, Scalar, distribution, namespace
from descentlab.contracts import Range
from descentlab.techniques.losses.softmax_cross_entropy import check_class_weights, example_weights


class BinaryCrossEntropy(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); of ``class_weights`` one for each class, or none (all 1)."""

    label_smoothing: Scalar = 0.0
    class_weights: tuple[Scalar, ...] = ()

    SOURCE = "Good (1952), Rational Decisions; label smoothing: Szegedy et al. (2016), arXiv:1512.00567"
    RANGES = {
        "label_smoothing": Range(lawful=(0, 1), closed="left", search=(0.0, 0.3)),
        "class_weights": Range(lawful=(0, None)),
    }
    TASK = "classification"

    def outputs(self, classes: int) -> int:
        """One output: the log-odds of the second class.

        Raises ValueError unless there are two classes, and two class weights if there are any.
        """
        if classes != 2:
            raise ValueError(f"binary cross-entropy is for 2 classes, not {classes}")
        check_class_weights(self.class_weights, classes)
        return 1

    def forward(self, outputs: Array, targets: Array) -> tuple[Array, Any]:
        """Losses (batch,) from outputs (batch, 1), and class numbers (batch,) or probabilities (batch, 2)."""
        xp = namespace(outputs)
        z = outputs[:, 0]
        y = distribution(targets, 2, outputs)
        q = (1 - self.label_smoothing) * y[:, 1] + self.label_smoothing / 2
        losses = xp.maximum(z, xp.zeros_like(z)) - q * z + xp.log1p(xp.exp(-xp.abs(z)))
        weight = example_weights(self.class_weights, y)
        return weight * losses, (z, q, weight)

    def backward(self, saved: Any, dlosses: Array) -> Array:
        """doutputs (batch, 1) from dlosses (batch,)."""
        z, q, weight = saved
        return (weight * (_sigmoid(z) - q) * dlosses)[:, None]

    def predict(self, outputs: Array) -> Array:
        """Probabilities of both classes (batch, 2)."""
        z = outputs[:, 0]
        return namespace(outputs).stack([_sigmoid(-z), _sigmoid(z)], axis=-1)


def _sigmoid(z: Array) -> Array:
    xp = namespace(z)
    small = xp.exp(-xp.abs(z))
    return xp.where(z >= 0, xp.ones_like(z), small) / (1 + small)
