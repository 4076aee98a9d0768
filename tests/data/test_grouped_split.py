"""Parts in which no group is divided."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import GroupShuffleSplit

from descentlab.data import grouped_split
from descentlab.errors import DataError, SettingError

GROUPS = np.repeat([f"g{i}" for i in range(10)], [3, 1, 4, 1, 5, 9, 2, 6, 5, 3])


def groups_of(parts, groups=GROUPS):
    return [set(np.asarray(groups)[part].tolist()) for part in parts]


@given(
    groups=st.lists(st.integers(-5, 30), min_size=1, max_size=80),
    seed=st.integers(0, 2**32 - 1),
    validation=st.sampled_from([0, 1, 2, 0.1, 0.25]),
    test=st.sampled_from([0, 1, 2, 0.1, 0.25]),
)
def test_any_grouped_split_is_a_partition_of_rows_and_of_groups(groups, seed, validation, test):
    try:
        parts = grouped_split(groups, seed, validation=validation, test=test)
    except DataError:
        wanted = [
            size if isinstance(size, int) else max(1, round(size * len(set(groups))))
            for size in (validation, test)
        ]
        assert sum(wanted) >= len(set(groups))
        return
    assert sorted(np.concatenate(parts).tolist()) == list(range(len(groups)))
    names = groups_of(parts, groups)
    assert sum(len(one) for one in names) == len(set(groups))
    for part in parts:
        assert part.dtype == np.int64
        assert (np.diff(part) > 0).all()


@pytest.mark.parametrize(
    ("validation", "test", "sizes"),
    [(0.2, 0.3, [5, 2, 3]), (3, 1, [6, 3, 1]), (0.01, 0, [9, 1, 0]), (0, 0, [10, 0, 0])],
)
def test_sizes_count_groups(validation, test, sizes):
    assert [len(one) for one in groups_of(grouped_split(GROUPS, 0, validation=validation, test=test))] == sizes


def test_the_test_part_is_fixed_and_the_rest_goes_by_the_seed():
    first, again, other = (grouped_split(GROUPS, seed) for seed in (1, 1, 2))
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert (first.test == other.test).all()
    assert groups_of(first)[1] != groups_of(other)[1]
    assert groups_of(grouped_split(GROUPS, 1, test_seed=1))[2] != groups_of(first)[2]


@pytest.mark.parametrize("seed", range(5))
def test_against_scikit_learn(seed):
    """Its test part is ours of the same seed, where the number of groups is the same."""
    splitter = GroupShuffleSplit(n_splits=1, test_size=3, random_state=seed)
    train, test = next(splitter.split(GROUPS, groups=GROUPS))
    parts = grouped_split(GROUPS, 0, validation=0, test=3, test_seed=seed)
    np.testing.assert_array_equal(parts.train, train)
    np.testing.assert_array_equal(parts.test, test)


def test_groups_may_be_text_numbers_or_objects():
    number = np.repeat(np.arange(10), [3, 1, 4, 1, 5, 9, 2, 6, 5, 3])
    for groups in (GROUPS.tolist(), GROUPS.astype(object), number, number / 2):
        for part, expected in zip(grouped_split(groups, 0), grouped_split(GROUPS, 0), strict=True):
            np.testing.assert_array_equal(part, expected)


def test_groups_that_cannot_be_used_are_refused(refused):
    refused(DataError, ["2 groups", "none to train on"], grouped_split, ["a", "b", "b"], 0)
    refused(
        DataError,
        ["3 groups", "validation part of 2", "test part of 1"],
        grouped_split,
        [1, 2, 3],
        0,
        validation=2,
        test=1,
    )
    refused(DataError, ["shape (0,)"], grouped_split, [], 0)
    refused(DataError, ["shape (1, 2)"], grouped_split, [["a", "b"]], 0)
    refused(DataError, ["row 1", "nan"], grouped_split, [1.0, np.nan, 2.0], 0)
    refused(DataError, ["row 2", "None"], grouped_split, np.array(["a", "b", None]), 0)
    refused(DataError, ["row 0", "'1'"], grouped_split, np.array([1, "b"], dtype=object), 0)


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        ({"validation": -1}, ["validation is -1"]),
        ({"validation": 1.0}, ["validation is 1", "fraction"]),
        ({"test": True}, ["test is True"]),
        ({"test": "2"}, ["test is '2'"]),
        ({"test_seed": -1}, ["test part's seed"]),
        ({"seed": 0.5}, ["seed is 0.5"]),
    ],
)
def test_unlawful_sizes_and_seeds_are_refused(refused, options, parts):
    refused(SettingError, parts, grouped_split, GROUPS, **({"seed": 0} | options))
