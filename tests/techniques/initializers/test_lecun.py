"""LeCun's initializers: variance 1 / fan_in."""

import jax
import keras
import numpy as np
import torch

from descentlab.techniques.initializers.lecun_normal import LeCunNormal
from descentlab.techniques.initializers.lecun_truncated_normal import LeCunTruncatedNormal
from descentlab.techniques.initializers.lecun_uniform import LeCunUniform

from .peers import assert_same_as_jax, assert_same_as_torch, assert_same_spread_as_keras


def test_by_hand() -> None:
    noise = np.array([1.0, -2.0])
    # fan_in 4: sqrt(1 / 4) = 0.5, whatever fan_out
    np.testing.assert_allclose(LeCunNormal().draw(noise, 4, 77), [0.5, -1.0], rtol=1e-15)
    # fan_in 12: sqrt(3 / 12) = 0.5
    np.testing.assert_allclose(LeCunUniform().draw(noise / 2, 12, 77), [0.25, -0.5], rtol=1e-15)
    # 0.5 / 0.87962566103423978 = 0.5684236...
    np.testing.assert_allclose(
        LeCunTruncatedNormal().draw(noise, 4, 77), [0.5684236172, -1.1368472343], rtol=1e-9
    )


def test_peers() -> None:
    assert_same_as_jax(LeCunUniform(), jax.nn.initializers.lecun_uniform())
    assert_same_as_jax(LeCunTruncatedNormal(), jax.nn.initializers.lecun_normal())
    assert_same_as_jax(LeCunNormal(), jax.nn.initializers.variance_scaling(1, "fan_in", "normal"))
    assert_same_as_torch(
        LeCunNormal(), lambda kernel: torch.nn.init.kaiming_normal_(kernel, nonlinearity="linear")
    )
    assert_same_spread_as_keras(LeCunUniform(), keras.initializers.LecunUniform(seed=1))
    assert_same_spread_as_keras(LeCunTruncatedNormal(), keras.initializers.LecunNormal(seed=1))
