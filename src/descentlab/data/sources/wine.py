"""Wine: 178 wines of one region in Italy by 13 chemical measures; which of three growers made it?"""

from descentlab.data.dataset import Dataset
from descentlab.data.embedded import embedded

SOURCE = "Aeberhard & Forina (1992), Wine, UCI, doi:10.24432/C5PC7J"


def load() -> Dataset:
    """Features (178, 13), three classes."""
    return embedded("wine")
