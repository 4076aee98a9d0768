"""Handwritten digits: 1,797 images of 8 x 8 pixels, each from 0 to 16; which of ten digits is it?"""

from descentlab.data.dataset import Dataset
from descentlab.data.embedded import embedded

SOURCE = (
    "Alpaydin & Kaynak (1998), Optical Recognition of Handwritten Digits, UCI, doi:10.24432/C50P49 (test part)"
)


def load() -> Dataset:
    """Features (1797, 64), ten classes; plain features, each standardized by itself."""
    return embedded("digits")
