"""He's initializers: variance 2 / fan_in."""

import jax
import keras
import numpy as np
import torch

from descentlab.techniques.initializers.he_normal import HeNormal
from descentlab.techniques.initializers.he_truncated_normal import HeTruncatedNormal
from descentlab.techniques.initializers.he_uniform import HeUniform

from .peers import assert_same_as_jax, assert_same_as_torch, assert_same_spread_as_keras


def test_by_hand() -> None:
    noise = np.array([1.0, -2.0])
    # fan_in 8: sqrt(2 / 8) = 0.5, whatever fan_out
    np.testing.assert_allclose(HeNormal().draw(noise, 8, 77), [0.5, -1.0], rtol=1e-15)
    # fan_in 24: sqrt(6 / 24) = 0.5
    np.testing.assert_allclose(HeUniform().draw(noise / 2, 24, 77), [0.25, -0.5], rtol=1e-15)
    # 0.5 / 0.87962566103423978 = 0.5684236...
    np.testing.assert_allclose(HeTruncatedNormal().draw(noise, 8, 77), [0.5684236172, -1.1368472343], rtol=1e-9)


def test_peers() -> None:
    assert_same_as_jax(HeUniform(), jax.nn.initializers.he_uniform())
    assert_same_as_jax(HeTruncatedNormal(), jax.nn.initializers.he_normal())
    assert_same_as_jax(HeNormal(), jax.nn.initializers.variance_scaling(2, "fan_in", "normal"))
    assert_same_as_torch(HeNormal(), lambda kernel: torch.nn.init.kaiming_normal_(kernel, nonlinearity="relu"))
    assert_same_as_torch(
        HeUniform(), lambda kernel: torch.nn.init.kaiming_uniform_(kernel, nonlinearity="relu")
    )
    assert_same_spread_as_keras(HeUniform(), keras.initializers.HeUniform(seed=1))
    assert_same_spread_as_keras(HeTruncatedNormal(), keras.initializers.HeNormal(seed=1))
