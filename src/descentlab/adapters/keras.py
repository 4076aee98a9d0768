"""Our optimizers and schedules for Keras 3, on each of its backends.

    model.compile(optimizer=to_keras(Adam(learning_rate=1e-3), schedule=Cosine(decay_steps=1000)), loss=...)

Both are saved with a model as text (``adam(beta1=0.95)``) and read back by name, so that nothing in a file is run;
the optimizer's state is saved as any other's.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

from descentlab import catalogue
from descentlab.arrays import Array
from descentlab.contracts import Schedule
from descentlab.training.structure import with_numbers
from descentlab.training.update import optimize

# Keras's own types are partial; behind Any they leave the strict check to our code
keras: Any = import_module("keras")
ops: Any = keras.ops
_Optimizer: Any = keras.optimizers.Optimizer
_Schedule: Any = keras.optimizers.schedules.LearningRateSchedule
_registered: Any = keras.saving.register_keras_serializable(package="descentlab")


def to_keras(technique: Any, *, schedule: Schedule | None = None, **settings: Any) -> Any:
    """A Keras optimizer out of one of our optimizers, such as ``Adam(learning_rate=1e-3)``.

    schedule: of the learning rate, one of ours. settings: what every Keras optimizer takes (``weight_decay``,
    ``clipnorm``, ``global_clipnorm``, ``use_ema``, ``gradient_accumulation_steps``, ``name``, ...), and
    ``learning_rate`` for a Keras schedule.
    Raises SettingError for a technique that cannot be written as text, such as one with arrays for numbers.
    """
    if schedule is not None:
        settings["learning_rate"] = KerasSchedule(schedule, technique.learning_rate)
    return KerasOptimizer(technique, **settings)


@_registered
class KerasOptimizer(_Optimizer):
    """An optimizer of ours at work on Keras variables; ``to_keras`` makes it.

    States, rates and steps are computed in float32 at least. Distribution over several replicas within one step
    (``tf.distribute``) is not supported.
    """

    def __init__(self, technique: Any, learning_rate: Any = None, **settings: Any) -> None:
        """technique: ours, or its text. learning_rate: a number or a Keras schedule; None takes the technique's."""
        text = catalogue.short("optimizers", technique)
        made = _made("optimizers", text)
        rate = float(made.learning_rate) if learning_rate is None else learning_rate
        keras_own: Any = super()
        keras_own.__init__(learning_rate=rate, **{"name": catalogue.name_of(made), **settings})
        self.text = text

    @property
    def technique(self) -> Any:
        """The optimizer of ours; not kept as an attribute, which Keras would wrap."""
        return _made("optimizers", self.text)

    def build(self, variables: Any) -> None:
        """Makes the state of every variable."""
        if self.built:
            return
        keras_own: Any = super()
        keras_own.build(variables)
        self._kinds: list[Any] = []
        self._memory: list[list[Any]] = []
        for variable in variables:
            start = self.technique.init(_first_value(variable))
            self._kinds.append(type(start))
            self._memory.append([self._state(variable, name, value) for name, value in start._asdict().items()])

    def _backend_update_step(self, grads: Any, trainable_variables: Any, learning_rate: Any) -> None:
        """One step of all variables together, as some optimizers look at all of them."""
        by_dtype: dict[str, list[tuple[Any, Any]]] = {}
        for grad, variable in zip(grads, trainable_variables, strict=True):
            by_dtype.setdefault(_computed_in(variable), []).append((grad, variable))
        for dtype, pairs in by_dtype.items():
            self._move(pairs, dtype, learning_rate)

    def _move(self, pairs: list[tuple[Any, Any]], dtype: str, learning_rate: Any) -> None:
        optimizer = with_numbers(self.technique, {"learning_rate": _array(learning_rate, dtype)})
        places = {str(i): self._get_variable_index(variable) for i, (_, variable) in enumerate(pairs)}
        grads = {str(i): _array(grad, dtype) for i, (grad, _) in enumerate(pairs)}
        params = {str(i): _array(variable, dtype) for i, (_, variable) in enumerate(pairs)}
        memory = {name: self._remembered(place, dtype) for name, place in places.items()}
        t = _array(self.iterations, dtype) + 1
        changes, kept = optimize(optimizer, memory, grads, params, t, _branch)
        for (name, place), (_, variable) in zip(places.items(), pairs, strict=True):
            for held, value in zip(self._memory[place], kept[name], strict=True):
                self.assign(held, _tensor(value, held.dtype))
            self.assign_add(variable, _tensor(changes[name], variable.dtype))

    def evaluation_weights(self) -> list[Any]:
        """The variables' values to use outside of training: their own but for schedule-free optimizers."""
        variables: list[Any] = list(self._trainable_variables)
        if not hasattr(self.technique, "evaluation_weights"):
            return [ops.convert_to_tensor(variable) for variable in variables]
        return [
            _tensor(
                self.technique.evaluation_weights(
                    self._remembered(i, _computed_in(variable)), _array(variable, _computed_in(variable))
                ),
                variable.dtype,
            )
            for i, variable in enumerate(variables)
        ]

    def get_config(self) -> dict[str, Any]:
        """What makes the optimizer again; the technique is text."""
        keras_own: Any = super()
        return {**keras_own.get_config(), "technique": self.text}

    def _state(self, variable: Any, name: str, value: Any) -> Any:
        def first(shape: Any, dtype: Any) -> Any:
            return ops.reshape(ops.convert_to_tensor(value, dtype), shape)

        return self.add_variable(value.shape, initializer=first, dtype=_computed_in(variable), name=name)

    def _remembered(self, place: int, dtype: str) -> Any:
        return self._kinds[place](*(_array(held, dtype) for held in self._memory[place]))


@_registered
class KerasSchedule(_Schedule):
    """A schedule of ours as a Keras learning-rate schedule."""

    def __init__(self, technique: Any, initial_learning_rate: float) -> None:
        """technique: ours, or its text. initial_learning_rate: the rate that the schedule works on."""
        keras_own: Any = super()
        keras_own.__init__()
        self.text = catalogue.short("schedules", technique)
        self.initial_learning_rate = float(initial_learning_rate)

    def __call__(self, step: Any) -> Any:
        """The rate for a step, counted from 0."""
        rate = _made("schedules", self.text).at(self.initial_learning_rate, _array(step, "float32"))
        return _tensor(rate, "float32")

    def get_config(self) -> dict[str, Any]:
        """What makes the schedule again; the technique is text."""
        return {"technique": self.text, "initial_learning_rate": self.initial_learning_rate}


@cache
def _made(family: str, text: str) -> Any:
    return catalogue.build(family, text)


def _on(backend: str) -> bool:
    return keras.backend.backend() == backend


def _array(value: Any, dtype: str) -> Array:
    """A variable or tensor as an array that the techniques compute with."""
    tensor = ops.cast(ops.convert_to_tensor(value), dtype)
    if not _on("tensorflow"):
        return tensor
    from descentlab.adapters.tensorflow_arrays import TensorArray

    return TensorArray(tensor)


def _tensor(array: Array, dtype: str) -> Any:
    """An array as the backend's tensor."""
    return ops.cast(getattr(array, "tensor", array), dtype)


def _computed_in(variable: Any) -> str:
    name = keras.backend.standardize_dtype(variable.dtype)
    return "float32" if name in ("float16", "bfloat16") else name


def _first_value(variable: Any) -> Any:
    """A variable's value as a NumPy array, within a function that is being traced too."""
    dtype = _computed_in(variable)
    if not _on("tensorflow"):
        return np.asarray(ops.convert_to_numpy(ops.cast(variable, dtype)))
    with import_module("tensorflow").init_scope():
        return np.asarray(ops.convert_to_numpy(ops.cast(variable, dtype)))


def _branch(condition: Array, function: Callable[[Any], Any], value: Any) -> Any:
    """A state after the function where the condition holds, else as it is; only one side is computed."""
    kind: Any = value.__class__
    dtype = value[0].dtype

    def taken() -> list[Any]:
        return [_tensor(one, dtype) for one in function(value)]

    def left() -> list[Any]:
        return [_tensor(one, dtype) for one in value]

    found = ops.cond(getattr(condition, "tensor", condition), taken, left)
    return kind(*(_array(one, dtype) for one in found))
