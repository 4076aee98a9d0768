"""One value everywhere."""

import keras
import numpy as np

from descentlab.techniques.initializers.constant import Constant


def test_by_hand() -> None:
    made = Constant(value=-0.25).draw(np.array([[0.5, -2.0]], "float32"), 5, 3)
    np.testing.assert_array_equal(made, [[-0.25, -0.25]])
    assert made.dtype == "float32"


def test_keras() -> None:
    theirs = keras.initializers.Constant(0.75)((3, 2))
    np.testing.assert_array_equal(Constant(0.75).draw(np.zeros((3, 2)), 3, 2), theirs)
