"""Brightness: one random number is added to all pixels of an image.

    y = min(max(x + delta * (2 * u - 1), 0), 1)      u: uniform in [0, 1), one for each image

Convention: added, as in Keras's ``RandomBrightness``, whose factor is ours where its value_range is (0, 1);
torchvision's ``ColorJitter`` multiplies instead.
"""

from collections.abc import Mapping
from typing import NamedTuple

from descentlab.arrays import Array, Arrays, Scalar, namespace
from descentlab.contracts import Noise, Range, Shape


class Brightness(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    delta: Scalar = 0.1

    SOURCE = (
        "Howard (2013), Some Improvements on Deep Convolutional Neural Network Based Image Classification, "
        "arXiv:1312.5402"
    )
    RANGES = {
        "delta": Range(lawful=(0, 1), search=(0.0, 0.5)),
    }
    INPUTS = "images"
    MIXES = False

    def needs(self, inputs: Shape) -> Mapping[str, Noise]:
        """One number for each image."""
        del inputs  # the same for all
        return {"change": Noise(())}

    def apply(self, x: Array, targets: Array, noise: Arrays) -> tuple[Array, Array]:
        """Images made lighter or darker, of x's shape; the targets are left."""
        change = self.delta * (2 * noise["change"] - 1)
        return namespace(x).clip(x + change[:, None, None, None], 0, 1), targets
