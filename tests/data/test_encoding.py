"""One-hot rows."""

import numpy as np
import pytest
from sklearn.preprocessing import OneHotEncoder

from descentlab.data import one_hot
from descentlab.errors import DataError, SettingError


def test_by_hand():
    rows = one_hot([2, 0, 2], 3)
    assert rows.tolist() == [[0, 0, 1], [1, 0, 0], [0, 0, 1]]
    assert rows.dtype == np.float64
    assert one_hot(np.array([], dtype=int), 2).shape == (0, 2)


@pytest.mark.parametrize("dtype", ["uint8", "int32", "int64"])
def test_against_scikit_learn(dtype):
    """A class that no example has keeps its column."""
    numbers = np.random.default_rng(0).integers(0, 6, size=40).astype(dtype)
    peer = OneHotEncoder(categories=[range(7)], sparse_output=False)
    np.testing.assert_array_equal(one_hot(numbers, 7), peer.fit_transform(numbers[:, None]))


def test_what_is_no_class_number_is_refused(refused):
    refused(DataError, ["row 1", "'3'", "from 0 to 2"], one_hot, [0, 3], 3)
    refused(DataError, ["row 0", "'-1'"], one_hot, [-1, 2], 3)
    refused(DataError, ["float64"], one_hot, [0.0, 1.0], 2)
    refused(DataError, ["(2, 1)"], one_hot, [[0], [1]], 2)
    refused(SettingError, ["classes is 0"], one_hot, [0], 0)
