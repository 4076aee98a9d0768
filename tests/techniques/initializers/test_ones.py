"""Ones."""

import keras
import numpy as np

from descentlab.techniques.initializers.ones import Ones


def test_by_hand() -> None:
    made = Ones().draw(np.array([[0.5, -2.0]], "float32"), 5, 3)
    np.testing.assert_array_equal(made, [[1.0, 1.0]])
    assert made.dtype == "float32"


def test_keras() -> None:
    np.testing.assert_array_equal(Ones().draw(np.zeros((3, 2)), 3, 2), keras.initializers.Ones()((3, 2)))
