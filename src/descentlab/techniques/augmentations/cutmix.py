"""CutMix: a rectangle of each image is replaced by that of the next one, and targets are mixed by the areas.

    part    = sqrt(1 - lambda)                         lambda ~ Beta(alpha, alpha), one for each image
    height  = part * image_height
    width   = part * image_width
    middle  = (image_height * u, image_width * v)      u, v: uniform in [0, 1), one for each image
    x[i]    = x[i + 1] within the rectangle, else x[i]
    share   = the share of pixels that are left of x[i]
    t[i]    = share * t[i] + (1 - share) * t[i + 1]    t: probabilities, or values

The last is paired with the first. The middle may lie anywhere in the image; what the rectangle has outside of it
is cut off, so that the share is lambda or more, up to whole pixels.

Convention: a rectangle for each image of each mini-batch. In the authors' code all images of a mini-batch share
one, whose middle is a pixel and whose sides are even, and only some mini-batches are mixed. In Keras's ``CutMix``
the rectangles lie within the image, and lambda is Beta(a, a) with a random a.
"""

from collections.abc import Mapping
from typing import NamedTuple

from descentlab.arrays import Array, Arrays, Scalar, namespace
from descentlab.contracts import Noise, Range, Shape
from descentlab.sampling import rectangle
from descentlab.techniques.augmentations.mixup import PROPOSALS, beta, mixed


class CutMix(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    alpha: Scalar = 1.0

    SOURCE = (
        "Yun et al. (2019), CutMix: Regularization Strategy to Train Strong Classifiers with Localizable "
        "Features, arXiv:1905.04899"
    )
    RANGES = {
        "alpha": Range(lawful=(0, 1), closed="right", search=(0.05, 1.0), scale="log"),
    }
    INPUTS = "images"
    MIXES = True

    def needs(self, inputs: Shape) -> Mapping[str, Noise]:
        """Pairs of numbers for each image's share, and two for its rectangle's place."""
        del inputs  # the same for all
        return {"share": Noise((PROPOSALS, 2)), "row": Noise(()), "column": Noise(())}

    def apply(self, x: Array, targets: Array, noise: Arrays) -> tuple[Array, Array]:
        """Images with a piece of another, and mixed targets, of the same shapes."""
        xp = namespace(x)
        _, height, width, _ = x.shape
        part = xp.sqrt(1 - beta(self.alpha, noise["share"]))
        row, column = height * (noise["row"] - 0.5), width * (noise["column"] - 0.5)
        pasted = rectangle(x, row, column, part * height, part * width)
        share = 1 - xp.mean(xp.astype(pasted, x.dtype), axis=(1, 2, 3))
        return xp.where(pasted, xp.roll(x, -1, axis=0), x), mixed(targets, share)
