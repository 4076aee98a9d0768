"""A JAX function as a subject: its value in float64, and the gradient that JAX makes of it.

    loss(params, *data) -> number

``params`` is any tree of arrays. JAX derives plain functions without mistakes; what is worth a check are
derivatives of one's own (``jax.custom_vjp``, ``jax.custom_jvp``) and functions that are not smooth.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import numpy as np

from descentlab.arrays import Arrays
from descentlab.diagnosis.subjects.subject import Subject, doubles, on_batch, title_of

jax: Any = import_module("jax")


def jax_function(loss: Callable[..., Any], params: Any, data: tuple[Any, ...] = ()) -> Subject:
    """The subject of a function that JAX differentiates. Raises InputError for leaves that are no real numbers."""
    leaves, form = jax.tree_util.tree_flatten_with_path(params)
    names = [_name(path) for path, _ in leaves]
    place = doubles({name: leaf for name, (_, leaf) in zip(names, leaves, strict=True)})
    with jax.enable_x64(True):
        data = tuple(_double(array) for array in data)
    derived = jax.grad(loss)
    compiled, compiled_derived = jax.jit(loss), jax.jit(derived)

    def run(made: Callable[..., Any], plain: Callable[..., Any], arrays: Arrays, some: tuple[Any, ...]) -> Any:
        with jax.enable_x64(True):
            tree = jax.tree_util.tree_unflatten(form, [jax.numpy.asarray(array) for array in arrays.values()])
            try:
                return made(tree, *some)
            except jax.errors.ConcretizationTypeError:  # it asks for a value, which a compiled function has not
                return plain(tree, *some)

    def value(arrays: Arrays, *some: Any) -> Any:
        return np.asarray(run(compiled, loss, arrays, some))

    def slopes(arrays: Arrays) -> Mapping[str, Any]:
        found = jax.tree_util.tree_leaves(run(compiled_derived, derived, arrays, data))
        return {name: np.asarray(array) for name, array in zip(names, found, strict=True)}

    # a dictionary's leaves come in alphabetical order
    return on_batch(title_of(loss), place, value, slopes, data, ordered=False)


def _name(path: Any) -> str:
    """Where a leaf lies in its tree, as "layers.0.kernel"."""
    keys = [str(getattr(key, "key", getattr(key, "idx", getattr(key, "name", key)))) for key in path]
    return ".".join(keys) or "params"


def _double(array: Any) -> Any:
    """Data in float64, as far as they are numbers that are not whole."""
    found = np.asarray(array)
    return jax.numpy.asarray(found.astype(np.float64) if found.dtype.kind == "f" else found)
