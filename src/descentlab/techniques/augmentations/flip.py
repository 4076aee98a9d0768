"""Flip: each image is mirrored left to right with probability ``rate``.

    y[r, c] = x[r, width - 1 - c] where u < rate, else x[r, c]      u: uniform in [0, 1), one for each image

With ``vertical`` it is upside down instead: height - 1 - r. For both, each by its own chance, take two flips.

Convention: one chance for each image (as in Keras's ``RandomFlip``, whose rate is always 1/2).
"""

from collections.abc import Mapping
from typing import NamedTuple

from descentlab.arrays import Array, Arrays, Scalar, namespace
from descentlab.contracts import Noise, Range, Shape


class Flip(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); whether it is upside down."""

    rate: Scalar = 0.5
    vertical: bool = False

    SOURCE = "Krizhevsky, Sutskever & Hinton (2012), ImageNet Classification, section 4.1"
    RANGES = {
        "rate": Range(lawful=(0, 1), search=(0.0, 0.5)),
    }
    INPUTS = "images"
    MIXES = False

    def needs(self, inputs: Shape) -> Mapping[str, Noise]:
        """One number for each image."""
        del inputs  # the same for all
        return {"flipped": Noise(())}

    def apply(self, x: Array, targets: Array, noise: Arrays) -> tuple[Array, Array]:
        """Images of x's shape, some of them mirrored; the targets are left."""
        xp = namespace(x)
        flipped = (noise["flipped"] < self.rate)[:, None, None, None]
        return xp.where(flipped, xp.flip(x, axis=1 if self.vertical else 2), x), targets
