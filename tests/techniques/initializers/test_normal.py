"""Normal values of one scale."""

import jax
import numpy as np
import torch

from descentlab.techniques.initializers.normal import Normal

from .peers import assert_same_as_jax, assert_same_as_torch


def test_by_hand() -> None:
    np.testing.assert_array_equal(Normal(scale=0.25).draw(np.array([1.0, -2.0]), 5, 3), [0.25, -0.5])


def test_peers() -> None:
    assert_same_as_jax(Normal(0.25), jax.nn.initializers.normal(0.25))
    assert_same_as_torch(Normal(0.25), lambda kernel: torch.nn.init.normal_(kernel, std=0.25))
