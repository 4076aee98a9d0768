"""The L1 penalty."""

import keras
import numpy as np
import pytest

from descentlab.techniques.regularizers.l1 import L1


def test_by_hand() -> None:
    kernel = np.array([[3.0, -4.0], [0.0, 1.0]])
    assert L1(strength=0.25).penalty(kernel) == 2.0  # 0.25 * (3 + 4 + 0 + 1)
    np.testing.assert_array_equal(L1(strength=0.25).gradient(kernel), [[0.25, -0.25], [0.0, 0.25]])


def test_keras() -> None:
    kernel = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")
    assert L1(0.25).penalty(kernel) == pytest.approx(float(keras.regularizers.L1(0.25)(kernel)), rel=1e-6)
