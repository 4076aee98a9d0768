"""Decoupled weight decay."""

import numpy as np
import torch

from descentlab.techniques.optimizers.adam import Adam
from descentlab.techniques.regularizers.weight_decay import WeightDecay


def test_by_hand() -> None:
    change = WeightDecay(strength=0.25).change(np.array([[8.0, -4.0, 0.0]]), 0.5)
    np.testing.assert_array_equal(change, [[-1.0, 0.5, 0.0]])  # -0.5 * 0.25 * 8


def test_beside_adam_it_is_pytorchs_adamw() -> None:
    rng = np.random.default_rng(0)
    kernel = rng.normal(size=(5, 3))
    there = torch.tensor(kernel, requires_grad=True)
    optimizer = torch.optim.AdamW([there], lr=0.125, weight_decay=0.5)
    adam = Adam(0.125)
    state = adam.init(kernel)
    for t in range(1, 21):
        grad = rng.normal(size=(5, 3))
        there.grad = torch.from_numpy(grad)
        optimizer.step()
        change, state = adam.step(state, grad, kernel, float(t))
        kernel = kernel + change + WeightDecay(0.5).change(kernel, 0.125)
        np.testing.assert_allclose(kernel, there.detach(), rtol=1e-11, atol=1e-13)
