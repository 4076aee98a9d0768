"""What the initializers are for: a kernel's variance, from noise as each asks for it."""

import numpy as np
import pytest
from scipy.stats import truncnorm

from descentlab import catalogue

VARIANCE = {"glorot": 2 / (30 + 50), "he": 2 / 30, "lecun": 1 / 30}


@pytest.mark.parametrize(
    "name", [name for name in catalogue.names("initializers") if name.partition("_")[0] in VARIANCE]
)
def test_variance(name: str) -> None:
    """Exact: the square of the factor times the variance of the noise."""
    technique = catalogue.build("initializers", name)
    variance_of_noise = {"normal": 1.0, "uniform": 1 / 3, "truncated_normal": truncnorm(-2, 2).var()}
    factor = technique.draw(np.array(1.0), 30, 50)
    family = name.partition("_")[0]
    assert factor**2 * variance_of_noise[technique.NOISE] == pytest.approx(VARIANCE[family], rel=1e-12)
    assert name.endswith(technique.NOISE)
