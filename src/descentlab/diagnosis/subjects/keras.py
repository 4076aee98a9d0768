"""A Keras model as a subject: its loss in float64 and in training mode, and the gradient of Keras's backend.

    loss(targets, model(inputs, training=True)) + the model's regularizers

While it is looked at, the model's layers compute in float64; afterwards they are as they were. Its variables are
never written to, and what is random (dropout) starts from the same state at every call.
"""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, nullcontext
from importlib import import_module
from typing import Any

import numpy as np

from descentlab.arrays import Arrays
from descentlab.diagnosis.subjects.subject import Subject, doubles, on_batch
from descentlab.errors import InputError

keras: Any = import_module("keras")
_DTYPES = "keras.src.backend.common.dtypes"
_MEANS = ("sum_over_batch_size", "mean", "mean_with_sample_weight", None)


def keras_model(model: Any, data: tuple[Any, ...], loss: Any = None) -> Subject:
    """The subject of a model. loss: one of Keras's, by name or as it is; by default the one it is compiled with.

    Raises InputError for a model that was not built, or has no loss.
    """
    loss = keras.losses.get(loss if loss is not None else getattr(model, "loss", None))
    if loss is None:
        raise InputError("the model has no loss: compile it with one, or give loss=")
    if not model.built:
        raise InputError("the model was not built: call it on data once")
    data = tuple(_as_double(array) for array in data)
    place = doubles(dict(zip(_names(model), map(_value, model.trainable_variables), strict=True)))
    fixed = [_as_double(_value(variable)) for variable in model.non_trainable_variables]

    def total(trained: list[Any], *some: Any) -> Any:
        """The loss as a tensor of the backend, from the trainable variables' tensors."""
        given, expected = [keras.ops.convert_to_tensor(array) for array in some[:-1]], some[-1]
        outputs, _, penalties = model.stateless_call(
            trained,
            [keras.ops.convert_to_tensor(array) for array in fixed],
            given[0] if len(given) == 1 else given,
            training=True,
            return_losses=True,
        )
        return _reduced(loss, keras.ops.convert_to_tensor(expected), outputs) + sum(penalties)

    value, derived = _engines(total)

    def numbers(arrays: Arrays, *some: Any) -> Any:
        with _in_double(model):
            return np.asarray(_array(value([keras.ops.convert_to_tensor(a) for a in arrays.values()], *some)))

    def slopes(arrays: Arrays) -> Mapping[str, Any]:
        with _in_double(model):
            found = derived([keras.ops.convert_to_tensor(a) for a in arrays.values()], *data)
        return {name: None if grad is None else _array(grad) for name, grad in zip(arrays, found, strict=True)}

    return on_batch(model.name, place, numbers, slopes, data)


def _engines(total: Callable[..., Any]) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The loss and its gradient (a list), by Keras's backend."""
    backend = keras.config.backend()
    if backend == "jax":
        jax: Any = import_module("jax")
        return jax.jit(total), jax.jit(jax.grad(total))
    if backend == "torch":
        torch: Any = import_module("torch")

        def by_torch(trained: list[Any], *some: Any) -> Any:
            leaves = [tensor.detach().clone().requires_grad_() for tensor in trained]
            return torch.autograd.grad(total(leaves, *some), leaves, allow_unused=True)

        return total, by_torch
    if backend == "tensorflow":
        tf: Any = import_module("tensorflow")

        def by_tensorflow(trained: list[Any], *some: Any) -> Any:
            with tf.GradientTape() as tape:
                tape.watch(trained)
                found = total(trained, *some)
            return tape.gradient(found, trained)

        return total, by_tensorflow
    raise InputError(
        f"Keras runs on {backend}, which makes no gradients: set KERAS_BACKEND to jax, torch or tensorflow"
    )


@contextmanager
def _in_double(model: Any) -> Generator[None]:
    """Lets the model compute in float64, which Keras would round to float32 in its operations and variables."""
    layers = [model, *model._flatten_layers(include_self=False)]
    variables = [variable for variable in model.variables if "float" in variable._dtype]
    policies, usual = [layer.dtype_policy for layer in layers], keras.config.floatx()
    dtypes = [variable._dtype for variable in variables]
    narrowing: dict[str, str] = getattr(import_module(_DTYPES), "BIT64_TO_BIT32_DTYPE", {})
    narrowed = narrowing.pop("float64", None)
    try:
        keras.config.set_floatx("float64")
        for layer in layers:
            layer.dtype_policy = "float64"
        for variable in variables:
            variable._dtype = "float64"
        with _wide():
            yield
    finally:
        keras.config.set_floatx(usual)
        for layer, policy in zip(layers, policies, strict=True):
            layer.dtype_policy = policy
        for variable, dtype in zip(variables, dtypes, strict=True):
            variable._dtype = dtype
        if narrowed is not None:
            narrowing["float64"] = narrowed


def _wide() -> Any:
    """Lets JAX compute in float64 where it is the backend."""
    if keras.config.backend() != "jax":
        return nullcontext()
    jax: Any = import_module("jax")
    return jax.enable_x64(True)


def _reduced(loss: Any, targets: Any, outputs: Any) -> Any:
    """A loss of Keras's without its cast to float32."""
    if not isinstance(loss, keras.losses.Loss):
        return keras.ops.mean(loss(targets, outputs))
    each = loss.call(targets, outputs)
    if loss.reduction in _MEANS:
        return keras.ops.mean(each)
    return keras.ops.sum(each)


def _names(model: Any) -> list[str]:
    """Each trainable variable's layer and name, as "dense.kernel"."""
    names = [
        variable.path.removeprefix(f"{model.name}/").replace("/", ".") for variable in model.trainable_variables
    ]
    return names if len(set(names)) == len(names) else [f"{name} {i}" for i, name in enumerate(names)]


def _array(tensor: Any) -> Any:
    return keras.ops.convert_to_numpy(tensor)


def _value(variable: Any) -> Any:
    return _array(variable.value)


def _as_double(array: Any) -> Any:
    found = np.asarray(array)
    return found.astype(np.float64) if found.dtype.kind == "f" else found
