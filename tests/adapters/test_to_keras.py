"""Our optimizers in Keras: the cases of keras_cases.py, on each backend in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .keras_cases import (  # cheap ones, where Keras on JAX is loaded anyway
    test_averages,
    test_low_precision_is_computed_in_float32,
    test_settings_are_text_and_read_by_name,
    test_the_rate_can_be_set,
)

__all__ = [
    "test_averages",
    "test_low_precision_is_computed_in_float32",
    "test_settings_are_text_and_read_by_name",
    "test_the_rate_can_be_set",
]
CASES = Path(__file__).with_name("keras_cases.py")


@pytest.mark.long
@pytest.mark.parametrize("backend", ["jax", "tensorflow", "torch"])
def test_all_cases_on(backend):
    environment = {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", str(CASES)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]
    assert "skipped" not in done.stdout
