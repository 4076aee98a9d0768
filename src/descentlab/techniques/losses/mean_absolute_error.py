"""Mean absolute error: the mean over an example's targets of the size of the difference.

For one example with outputs z and targets y, k of each:

    loss = sum(|z - y|) / k
    dz   = sign(z - y) / k * dloss

Convention: Keras's and PyTorch's (L1Loss) mean. Where output and target are equal the derivative is 0, as in PyTorch;
Keras on JAX takes that of one side.
"""

from typing import NamedTuple

from descentlab.arrays import Array, namespace
from descentlab.contracts import NO_NUMBERS


class MeanAbsoluteError(NamedTuple):
    """No hyperparameters."""

    SOURCE = "Boscovich (1757), De litteraria expeditione per pontificiam ditionem"
    RANGES = NO_NUMBERS
    TASK = "regression"

    def outputs(self, classes: int) -> int:
        """One output for each target."""
        return classes

    def forward(self, outputs: Array, targets: Array) -> tuple[Array, Array]:
        """Losses (batch,) from outputs and targets (batch, k)."""
        xp = namespace(outputs)
        difference = outputs - targets
        return xp.mean(xp.abs(difference), axis=-1), difference

    def backward(self, saved: Array, dlosses: Array) -> Array:
        """doutputs (batch, k) from dlosses (batch,)."""
        return namespace(saved).sign(saved) / saved.shape[-1] * dlosses[:, None]

    def predict(self, outputs: Array) -> Array:
        """The outputs are the values."""
        return outputs
