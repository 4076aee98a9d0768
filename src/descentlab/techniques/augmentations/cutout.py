"""Cutout: a square at a random place of each image is set to zero.

    side    = share * min(image_height, image_width)
    middle  = (image_height * u, image_width * v)      u, v: uniform in [0, 1), one for each image
    y[r, c] = 0 within half a side of the middle, both ways, else x[r, c]

The middle may lie anywhere in the image, so that at its edges less than the whole square is lost.

Convention: the middle is any place and the square holds the pixels whose middles it covers. The authors' code
takes a pixel for the middle and side // 2 pixels to both sides of its upper left corner, so that its squares
have an even side and lie half a pixel further up and left on average.
"""

from collections.abc import Mapping
from typing import NamedTuple

from descentlab.arrays import Array, Arrays, Scalar, namespace
from descentlab.contracts import Noise, Range, Shape
from descentlab.sampling import rectangle


class Cutout(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    share: Scalar = 0.5

    SOURCE = (
        "DeVries & Taylor (2017), Improved Regularization of Convolutional Neural Networks with Cutout, "
        "arXiv:1708.04552"
    )
    RANGES = {
        "share": Range(lawful=(0, 1), search=(0.0, 0.6)),
    }
    INPUTS = "images"
    MIXES = False

    def needs(self, inputs: Shape) -> Mapping[str, Noise]:
        """Two numbers for each image."""
        del inputs  # the same for all
        return {"row": Noise(()), "column": Noise(())}

    def apply(self, x: Array, targets: Array, noise: Arrays) -> tuple[Array, Array]:
        """Images of x's shape, each without a square; the targets are left."""
        xp = namespace(x)
        _, height, width, _ = x.shape
        row, column = height * (noise["row"] - 0.5), width * (noise["column"] - 0.5)
        side = self.share * min(height, width)
        return xp.where(rectangle(x, row, column, side, side), xp.zeros_like(x), x), targets
