"""Diabetes: 442 patients by ten measures at the start; how far has the disease come a year later?"""

from descentlab.data.dataset import Dataset
from descentlab.data.embedded import embedded

SOURCE = "Efron, Hastie, Johnstone & Tibshirani (2004), Least angle regression, Annals of Statistics 32(2)"


def load() -> Dataset:
    """Features (442, 10), one real target."""
    return embedded("diabetes")
