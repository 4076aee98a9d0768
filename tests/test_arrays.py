"""Numbers and arrays of any library as arrays of floating-point numbers."""

from typing import Any

import array_api_strict
import jax.numpy as jnp
import numpy as np
import pytest
import torch

from descentlab.arrays import floats


@pytest.mark.parametrize("xp", [np, jnp, torch, array_api_strict])
def test_numbers_join_the_arrays(xp: Any) -> None:
    """They take the dtype that the arrays have in common."""
    array = xp.ones((2, 1), dtype=xp.float32)
    number, same, whole = floats(3, array, xp.asarray([1, 2]))
    assert same is array
    assert (type(number), number.shape, number.dtype) == (type(array), (), xp.float32)
    assert (type(whole), whole.shape, whole.dtype) == (type(array), (2,), xp.float32)
    assert (float(number), float(whole[1])) == (3, 2)


@pytest.mark.parametrize("xp", [np, jnp, torch, array_api_strict])
def test_whole_numbers_take_the_librarys_default(xp: Any) -> None:
    found, number = floats(xp.asarray([1, 2]), 0.5)
    assert found.dtype == number.dtype == xp.asarray(0.5).dtype


def test_numbers_alone_are_numpys() -> None:
    for found in floats(1, 2.5):
        assert isinstance(found, np.ndarray)
        assert found.dtype == np.float64


def test_floating_arrays_keep_their_dtype() -> None:
    narrow, wide, whole = floats(np.ones(2, np.float32), np.ones(2), np.array([True, False]))
    assert (narrow.dtype, wide.dtype, whole.dtype) == (np.float32, np.float64, np.float64)


def test_two_libraries_are_refused() -> None:
    with pytest.raises(TypeError, match="Multiple namespaces"):
        floats(np.ones(2), torch.ones(2))
