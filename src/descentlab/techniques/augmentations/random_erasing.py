"""Random erasing: with probability ``rate``, a rectangle of random place, area and form is filled with noise.

    area    = (min_area + (max_area - min_area) * a) * image_height * image_width
    ratio   = aspect^(2 * b - 1)                                  (height over width)
    height  = min(sqrt(area * ratio), image_height)
    width   = min(sqrt(area / ratio), image_width)
    top     = (image_height - height) * u
    left    = (image_width - width) * v
    y[r, c] = noise[r, c] within the rectangle, where chance < rate; else x[r, c]

where a, b, u, v and chance, one for each image, and noise, one for each entry, are uniform in [0, 1).

Convention: the ratio's logarithm is uniform, so that lying and standing rectangles are as frequent (torchvision
does the same; in the authors' code the ratio itself is uniform between aspect and 1 / aspect, and most
rectangles stand). A side that is too long is cut to the image's, where both others draw again. The rectangle lies
within the image, and is filled with uniform noise as in the paper (torchvision's is normal, Keras's too).
Keras's ``RandomErasing`` draws height and width each by itself.
"""

from collections.abc import Mapping
from typing import NamedTuple

from descentlab.arrays import Array, Arrays, Scalar, namespace
from descentlab.contracts import Noise, Range, Shape
from descentlab.sampling import rectangle


class RandomErasing(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    rate: Scalar = 0.5
    min_area: Scalar = 0.02
    max_area: Scalar = 0.4
    aspect: Scalar = 0.3

    SOURCE = "Zhong et al. (2020), Random Erasing Data Augmentation, AAAI, arXiv:1708.04896"
    RANGES = {
        "rate": Range(lawful=(0, 1), search=(0.0, 0.75)),
        "min_area": Range(lawful=(0, 1), search=(0.0, 0.1)),
        "max_area": Range(lawful=(0, 1), search=(0.1, 0.6)),
        "aspect": Range(lawful=(0, 1), closed="right", search=(0.1, 1.0)),
    }
    INPUTS = "images"
    MIXES = False

    def needs(self, inputs: Shape) -> Mapping[str, Noise]:
        """Five numbers for each image, and one for each entry."""
        one = Noise(())
        return {
            "chance": one,
            "area": one,
            "ratio": one,
            "top": one,
            "left": one,
            "pixels": Noise(inputs),
        }

    def apply(self, x: Array, targets: Array, noise: Arrays) -> tuple[Array, Array]:
        """Images of x's shape, some with a rectangle of noise; the targets are left."""
        xp = namespace(x)
        _, tall, wide, _ = x.shape
        area = (self.min_area + (self.max_area - self.min_area) * noise["area"]) * (tall * wide)
        ratio = self.aspect ** (2 * noise["ratio"] - 1)
        height = xp.clip(xp.sqrt(area * ratio), None, tall)
        width = xp.clip(xp.sqrt(area / ratio), None, wide)
        row, column = (tall - height) * (noise["top"] - 0.5), (wide - width) * (noise["left"] - 0.5)
        erased = rectangle(x, row, column, height, width) & (noise["chance"] < self.rate)[:, None, None, None]
        return xp.where(erased, noise["pixels"], x), targets
