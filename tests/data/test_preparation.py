import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from descentlab import data
from descentlab.data import from_arrays, split, standardization
from descentlab.data import test_part as part_for_test
from descentlab.errors import DataError, SettingError


def labelled(counts, **options):
    labels = np.repeat([f"c{i}" for i in range(len(counts))], counts)
    features = np.random.default_rng(1).normal(size=(len(labels), 3))
    return from_arrays(features, labels, **options)


def test_parts_are_ascending_disjoint_complete_and_stratified():
    dataset = labelled([50, 30, 20])
    parts = split(dataset, seed=3)
    assert [len(part) for part in parts] == [60, 20, 20]
    assert sorted(np.concatenate(parts).tolist()) == list(range(100))
    for part, sizes in zip(parts, ([30, 18, 12], [10, 6, 4], [10, 6, 4]), strict=True):
        assert part.dtype == np.int64
        assert (np.diff(part) > 0).all()
        assert np.bincount(dataset.targets[part]).tolist() == sizes


def test_the_test_part_is_fixed_and_the_rest_goes_by_the_seed():
    dataset = labelled([40, 40])
    first, again, other = split(dataset, 1), split(dataset, 1), split(dataset, 2)
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert (first.test == other.test).all()
    assert (first.test == part_for_test(dataset)).all()
    assert (first.validation != other.validation).any()
    assert (split(dataset, 1, test_seed=1).test != first.test).any()


def test_the_global_random_state_is_neither_read_nor_changed():
    dataset = labelled([40, 40])
    np.random.seed(5)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    first = split(dataset, 0)
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002
    np.random.seed(6)  # noqa: NPY002
    assert (split(dataset, 0).train == first.train).all()


def test_an_official_test_part_goes_first():
    dataset = labelled([40, 40], test=range(70, 80))
    parts = split(dataset, 0)
    assert parts.test.tolist() == list(range(70, 80))
    assert len(parts.validation) == 16
    assert len(parts.train) == 54
    parts.test[0] = 0  # a copy: the data set's own is read-only
    assert dataset.test[0] == 70


def test_regression_is_split_without_strata():
    dataset = from_arrays(np.arange(20.0)[:, None], np.arange(20.0) / 3, task="regression")
    assert [len(part) for part in split(dataset, 0)] == [12, 4, 4]
    assert [len(part) for part in split(dataset, 0, validation=0, test=0)] == [20, 0, 0]
    assert [len(part) for part in split(dataset, 0, validation=0.01, test=0)] == [19, 1, 0]


def test_one_example_can_be_trained_on():
    dataset = from_arrays([[1.0]], [2.0], task="regression")
    assert [len(part) for part in split(dataset, 0, validation=0, test=0)] == [1, 0, 0]


def test_data_too_small_for_the_parts_are_refused(refused):
    refused(
        DataError, ["class 'c1' has 2 examples", "3 parts", "needs 3", "merge"], split, labelled([50, 2]), 0
    )
    refused(DataError, ["class 'c1' has 1 example ", "needs 2"], part_for_test, labelled([50, 1]))
    refused(DataError, ["10 classes", "test fraction"], split, labelled([3] * 10), 0)
    single = from_arrays([[1.0]], [2.0], task="regression")
    refused(DataError, ["1 example", "none to train on"], split, single, 0)


def test_a_class_only_in_the_official_test_part_does_not_stop_the_split():
    dataset = labelled([20, 20, 5], test=range(40, 45))
    assert set(dataset.targets[split(dataset, 0).train]) == {0, 1}


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        ({"validation": 1}, ["validation is 1", "fraction"]),
        ({"validation": -0.1}, ["validation is -0.1"]),
        ({"test": float("nan")}, ["test is nan"]),
        ({"test": "0.2"}, ["test is '0.2'"]),
        ({"test": True}, ["test is True"]),
        ({"validation": 0.5, "test": 0.5}, ["nothing to train on"]),
        ({"seed": -1}, ["seed is -1"]),
        ({"seed": 2**32}, ["from 0 to 4294967295"]),
        ({"seed": 1.5}, ["seed is 1.5", "whole"]),
        ({"test_seed": "a"}, ["test part's seed"]),
    ],
)
def test_unlawful_fractions_and_seeds_are_refused(refused, options, parts):
    refused(SettingError, parts, split, labelled([9, 9]), **({"seed": 0} | options))


@given(
    counts=st.lists(st.integers(8, 40), min_size=2, max_size=5),
    seed=st.integers(0, 2**32 - 1),
    validation=st.floats(0.2, 0.4),
    test=st.floats(0.2, 0.4),
)
def test_any_split_is_a_partition_with_all_classes_in_every_part(counts, seed, validation, test):
    dataset = labelled(counts)
    parts = split(dataset, seed, validation=validation, test=test)
    assert sorted(np.concatenate(parts).tolist()) == list(range(sum(counts)))
    for part in parts:
        assert len(set(dataset.targets[part])) == len(counts)


def test_standardization_by_hand():
    shift, scale = standardization(np.array([[1.0, 10], [3, 10], [5, 10], [7, 10]]))
    assert shift.tolist() == [4, 10]
    np.testing.assert_allclose(scale, [np.sqrt(5), 1], rtol=1e-15)
    shift, scale = standardization(np.array([[1.0, 3], [5, 7]], dtype=np.float32), one_number=True)
    assert shift.tolist() == [4, 4]
    np.testing.assert_allclose(scale, [np.sqrt(5)] * 2, rtol=1e-15)
    assert shift.dtype == scale.dtype == np.float64


@pytest.mark.parametrize("size", [1e-310, 1e-200, 1e-30, 1.0, 1e30, 1e200, 1e307])
def test_standardization_at_any_scale(size):
    values = np.random.default_rng(0).normal(size=(500, 3)) * size
    shift, scale = standardization(values)
    result = (values - shift) / scale
    np.testing.assert_allclose(result.mean(axis=0), 0, atol=1e-12 if size > 1e-300 else 1e-8)
    np.testing.assert_allclose(result.std(axis=0), 1, rtol=1e-12 if size > 1e-300 else 1e-8)


@pytest.mark.parametrize("value", [0.0, 0.1, 1 / 3, -1e30, 1e-310])
@pytest.mark.parametrize("rows", [1, 3, 1000])
def test_a_constant_feature_becomes_exact_zeros(value, rows):
    values = np.full((rows, 2), value)
    shift, scale = standardization(values)
    assert scale.tolist() == [1, 1]
    assert ((values - shift) / scale == 0).all()


@given(hnp.arrays(np.float32, (7, 2), elements=st.floats(-(2.0**100), 2.0**100, width=32)))
def test_standardized_values_are_finite(values):
    for one_number in (False, True):
        shift, scale = standardization(values, one_number=one_number)
        assert np.isfinite((values - shift) / scale).all()
        assert (scale > 0).all()


def test_blocks_do_not_change_the_moments():
    values = np.random.default_rng(0).uniform(size=(9000, 300)).astype(np.float32)
    shift, scale = standardization(values)
    np.testing.assert_allclose(shift, values.mean(axis=0, dtype=np.float64), rtol=1e-12)
    np.testing.assert_allclose(scale, values.std(axis=0, dtype=np.float64), rtol=1e-12)


def test_standardization_needs_values(refused):
    refused(DataError, ["(0, 3)"], standardization, np.empty((0, 3)))
    refused(DataError, ["(3,)"], standardization, np.ones(3))


def test_the_digits_are_divided_with_all_classes_in_every_part():
    digits = data.load("digits")
    parts = split(digits, 0)
    assert [len(part) for part in parts] == [1079, 359, 359]
    for part in parts:
        assert len(set(digits.targets[part])) == 10
