"""Rotate: each image is turned about its middle by a random angle.

    angle   = degrees * pi / 180 * (2 * u - 1)      u: uniform in [0, 1), one for each image
    y[r, c] = x[cos(angle) * r + sin(angle) * c, cos(angle) * c - sin(angle) * r]

with r downwards and c to the right from the middle, so that a positive angle turns against the clock. Between
pixels the image is bilinear, and what comes in from outside is zero.

Convention: degrees, at most so many in both directions. Keras's ``RandomRotation`` counts in full turns, its
factor is degrees / 360, and it repeats the edges' mirror image unless fill_mode is "constant".
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

from descentlab.arrays import Array, Arrays, Scalar, namespace
from descentlab.contracts import Noise, Range, Shape
from descentlab.sampling import places, sample


class Rotate(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    degrees: Scalar = 10.0

    SOURCE = (
        "Simard, Steinkraus & Platt (2003), Best Practices for Convolutional Neural Networks Applied to Visual "
        "Document Analysis, ICDAR"
    )
    RANGES = {
        "degrees": Range(lawful=(0, 180), search=(0.0, 30.0)),
    }
    INPUTS = "images"
    MIXES = False

    def needs(self, inputs: Shape) -> Mapping[str, Noise]:
        """One number for each image."""
        del inputs  # the same for all
        return {"angle": Noise(())}

    def apply(self, x: Array, targets: Array, noise: Arrays) -> tuple[Array, Array]:
        """Images turned, of x's shape; the targets are left."""
        xp = namespace(x)
        rows, columns = places(x)
        angle = (self.degrees * (math.pi / 180) * (2 * noise["angle"] - 1))[:, None, None]
        cosine, sine = xp.cos(angle), xp.sin(angle)
        return sample(x, cosine * rows + sine * columns, cosine * columns - sine * rows), targets
