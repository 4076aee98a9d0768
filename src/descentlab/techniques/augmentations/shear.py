"""Shear: each image's rows slide sideways, the further the further they are from the middle.

    slope   = factor * (2 * u - 1)      u: uniform in [0, 1), one for each image
    y[r, c] = x[r, c + slope * r]

with r downwards and c to the right from the middle: upright strokes lean. Between pixels the image is bilinear,
and what comes in from outside is zero.

Convention: a slope, not an angle (its tangent; torchvision takes degrees), of rows only, about the middle.
Keras's ``RandomShear`` slides rows and columns, and about the first pixel, which moves the image besides.
"""

from collections.abc import Mapping
from typing import NamedTuple

from descentlab.arrays import Array, Arrays, Scalar
from descentlab.contracts import Noise, Range, Shape
from descentlab.sampling import places, sample


class Shear(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    factor: Scalar = 0.1

    SOURCE = (
        "Simard, Steinkraus & Platt (2003), Best Practices for Convolutional Neural Networks Applied to Visual "
        "Document Analysis, ICDAR"
    )
    RANGES = {
        "factor": Range(lawful=(0, None), search=(0.0, 0.5)),
    }
    INPUTS = "images"
    MIXES = False

    def needs(self, inputs: Shape) -> Mapping[str, Noise]:
        """One number for each image."""
        del inputs  # the same for all
        return {"slope": Noise(())}

    def apply(self, x: Array, targets: Array, noise: Arrays) -> tuple[Array, Array]:
        """Images leaning, of x's shape; the targets are left."""
        rows, columns = places(x)
        slope = (self.factor * (2 * noise["slope"] - 1))[:, None, None]
        return sample(x, rows, columns + slope * rows), targets
