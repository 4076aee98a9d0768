"""Breast cancer in Wisconsin: 569 tumours by 30 measures of their cell nuclei; malignant or benign?"""

from descentlab.data.dataset import Dataset
from descentlab.data.embedded import embedded

SOURCE = "Wolberg et al. (1993), Breast Cancer Wisconsin (Diagnostic), UCI, doi:10.24432/C5DW2B"


def load() -> Dataset:
    """Features (569, 30), two classes."""
    return embedded("breast_cancer")
