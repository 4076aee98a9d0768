"""A function of parameters as a subject: a NumPy way forward and the way back that belongs to it.

    loss(params, *data) -> number                and  gradient(params, *data) -> gradients
    loss(params, *data) -> (number, gradients)   where no gradient is given

``params`` is an array or a list of numbers, a list or tuple of arrays, or arrays by name. Gradients come in the
same form; their names may also be "dW1" for "W1".
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

import numpy as np

from descentlab.arrays import Arrays
from descentlab.diagnosis.subjects.first_layer import first_layer_mistakes
from descentlab.diagnosis.subjects.subject import Subject, doubles, on_batch, title_of
from descentlab.errors import InputError


def function(
    loss: Callable[..., Any],
    params: Any,
    data: tuple[Any, ...] = (),
    gradient: Callable[..., Any] | None = None,
) -> Subject:
    """The subject of a function and its gradient. Raises InputError for parameters of another form."""
    place = doubles(named(params))

    def value(arrays: Arrays, *some: Any) -> Any:
        return _first(loss(like(params, arrays), *some))

    def slopes(arrays: Arrays) -> Mapping[str, Any]:
        here = like(params, arrays)
        return _same_names(named(loss(here, *data)[1] if gradient is None else gradient(here, *data)), arrays)

    made = on_batch(title_of(loss), place, value, slopes, data)
    losses = made.losses
    if losses is None:
        return made
    return made._replace(mistakes=partial(first_layer_mistakes, losses=losses, x=data[0]))


def named(params: Any) -> dict[str, Any]:
    """Parameters by name: a list's by number, and a single array's as "params"."""
    if isinstance(params, Mapping):
        return {str(name): array for name, array in cast("Mapping[Any, Any]", params).items()}
    if _several(params):
        return {str(i): array for i, array in enumerate(params)}
    if params is None:
        raise InputError("give the parameters: an array, a list of arrays, or arrays by name")
    return {"params": params}


def like(params: Any, arrays: Arrays) -> Any:
    """Arrays by name in the form of the parameters; copies, so that the function may write into them."""
    copies = [np.array(array) for array in arrays.values()]
    if isinstance(params, Mapping):
        return dict(zip(cast("Mapping[Any, Any]", params), copies, strict=True))
    if _several(params):
        return copies if isinstance(params, list) else tuple(copies)
    return copies[0]


def _several(params: Any) -> bool:
    """Whether these are several arrays, and not the numbers of one."""
    if not isinstance(params, list | tuple):
        return False
    return any(hasattr(one, "__len__") or np.ndim(one) for one in cast("list[Any]", params))


def _first(found: Any) -> Any:
    """The loss itself, where a function gives its gradient or what the way back needs beside it."""
    return cast("tuple[Any, ...]", found)[0] if isinstance(found, tuple) else found


def _same_names(given: Mapping[str, Any], params: Arrays) -> dict[str, Any]:
    return {
        name: given.get(name, given.get(f"d{name}")) for name in params if name in given or f"d{name}" in given
    }
