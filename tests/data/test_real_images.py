"""The image sets that exist as files; skipped without them."""

import numpy as np
import pytest

from descentlab import data


@pytest.mark.parametrize("name", ["mnist", "fashion"])
def test_the_four_files(real_data, name):
    dataset = data.load(real_data(name))
    assert dataset.sizes == (70_000, 784, 10)
    assert dataset.classes == tuple("0123456789")
    assert dataset.features.dtype == np.float32
    assert (dataset.features.min(), dataset.features.max()) == (0, 1)
    assert dataset.test.tolist() == list(range(60_000, 70_000))
    parts = data.split(dataset, seed=0)
    assert [len(part) for part in parts] == [46_000, 14_000, 10_000]
    shift, scale = data.standardization(dataset.features[parts.train], one_number=True)
    expected = {"mnist": (0.1307, 0.3081), "fashion": (0.2860, 0.3530)}[name]
    np.testing.assert_allclose((shift[0], scale[0]), expected, atol=1e-3)


def test_the_course_archives(real_data):
    dataset = data.load(real_data("optimization/MNIST.npz"))
    assert dataset.sizes == (70_000, 784, 10)
    assert dataset.test.tolist() == list(range(60_000, 70_000))
    idx = data.load(real_data("mnist"))
    np.testing.assert_allclose(dataset.features[60_000:] * (256 / 255), idx.features[60_000:], atol=1e-6)
    binary = data.load(real_data("optimization/Binary_Train.npz"))
    assert binary.sizes == (12_665, 784, 2)
    assert binary.images
