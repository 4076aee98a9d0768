"""Normal: values of one standard deviation for every layer, whatever its size.

    kernel = scale * noise

Convention: ``scale`` is the standard deviation (Keras says stddev, PyTorch std).
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar
from descentlab.contracts import Range


class Normal(NamedTuple):
    """Hyperparameters: numbers."""

    scale: Scalar = 0.05

    SOURCE = "Krizhevsky, Sutskever & Hinton (2012), ImageNet Classification, section 5 (scale 0.01)"
    RANGES = {
        "scale": Range(lawful=(0, None), search=(1e-3, 1e1), scale="log"),
    }
    NOISE = "normal"

    def draw(self, noise: Array, fan_in: int, fan_out: int) -> Array:
        """First values, of the noise's shape and dtype; noise: standard normal."""
        del fan_in, fan_out  # the same for every layer
        return self.scale * noise
