"""Reduce on plateau."""

from types import SimpleNamespace
from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
import torch

from descentlab.techniques.schedules.reduce_on_plateau import ReduceOnPlateau


def watch(rule: ReduceOnPlateau, values: list[float]) -> list[Any]:
    """The states after each epoch."""
    state = rule.init(np.float64(0))
    assert state.factor == 1
    states = []
    for value in values:
        state = rule.update(state, np.float64(value))
        states.append(state)
    return states


def factors(rule: ReduceOnPlateau, values: list[float]) -> list[float]:
    return [float(state.factor) for state in watch(rule, values)]


def test_by_hand() -> None:
    """Two epochs' patience, an improvement must be by more than 0.25, one epoch of rest, and 0.2 at least."""
    rule = ReduceOnPlateau(
        decay_factor=0.5, patience=2, minimum_improvement=0.25, cooldown=1, minimum_factor=0.2
    )
    states = watch(rule, [4.0, 3.0, 2.75, 2.75, 5.0, 5.0, 5.0, 1.0, 1.0, 1.0, 0.5])
    # 4 and 3 improve; 2.75 does not (3 - 0.25 exactly), and again not: 0.5; an epoch of rest;
    # 5 and 5: 0.25; in the epoch of rest 1 improves; 1 and 1 do not: 0.2 and not 0.125; 0.5 improves
    assert [float(state.factor) for state in states] == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2, 0.2]
    assert [float(state.best) for state in states] == [4, 3, 3, 3, 3, 3, 3, 1, 1, 1, 0.5]
    assert [float(state.wait) for state in states] == [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0]
    assert [float(state.resting) for state in states] == [0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0]


def losses(seed: int) -> list[float]:
    """Losses with ties that fall and rise again."""
    rng = np.random.default_rng(seed)
    return list(np.round(16 * (2 / (1 + np.arange(60)) + rng.uniform(0, 0.5, 60))) / 16)


grid = [
    pytest.mark.parametrize("patience", [1, 2, 5]),
    pytest.mark.parametrize("minimum_improvement", [0.0, 0.125]),
    pytest.mark.parametrize("cooldown", [0, 1, 3]),
    pytest.mark.parametrize("seed", range(3)),
]


def on_grid(test: Any) -> Any:
    for mark in grid:
        test = mark(test)
    return test


@on_grid
def test_pytorch(patience: int, minimum_improvement: float, cooldown: int, seed: int) -> None:
    """It waits one epoch more than its patience; its smallest rate is 0.01 of 0.5."""
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.5)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer,
        factor=0.25,
        patience=patience - 1,
        threshold=minimum_improvement,
        threshold_mode="abs",
        cooldown=cooldown,
        min_lr=0.005,
        eps=0,
    )
    rule = ReduceOnPlateau(0.25, patience, minimum_improvement, cooldown, minimum_factor=0.01)
    own = factors(rule, losses(seed))
    assert own[-1] < 1
    for factor, value in zip(own, losses(seed), strict=True):
        scheduler.step(value)
        assert 0.5 * factor == pytest.approx(scheduler.get_last_lr()[0], rel=1e-14)


class Model:
    """As much of a Keras model as ReduceLROnPlateau asks for."""

    def __init__(self) -> None:
        self.optimizer = SimpleNamespace(learning_rate=0.5)
        self.metrics: list[Any] = []


def keras_factors(values: list[float], **settings: Any) -> list[float]:
    """The rates by Keras's own rule, as parts of the first."""
    callback = keras.callbacks.ReduceLROnPlateau("val_loss", mode="min", **settings)
    model = Model()
    callback.set_model(model)
    callback.on_train_begin()
    made = []
    for epoch, value in enumerate(values):
        callback.on_epoch_end(epoch, {"val_loss": float(value)})
        made.append(model.optimizer.learning_rate / 0.5)
    return made


@on_grid
def test_keras(patience: int, minimum_improvement: float, cooldown: int, seed: int) -> None:
    """Its cooldown is one epoch shorter than it says; its smallest rate is 1/64 of 0.5."""
    theirs = keras_factors(
        losses(seed),
        factor=0.25,
        patience=patience,
        min_delta=minimum_improvement,
        cooldown=cooldown + 1 if cooldown else 0,
        min_lr=0.5 / 64,
    )
    rule = ReduceOnPlateau(0.25, patience, minimum_improvement, cooldown, minimum_factor=1 / 64)
    assert factors(rule, losses(seed)) == theirs


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_loss_that_is_no_number(bad: float) -> None:
    """It never improves, is never the best, and wears the patience out."""
    states = watch(ReduceOnPlateau(0.5, patience=2), [bad, 1.0, bad, 0.5, bad, bad, 0.75])
    assert [float(state.best) for state in states] == [np.inf, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5]
    assert [float(state.factor) for state in states] == [1, 1, 1, 1, 1, 0.5, 0.5]


def test_keras_takes_a_first_value_that_is_no_number() -> None:
    values = [float("nan"), 1.0, 0.5, 0.25]
    assert keras_factors(values, factor=0.5, patience=2) == [1.0, 1.0, 0.5, 0.5]
    assert factors(ReduceOnPlateau(0.5, patience=2), values) == [1.0, 1.0, 1.0, 1.0]


def test_in_a_compiled_loop() -> None:
    """The state keeps its form, and its numbers are those of Python."""
    rule = ReduceOnPlateau(0.5, patience=2, cooldown=1)
    values = losses(0)
    _, made = jax.lax.scan(
        lambda state, value: ((state := rule.update(state, value)), state.factor),
        rule.init(jnp.float32(0)),
        jnp.asarray(values, "float32"),
    )
    assert made.tolist() == factors(rule, values)
