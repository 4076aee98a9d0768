"""Zeros."""

import numpy as np

from descentlab.techniques.initializers.zeros import Zeros


def test_by_hand() -> None:
    np.testing.assert_array_equal(Zeros().draw(np.array([1.0, -2.0]), 5, 3), [0.0, 0.0])
