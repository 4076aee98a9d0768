"""Normal values without tails."""

from typing import Any

import jax
import keras
import numpy as np
import pytest
import torch
from scipy.stats import truncnorm

from descentlab.techniques.initializers.truncated_normal import TruncatedNormal

from .peers import assert_same_as_jax, assert_same_spread_as_keras


def test_by_hand() -> None:
    made = TruncatedNormal(scale=0.25).draw(np.array([1.0, -2.0]), 5, 3)
    np.testing.assert_array_equal(made, [0.25, -0.5])


def test_peers() -> None:
    assert_same_as_jax(TruncatedNormal(0.25), jax.nn.initializers.truncated_normal(0.25))
    assert_same_spread_as_keras(TruncatedNormal(0.25), keras.initializers.TruncatedNormal(stddev=0.25, seed=1))


def by_torch(**cut: Any) -> np.ndarray:
    torch.manual_seed(5)
    return torch.nn.init.trunc_normal_(torch.empty(300, 200), std=0.25, **cut).numpy()


def test_pytorch_cuts_where_it_is_told() -> None:
    """At -2 and 2 by default, far out for a scale of 0.25; with a and b at twice the scale it is the same here."""
    assert_same_spread_as_keras(TruncatedNormal(0.25), lambda shape: by_torch(a=-0.5, b=0.5).reshape(shape))
    assert np.max(by_torch()) > 0.75


def test_standard_deviation() -> None:
    """As the text has it."""
    assert truncnorm(-2, 2).std() == pytest.approx(0.87962566, rel=1e-8)
