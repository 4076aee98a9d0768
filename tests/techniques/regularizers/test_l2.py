"""The L2 penalty."""

import keras
import numpy as np
import pytest
import torch

from descentlab.techniques.optimizers.sgd import SGD
from descentlab.techniques.regularizers.l2 import L2


def test_by_hand() -> None:
    kernel = np.array([[3.0, -4.0], [0.0, 1.0]])
    assert L2(strength=0.25).penalty(kernel) == 6.5  # 0.25 * (9 + 16 + 0 + 1)
    np.testing.assert_array_equal(L2(strength=0.25).gradient(kernel), [[1.5, -2.0], [0.0, 0.5]])  # 2 * 0.25 * w


def test_keras() -> None:
    kernel = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")
    assert L2(0.25).penalty(kernel) == pytest.approx(float(keras.regularizers.L2(0.25)(kernel)), rel=1e-6)


def test_pytorch_takes_half() -> None:
    """A step of its SGD with twice the factor is our step on gradient and penalty together."""
    rng = np.random.default_rng(0)
    kernel, grad = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    there = torch.tensor(kernel, requires_grad=True)
    there.grad = torch.from_numpy(grad)
    torch.optim.SGD([there], lr=0.125, weight_decay=0.5).step()
    change, _ = SGD(0.125).step(SGD().init(kernel), grad + L2(0.25).gradient(kernel), kernel, 1.0)
    np.testing.assert_allclose(kernel + change, there.detach(), rtol=1e-13)
