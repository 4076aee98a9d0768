"""Handwritten digits: 1,797 images of 8 x 8 pixels; which of ten digits is it?"""

from descentlab.data.dataset import Dataset, from_arrays
from descentlab.data.embedded import embedded

SOURCE = (
    "Alpaydin & Kaynak (1998), Optical Recognition of Handwritten Digits, UCI, doi:10.24432/C50P49 (test part)"
)


def load() -> Dataset:
    """Features (1797, 64): pixels from 0 to 1 (divided by 16); ten classes."""
    whole = embedded("digits")
    return from_arrays(
        whole.features / 16,
        whole.targets,
        name=whole.name,
        feature_names=whole.feature_names,
        classes=whole.classes,
        image_shape=(8, 8, 1),
    )
