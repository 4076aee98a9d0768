"""Zoom: each image is made larger or smaller about its middle by a random factor.

    size    = 1 + factor * (2 * u - 1)      u: uniform in [0, 1), one for each image
    y[r, c] = x[r / size, c / size]

with r and c measured from the middle. Between pixels the image is bilinear, and what comes in from outside is
zero.

Convention: the image's size is multiplied, the same way in height and width (torchvision's scale). Keras's
``RandomZoom`` multiplies the places instead: its images are made smaller by the factors that ours grow by.
"""

from collections.abc import Mapping
from typing import NamedTuple

from descentlab.arrays import Array, Arrays, Scalar
from descentlab.contracts import Noise, Range, Shape
from descentlab.sampling import places, sample


class Zoom(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    factor: Scalar = 0.1

    SOURCE = (
        "Ciresan et al. (2010), Deep Big Simple Neural Nets Excel on Handwritten Digit Recognition, "
        "arXiv:1003.0358"
    )
    RANGES = {
        "factor": Range(lawful=(0, 1), closed="left", search=(0.0, 0.3)),
    }
    INPUTS = "images"
    MIXES = False

    def needs(self, inputs: Shape) -> Mapping[str, Noise]:
        """One number for each image."""
        del inputs  # the same for all
        return {"size": Noise(())}

    def apply(self, x: Array, targets: Array, noise: Arrays) -> tuple[Array, Array]:
        """Images made larger or smaller, of x's shape; the targets are left."""
        rows, columns = places(x)
        size = (1 + self.factor * (2 * noise["size"] - 1))[:, None, None]
        return sample(x, rows / size, columns / size), targets
