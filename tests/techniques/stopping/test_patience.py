"""Patience."""

from typing import Any

import keras
import numpy as np
import pytest

from descentlab.techniques.stopping.patience import Patience


def watch(rule: Patience, values: list[float]) -> list[Any]:
    """The states after each epoch."""
    state = rule.init(np.float64(0))
    assert not state.improved
    assert not state.stopped
    states = []
    for value in values:
        state = rule.update(state, np.float64(value))
        states.append(state)
    return states


def test_by_hand() -> None:
    """Two epochs' patience, and an improvement must be by more than 0.25."""
    states = watch(Patience(patience=2, minimum_improvement=0.25), [4.0, 3.0, 2.75, 2.5, 2.75, 2.5, 0.0])
    # 4 and 3 improve; 2.75 does not (3 - 0.25 exactly); 2.5 does (below 2.75); 2.75 and 2.5 do not: stopped
    assert [bool(state.improved) for state in states] == [True, True, False, True, False, False, False]
    assert [float(state.best) for state in states] == [4.0, 3.0, 3.0, 2.5, 2.5, 2.5, 2.5]
    assert [bool(state.stopped) for state in states] == [False, False, False, False, False, True, True]
    assert [float(state.wait) for state in states][:6] == [0.0, 0.0, 1.0, 0.0, 1.0, 2.0]


class Model:
    """As much of a Keras model as EarlyStopping asks for."""

    def __init__(self) -> None:
        self.stop_training = False
        self.epoch = -1
        self.restored = -1
        self.metrics: list[Any] = []

    def get_weights(self) -> int:
        return self.epoch

    def set_weights(self, weights: int) -> None:
        self.restored = weights


def keras_watch(rule: Patience, values: list[float]) -> Model:
    """The model after training that ends with the values or by Keras's own rule."""
    callback = keras.callbacks.EarlyStopping(
        "val_loss",
        min_delta=rule.minimum_improvement,
        patience=rule.patience,
        mode="min",
        restore_best_weights=True,
    )
    model = Model()
    callback.set_model(model)
    callback.on_train_begin()
    while not model.stop_training and model.epoch < len(values) - 1:
        model.epoch += 1
        callback.on_epoch_end(model.epoch, {"val_loss": float(values[model.epoch])})
    callback.on_train_end()
    return model


@pytest.mark.parametrize("minimum_improvement", [0.0, 0.125])
@pytest.mark.parametrize("patience", [1, 2, 5])
@pytest.mark.parametrize("seed", range(5))
def test_keras(patience: int, minimum_improvement: float, seed: int) -> None:
    """The same epoch to stop at and the same weights to keep, for losses with ties that fall and rise again."""
    rng = np.random.default_rng(seed)
    values = np.round(16 * (2 / (1 + np.arange(30)) + rng.uniform(0, 0.5, 30))) / 16
    model = keras_watch(Patience(patience, minimum_improvement), list(values))
    states = watch(Patience(patience, minimum_improvement), list(values))
    stopped = [bool(state.stopped) for state in states]
    assert model.stop_training == stopped[-1]
    if model.stop_training:
        assert stopped.index(True) == model.epoch
    assert max(k for k in range(len(values)) if states[k].improved) == model.restored


def test_keras_takes_a_first_value_that_is_no_number() -> None:
    """There nothing improves on it and the run ends; here it is passed over."""
    values = [float("nan"), 1.0, 0.5, 0.25]
    model = keras_watch(Patience(patience=2), values)
    assert model.stop_training
    assert (model.epoch, model.restored) == (2, 0)
    assert [bool(state.improved) for state in watch(Patience(patience=2), values)] == [False, True, True, True]
