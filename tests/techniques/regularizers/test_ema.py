"""The exponential moving average of weights."""

from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np
import optax
import pytest
import torch

from descentlab.techniques.regularizers.ema import EMA

WEIGHTS = np.random.default_rng(0).normal(size=(12, 2, 3))
"""What each step leaves."""


def averages(rule: EMA) -> np.ndarray:
    state, seen = rule.init(np.full((2, 3), 7.0)), []
    for k, param in enumerate(WEIGHTS):
        state = rule.update(state, param, k + 1.0)
        seen.append(rule.evaluation_weights(state, param))
    return np.stack(seen)


def test_by_hand() -> None:
    """Weights 4, 2 and 8, of which the older count 0.5 and 0.25 times as much as the last."""
    rule = EMA(decay=0.5)
    state = rule.init(np.array([100.0]))
    np.testing.assert_array_equal(rule.evaluation_weights(state, np.array([100.0])), [100.0])
    expected = [4.0, 8 / 3, 40 / 7]  # 4;  (0.5 * 4 + 2) / 1.5;  (0.25 * 4 + 0.5 * 2 + 8) / 1.75
    for t, (weight, average) in enumerate(zip([4.0, 2.0, 8.0], expected, strict=True), start=1):
        param = np.array([weight])
        state = rule.update(state, param, float(t))
        np.testing.assert_allclose(rule.evaluation_weights(state, param), [average], rtol=1e-15)


def test_without_the_correction_by_hand() -> None:
    """The first weights count as all that came before them: 4, then (4 + 2) / 2 = 3, then (3 + 8) / 2 = 5.5."""
    rule = EMA(decay=0.5, bias_correction=False)
    state = rule.init(np.array([100.0]))
    for t, (weight, average) in enumerate(zip([4.0, 2.0, 8.0], [4.0, 3.0, 5.5], strict=True), start=1):
        param = np.array([weight])
        state = rule.update(state, param, float(t))
        np.testing.assert_array_equal(rule.evaluation_weights(state, param), [average])


def test_a_decay_of_zero_is_the_last() -> None:
    for rule in (EMA(0.0), EMA(0.0, bias_correction=False)):
        np.testing.assert_allclose(averages(rule), WEIGHTS, rtol=1e-12)


def test_optax_corrects() -> None:
    with jax.enable_x64(True):
        rule = optax.ema(0.9, debias=True)
        state, theirs = rule.init(jnp.zeros((2, 3))), []
        for param in WEIGHTS:
            average, state = rule.update(jnp.asarray(param), state)
            theirs.append(np.asarray(average))
    np.testing.assert_allclose(averages(EMA(0.9)), theirs, rtol=1e-11)
    assert np.max(abs(averages(EMA(0.9, bias_correction=False)) - theirs)) > 0.1


def test_pytorch_and_keras_begin_with_the_first_step(in_float64: None) -> None:
    own = averages(EMA(0.9, bias_correction=False))
    model = torch.nn.Linear(3, 2, bias=False, dtype=torch.float64)
    averaged = torch.optim.swa_utils.AveragedModel(model, avg_fn=torch.optim.swa_utils.get_ema_avg_fn(0.9))
    variable = keras.Variable(np.zeros((2, 3)), dtype="float64")
    optimizer: Any = keras.optimizers.SGD(learning_rate=1.0, use_ema=True, ema_momentum=0.9)
    for k, param in enumerate(WEIGHTS):
        with torch.no_grad():
            model.weight.copy_(torch.from_numpy(param))
        averaged.update_parameters(model)
        np.testing.assert_allclose(own[k], averaged.module.weight.detach(), rtol=1e-12)
        optimizer.apply([variable.value - param], [variable])  # at a rate of 1 this leads to param
        np.testing.assert_allclose(own[k], optimizer._model_variables_moving_average[0].value, rtol=1e-11)


@pytest.mark.parametrize("bias_correction", [True, False])
def test_constant_weights_stay_in_float32(bias_correction: bool) -> None:
    """Over 10,000 steps at a decay of which 1 - decay has few digits in float32."""
    rule = EMA(np.asarray(0.9999, "float32"), bias_correction)
    param = np.array([0.1, -3.0], "float32")
    state = rule.init(param)
    for t in range(1, 10_001):
        state = rule.update(state, param, np.float32(t))
    average = rule.evaluation_weights(state, param)
    assert average.dtype == np.float32
    np.testing.assert_array_equal(average, param)
