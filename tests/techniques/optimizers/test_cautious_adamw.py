"""Cautious AdamW. No installed library has it: the second derivation masks the steps of PyTorch's AdamW."""

import numpy as np
import pytest
import torch

from descentlab.techniques.optimizers.adamw import AdamW
from descentlab.techniques.optimizers.cautious_adamw import CautiousAdamW

from .peers import START, STEPS, assert_other_descent, assert_same_descent, gradient, ours

NUMBERS = {"beta1": 0.75, "beta2": 0.875, "epsilon": 0.0625, "weight_decay": 0.5}


def test_steps_by_hand() -> None:
    optimizer = CautiousAdamW(learning_rate=0.1, beta1=0.5, beta2=0.75, epsilon=0.5, weight_decay=0.25)
    param = np.array([4.0, 0.0])
    # both agree: means 1, corrected 2;  squares 1, corrected 4;  -0.1 * 2 / 2.5, and -0.1 * 0.25 * 4 for the weight
    change, state = optimizer.step(optimizer.init(param), np.array([2.0, 2.0]), param, 1.0)
    np.testing.assert_allclose(change, [-0.18, -0.08], rtol=1e-15)
    # gradients -0.5 and 3: means 0.25 and 2, of which the first is against its gradient: the share is a half
    # square of the second 0.75 + 2.25 = 3, over 0.4375;  -0.1 * (2 / 0.75) / (its root + 0.5) * 2
    change, state = optimizer.step(state, np.array([-0.5, 3.0]), param, 2.0)
    np.testing.assert_allclose(change, [-0.1, -0.17101610412769283], rtol=1e-14)
    np.testing.assert_array_equal(state.mean, [0.25, 2.0])


def test_second_derivation() -> None:
    """At each place PyTorch's step without decay, of which the entries against the gradient are left out."""
    own = ours(lambda _: CautiousAdamW(0.125, **NUMBERS))
    param = torch.zeros(START.shape, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.AdamW([param], 0.125, betas=(0.75, 0.875), eps=0.0625, weight_decay=0.0)
    place, visited, left_out = START, [], 0
    for k in range(STEPS):
        grad = gradient(k, place)
        before = param.detach().numpy().copy()
        param.grad = torch.from_numpy(grad)
        optimizer.step()
        agrees = optimizer.state[param]["exp_avg"].numpy() * grad > 0
        left_out += np.sum(~agrees)
        step = (param.detach().numpy() - before) * agrees * agrees.size / np.sum(agrees)
        place = place + step - 0.125 * 0.5 * place
        visited.append(place)
    assert left_out > 5
    assert_same_descent(own, np.stack(visited))
    assert_other_descent(own, ours(lambda _: AdamW(0.125, **NUMBERS)))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_where_hardly_any_entry_agrees(dtype: str) -> None:
    """One of 4,000: the share counts as 0.001, and that entry steps a thousand times as far, not four thousand."""
    optimizer = CautiousAdamW(learning_rate=1.0, beta1=0.5, beta2=0.5, epsilon=1e-8)
    param = np.zeros(4000, dtype)
    _, state = optimizer.step(optimizer.init(param), np.ones(4000, dtype), param, np.asarray(1.0, dtype))
    grad = np.full(4000, -0.25, dtype)
    grad[0] = 1.0
    change, _ = optimizer.step(state, grad, param, np.asarray(2.0, dtype))
    assert change[0] == pytest.approx(-1000, rel=1e-5)
    np.testing.assert_array_equal(change[1:], 0)
