"""Identity."""

import numpy as np

from descentlab.techniques.activations.identity import Identity


def test_by_hand() -> None:
    y, saved = Identity().forward(np.array([-2.0, 3.0]))
    np.testing.assert_array_equal(y, [-2.0, 3.0])
    np.testing.assert_array_equal(Identity().backward(saved, np.array([5.0, -7.0])), [5.0, -7.0])
