"""Stochastic weight averaging."""

import numpy as np
import pytest
import torch

from descentlab.techniques.regularizers.swa import SWA

WEIGHTS = np.random.default_rng(0).normal(size=(20, 2, 3))
"""What each step leaves."""


def averages(rule: SWA) -> np.ndarray:
    state, seen = rule.init(np.full((2, 3), 7.0)), []
    for k, param in enumerate(WEIGHTS):
        state = rule.update(state, param, k + 1.0)
        seen.append(rule.evaluation_weights(state, param))
    return np.stack(seen)


def test_by_hand() -> None:
    """From step 2 on, every second: of 1, 4, 9, 16, 25, 36 these are 4, 16 and 36."""
    rule = SWA(start_steps=2, every_steps=2)
    state = rule.init(np.array([0.0]))
    np.testing.assert_array_equal(rule.evaluation_weights(state, np.array([0.0])), [0.0])
    expected = [1.0, 4.0, 4.0, 10.0, 10.0, 56 / 3]  # itself before;  (4 + 16) / 2;  (4 + 16 + 36) / 3
    for t, average in enumerate(expected, start=1):
        param = np.array([float(t * t)])
        state = rule.update(state, param, float(t))
        np.testing.assert_allclose(rule.evaluation_weights(state, param), [average], rtol=1e-15)


@pytest.mark.parametrize(("start", "every"), [(1, 1), (5, 1), (4, 3), (20, 7)])
def test_pytorch(start: int, every: int) -> None:
    """Its model is handed the weights at the steps that count."""
    own = averages(SWA(start_steps=start, every_steps=every))
    model = torch.nn.Linear(3, 2, bias=False, dtype=torch.float64)
    averaged = torch.optim.swa_utils.AveragedModel(model)
    for t, param in enumerate(WEIGHTS, start=1):
        with torch.no_grad():
            model.weight.copy_(torch.from_numpy(param))
        if t < start:
            np.testing.assert_array_equal(own[t - 1], param)
            continue
        if (t - start) % every == 0:
            averaged.update_parameters(model)
        np.testing.assert_allclose(own[t - 1], averaged.module.weight.detach(), rtol=1e-12, atol=1e-15)


def test_fractions_count_at_the_next_whole_step() -> None:
    """As a tuner may ask for: from 2.5 on, every 2.5, is at steps 3, 5, 8 and 10."""
    own = averages(SWA(start_steps=2.5, every_steps=2.5))
    np.testing.assert_allclose(own[9], np.mean(WEIGHTS[[2, 4, 7, 9]], axis=0), rtol=1e-13)


def test_a_start_that_never_comes() -> None:
    np.testing.assert_array_equal(averages(SWA(start_steps=21)), WEIGHTS)
