"""What the tests of the techniques share."""

from collections.abc import Iterator

import pytest


@pytest.fixture
def in_float64() -> Iterator[None]:
    """JAX, and Keras on it, compute in float64 while a test runs."""
    import jax
    import keras

    before = keras.config.floatx(), keras.config.dtype_policy()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    with jax.enable_x64(True):
        yield
    keras.config.set_floatx(before[0])
    keras.config.set_dtype_policy(before[1])
