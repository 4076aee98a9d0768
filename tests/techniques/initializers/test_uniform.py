"""Uniform values of one limit."""

import jax
import keras
import numpy as np
import torch

from descentlab.techniques.initializers.uniform import Uniform

from .peers import assert_same_as_torch, assert_same_spread_as_keras


def test_by_hand() -> None:
    made = Uniform(limit=0.25).draw(np.array([1.0, -0.5, 0.0]), 5, 3)
    np.testing.assert_array_equal(made, [0.25, -0.125, 0.0])


def test_peers() -> None:
    assert_same_as_torch(Uniform(0.25), lambda kernel: torch.nn.init.uniform_(kernel, -0.25, 0.25))
    assert_same_spread_as_keras(Uniform(0.25), keras.initializers.RandomUniform(-0.25, 0.25, seed=1))


def test_jax_has_positive_values_only() -> None:
    """Its scale is the width of the interval: that of limit 0.25 is 0.5, and the mean is 0.25 and not 0."""
    theirs = np.asarray(jax.nn.initializers.uniform(0.5)(jax.random.key(5), (300, 200)))
    own = Uniform(0.25).draw(np.random.default_rng(0).uniform(-1, 1, (300, 200)), 300, 200)
    np.testing.assert_allclose(np.mean(theirs) - np.mean(own), 0.25, atol=0.002)
    np.testing.assert_allclose(np.std(theirs), np.std(own), rtol=0.01)
