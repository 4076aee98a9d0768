"""A subject of a gradient check: a number as a function of named arrays, and the gradient that is claimed for it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from descentlab.arrays import Array, Arrays
from descentlab.errors import DescentlabError, InputError

_SAME = 1e-9


class Subject(NamedTuple):
    """What is checked. All functions take the parameters by name, as float64 NumPy arrays.

    params: where the gradient is checked. loss: a number. gradient: an array, or None, by name.
    losses: each example's own loss (batch,), whose mean is the loss but for penalties; where that is known.
    batch: examples in the loss.
    mistakes: gradients as known mistakes would make them, each behind its kind and its text.
    ordered: whether the parameters stand in the order in which the way forward uses them.
    """

    title: str
    params: Arrays
    loss: Callable[[Arrays], Any]
    gradient: Callable[[Arrays], Mapping[str, Any]]
    losses: Callable[[Arrays], Array] | None = None
    batch: int | None = None
    mistakes: Callable[[Arrays], Iterator[tuple[str, str, Arrays]]] | None = None
    ordered: bool = True


def loss_of(subject: Subject, params: Arrays) -> Any:
    """The loss as an array of shape (), in the dtype that it was computed in.

    Raises InputError when it is no number, or the subject's own code fails.
    """
    try:
        value = np.asarray(subject.loss(params))
    except DescentlabError:
        raise
    except Exception as error:  # whatever the subject's code may raise
        raise InputError(f"the loss failed: {_told(error)}") from error
    if value.size != 1 or value.dtype.kind not in "fiub":
        what = f"an array of shape {value.shape}" if value.size != 1 else f"of the type {value.dtype}"
        raise InputError(f"the loss must be one real number, and is {what}")
    return value.reshape(())


def gradient_of(subject: Subject, params: Arrays) -> tuple[Arrays, Arrays]:
    """The gradient in the parameters' shapes, and by name what has another shape.

    What is missing is zero: nothing is added to that parameter. What does not fit is NaN.
    Raises InputError when the subject's own code fails, or names no parameter.
    """
    try:
        given = {
            name: None if array is None else np.asarray(array, np.float64)
            for name, array in subject.gradient(params).items()
        }
    except DescentlabError:
        raise
    except Exception as error:  # whatever the subject's code may raise
        raise InputError(f"the gradient failed: {_told(error)}") from error
    if not set(given) & set(params):
        raise InputError(f"the gradient names {_named(given)}, and the parameters are {_named(params)}")
    fitted: Arrays = {}
    unfit: Arrays = {}
    for name, param in params.items():
        array = given.get(name)
        if array is None:
            fitted[name] = np.zeros(param.shape)
        elif [n for n in array.shape if n != 1] == [n for n in param.shape if n != 1]:
            fitted[name] = array.reshape(param.shape)
        else:
            fitted[name], unfit[name] = np.full(param.shape, np.nan), array
    return fitted, unfit


def doubles(arrays: Mapping[str, Any]) -> Arrays:
    """Copies in float64. Raises InputError, naming the parameter, for what is no array of real numbers."""
    found: Arrays = {}
    for name, array in arrays.items():
        try:
            given = np.asarray(array)
        except ValueError:
            raise InputError(f"parameter '{name}' is no array of numbers: its rows differ in length") from None
        if given.dtype.kind not in "fiub":
            raise InputError(f"parameter '{name}' is of the type {given.dtype}; it must hold real numbers")
        found[name] = np.array(given, dtype=np.float64)
    return found


def on_batch(
    title: str,
    params: Arrays,
    loss: Callable[..., Any],
    gradient: Callable[[Arrays], Mapping[str, Any]],
    data: tuple[Any, ...],
    *,
    ordered: bool = True,
) -> Subject:
    """The subject of a loss that is a function of the parameters and of data, the rows of which are examples."""

    def whole(params: Arrays) -> Any:
        return loss(params, *data)

    return Subject(title, params, whole, gradient, row_by_row(loss, params, data), rows(data), ordered=ordered)


def rows(data: Iterable[Any]) -> int | None:
    """The common length of the arrays in a mini-batch; None where there is none."""
    lengths = {np.shape(array)[0] if np.ndim(array) else 0 for array in data}
    return lengths.pop() if len(lengths) == 1 and 0 not in lengths else None


def row_by_row(
    loss: Callable[..., Any], params: Arrays, data: tuple[Any, ...]
) -> Callable[[Arrays], Array] | None:
    """Each example's own loss, by handing in one row of the data after the other.

    None unless their mean is the loss of all: examples may act on one another, or be summed.
    """
    count = rows(data)
    if count is None or count < 2:
        return None

    def losses(params: Arrays) -> Array:
        return np.array([float(loss(params, *[array[i : i + 1] for array in data])) for i in range(count)])

    try:
        mean, whole = float(np.mean(losses(params), dtype=np.float64)), float(loss(params, *data))
    except Exception:  # a function that takes no single row is none of this kind
        return None
    return losses if abs(mean - whole) <= _SAME * abs(whole) else None


def title_of(function: Any) -> str:
    """What a function is called in a report."""
    name = getattr(function, "__name__", "function")
    return "function" if name == "<lambda>" else name


def _told(error: Exception) -> str:
    """An error of the subject's code in one line, with the place where it arose."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    place = "" if step is None else f" ({Path(step.tb_frame.f_code.co_filename).name}, line {step.tb_lineno})"
    first = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {first[0]}{place}"


def _named(arrays: Mapping[str, Any]) -> str:
    return ", ".join(arrays) or "nothing"
