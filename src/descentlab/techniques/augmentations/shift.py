"""Shift: each image is moved up or down and left or right by a random distance.

    down      = height * image_height * (2 * u - 1)      u: uniform in [0, 1), one for each image
    right     = width * image_width * (2 * v - 1)        v: the same
    y[r, c]   = x[r - down, c - right]

Between pixels the image is bilinear, and what comes in from outside is zero.

Convention: at most these shares of the image's sides, in both directions (Keras's ``RandomTranslation`` with
fill_mode "constant" does the same).
"""

from collections.abc import Mapping
from typing import NamedTuple

from descentlab.arrays import Array, Arrays, Scalar
from descentlab.contracts import Noise, Range, Shape
from descentlab.sampling import places, sample


class Shift(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    height: Scalar = 0.1
    width: Scalar = 0.1

    SOURCE = (
        "Simard, Steinkraus & Platt (2003), Best Practices for Convolutional Neural Networks Applied to Visual "
        "Document Analysis, ICDAR"
    )
    RANGES = {
        "height": Range(lawful=(0, 1), search=(0.0, 0.3)),
        "width": Range(lawful=(0, 1), search=(0.0, 0.3)),
    }
    INPUTS = "images"
    MIXES = False

    def needs(self, inputs: Shape) -> Mapping[str, Noise]:
        """Two numbers for each image."""
        del inputs  # the same for all
        return {"down": Noise(()), "right": Noise(())}

    def apply(self, x: Array, targets: Array, noise: Arrays) -> tuple[Array, Array]:
        """Images moved about, of x's shape; the targets are left."""
        rows, columns = places(x)
        _, height, width, _ = x.shape
        down = self.height * height * (2 * noise["down"] - 1)
        right = self.width * width * (2 * noise["right"] - 1)
        return sample(x, rows - down[:, None, None], columns - right[:, None, None]), targets
