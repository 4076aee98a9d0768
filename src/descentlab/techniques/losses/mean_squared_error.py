"""Mean squared error: the mean over an example's targets of the squared difference.

For one example with outputs z and targets y, k of each:

    loss = sum((z - y)^2) / k
    dz   = 2 * (z - y) / k * dloss

Convention: Keras's and PyTorch's mean; scikit-learn's MLPRegressor and many courses take half of it.
"""

from typing import NamedTuple

from descentlab.arrays import Array, namespace
from descentlab.contracts import NO_NUMBERS


class MeanSquaredError(NamedTuple):
    """No hyperparameters."""

    SOURCE = "Legendre (1805), Nouvelles methodes pour la determination des orbites des cometes, appendix"
    RANGES = NO_NUMBERS
    TASK = "regression"

    def outputs(self, classes: int) -> int:
        """One output for each target."""
        return classes

    def forward(self, outputs: Array, targets: Array) -> tuple[Array, Array]:
        """Losses (batch,) from outputs and targets (batch, k)."""
        difference = outputs - targets
        return namespace(outputs).mean(difference**2, axis=-1), difference

    def backward(self, saved: Array, dlosses: Array) -> Array:
        """doutputs (batch, k) from dlosses (batch,)."""
        return 2 * saved / saved.shape[-1] * dlosses[:, None]

    def predict(self, outputs: Array) -> Array:
        """The outputs are the values."""
        return outputs
