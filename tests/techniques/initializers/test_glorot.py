"""Glorot's initializers: variance 2 / (fan_in + fan_out)."""

import jax
import keras
import numpy as np
import torch

from descentlab.techniques.initializers.glorot_normal import GlorotNormal
from descentlab.techniques.initializers.glorot_truncated_normal import GlorotTruncatedNormal
from descentlab.techniques.initializers.glorot_uniform import GlorotUniform

from .peers import assert_same_as_jax, assert_same_as_torch, assert_same_spread_as_keras


def test_by_hand() -> None:
    noise = np.array([1.0, -2.0])
    # fans 5 and 3: sqrt(2 / 8) = 0.5
    np.testing.assert_allclose(GlorotNormal().draw(noise, 5, 3), [0.5, -1.0], rtol=1e-15)
    # fans 20 and 4: sqrt(6 / 24) = 0.5
    np.testing.assert_allclose(GlorotUniform().draw(noise / 2, 20, 4), [0.25, -0.5], rtol=1e-15)
    # 0.5 / 0.87962566103423978 = 0.5684236...
    np.testing.assert_allclose(
        GlorotTruncatedNormal().draw(noise, 5, 3), [0.5684236172, -1.1368472343], rtol=1e-9
    )


def test_peers() -> None:
    assert_same_as_jax(GlorotUniform(), jax.nn.initializers.glorot_uniform())
    assert_same_as_jax(GlorotTruncatedNormal(), jax.nn.initializers.glorot_normal())
    assert_same_as_jax(GlorotNormal(), jax.nn.initializers.variance_scaling(1, "fan_avg", "normal"))
    assert_same_as_torch(GlorotNormal(), torch.nn.init.xavier_normal_)
    assert_same_as_torch(GlorotUniform(), torch.nn.init.xavier_uniform_)
    assert_same_spread_as_keras(GlorotUniform(), keras.initializers.GlorotUniform(seed=1))
    assert_same_spread_as_keras(GlorotTruncatedNormal(), keras.initializers.GlorotNormal(seed=1))
