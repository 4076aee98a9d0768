"""Iris: 150 flowers by four lengths of petals and sepals in cm; which of three species is it?"""

from descentlab.data.dataset import Dataset
from descentlab.data.embedded import embedded

SOURCE = "Fisher (1936), The use of multiple measurements in taxonomic problems, doi:10.24432/C56C76"


def load() -> Dataset:
    """Features (150, 4), three classes."""
    return embedded("iris")
