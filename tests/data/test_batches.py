"""Shuffling, and mini-batches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from descentlab.data import mini_batches, shuffle
from descentlab.errors import DataError, SettingError


def test_mini_batches_by_hand():
    """Five rows by two: 2, 2 and 1."""
    x, y = np.arange(10).reshape(5, 2), np.array([1, 2, 3, 4, 5])
    batches = mini_batches(x, y, batch_size=2)
    assert [(a.tolist(), b.tolist()) for a, b in batches] == [
        ([[0, 1], [2, 3]], [1, 2]),
        ([[4, 5], [6, 7]], [3, 4]),
        ([[8, 9]], [5]),
    ]


@given(rows=st.integers(1, 50), batch_size=st.integers(1, 60))
@pytest.mark.fault(8)
def test_all_batches_but_the_last_are_full(rows, batch_size):
    """None is empty, also where the size divides the rows, and together they are the rows in their order."""
    batches = mini_batches(np.arange(rows), batch_size=batch_size)
    sizes = [len(batch) for (batch,) in batches]
    assert sizes[:-1] == [batch_size] * (len(sizes) - 1)
    assert 1 <= sizes[-1] <= batch_size
    assert np.concatenate([batch for (batch,) in batches]).tolist() == list(range(rows))


@given(rows=st.integers(1, 40), seed=st.integers(0, 2**32 - 1))
def test_rows_stay_together(rows, seed):
    x, y = np.arange(2 * rows).reshape(rows, 2), np.arange(rows)
    x.setflags(write=False)
    new_x, new_y, names = shuffle(x, y, [str(i) for i in range(rows)], seed=seed)
    assert sorted(new_y.tolist()) == list(range(rows))
    np.testing.assert_array_equal(new_x[:, 0], 2 * new_y)
    assert names.tolist() == [str(i) for i in new_y]
    new_x[:] = 0  # a copy
    assert x[-1, -1] == 2 * rows - 1


def test_the_seed_gives_the_order():
    x = np.arange(30)
    (first,), (again,), (other,) = (shuffle(x, seed=seed) for seed in (4, 4, 5))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    assert (first != x).any()


def test_every_order_is_as_likely():
    """Of 6,000 seeds each of the six orders of three rows gets a thousand, with a deviation of 29."""
    orders = [tuple(shuffle([0, 1, 2], seed=seed)[0].tolist()) for seed in range(6000)]
    counts = [orders.count(order) for order in set(orders)]
    assert len(counts) == 6
    assert max(abs(count - 1000) for count in counts) < 120


def test_the_global_random_state_is_neither_read_nor_changed():
    np.random.seed(5)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    (first,) = shuffle(np.arange(9), seed=0)
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002
    np.random.seed(6)  # noqa: NPY002
    np.testing.assert_array_equal(shuffle(np.arange(9), seed=0)[0], first)


@pytest.mark.fault(9)
def test_what_cannot_be_batched_is_refused(refused):
    x, y = np.zeros((4, 2)), np.zeros(3)
    for call, options in ((shuffle, {"seed": 0}), (mini_batches, {"batch_size": 2})):
        refused(DataError, ["4 rows and 3 rows"], call, x, y, **options)
        refused(DataError, ["no examples"], call, x[:0], **options)
        refused(DataError, ["no examples"], call, **options)
        refused(DataError, ["array 1", "not an array"], call, x, 4, **options)
    for size in (0, -1, 1.5, True, "2"):
        refused(SettingError, ["batch_size is"], mini_batches, x, batch_size=size)
    refused(SettingError, ["seed is -1"], shuffle, x, seed=-1)


@pytest.mark.parametrize("batch_size", [4, 100])
@pytest.mark.fault(8)
def test_one_full_batch(batch_size):
    x = np.arange(4)
    ((batch,),) = mini_batches(x, batch_size=batch_size)
    np.testing.assert_array_equal(batch, x)
    assert np.shares_memory(batch, x)
