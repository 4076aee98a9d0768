"""TensorFlow's tensors as arrays of the array-API standard, as far as the techniques use it.

TensorFlow has no namespace of the standard. A ``TensorArray`` wraps a tensor with the standard's operators, and this
module is its namespace: its functions take and give TensorArrays. All is computed by TensorFlow, so that graphs,
gradient tapes and ``tf.function`` see what they always see.

Reference: Python array API standard 2023.12, https://data-apis.org/array-api/2023.12/
"""
# The functions are the standard's, and their meaning is told there.
# ruff: noqa: D102, D103

import builtins
import sys
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as _tensorflow

# TensorFlow's own types are partial; behind Any they leave the strict check to our code
tf: Any = _tensorflow

bfloat16, float16, float32, float64 = tf.bfloat16, tf.float16, tf.float32, tf.float64
int32, int64, bool = tf.int32, tf.int64, tf.bool
inf, nan, pi = float("inf"), float("nan"), 3.141592653589793
_Axis = int | tuple[int, ...] | None


def raw(value: Any) -> Any:
    """What TensorFlow computes with: the tensor of a TensorArray, and anything else as it is."""
    return value.tensor if isinstance(value, TensorArray) else value


def _operation(function: Callable[[Any, Any], Any], swapped: builtins.bool = False) -> Any:
    """An operator's method. A Python number takes the tensor's dtype."""

    def method(self: "TensorArray", other: Any) -> Any:
        if not isinstance(other, TensorArray | int | float):
            return NotImplemented
        one, two = self.tensor, tf.convert_to_tensor(raw(other), self.dtype) if _plain(other) else raw(other)
        return TensorArray(function(two, one) if swapped else function(one, two))

    return method


def _plain(value: Any) -> builtins.bool:
    return isinstance(value, int | float)


class TensorArray:
    """A tensor with the attributes and operators of the standard."""

    __slots__ = ("tensor",)

    def __init__(self, tensor: Any) -> None:
        self.tensor = tensor

    def __array_namespace__(self, *, api_version: str | None = None) -> Any:
        return sys.modules[__name__]

    @property
    def shape(self) -> tuple[Any, ...]:
        """Sizes; those that a graph knows only when it runs are tensors of shape ()."""
        known: list[Any] = self.tensor.shape.as_list()
        if None not in known:
            return tuple(known)
        found = tf.shape(self.tensor)
        return tuple(found[i] if size is None else size for i, size in enumerate(known))

    @property
    def ndim(self) -> int:
        return len(self.tensor.shape)

    @property
    def dtype(self) -> Any:
        return self.tensor.dtype

    @property
    def device(self) -> Any:
        return self.tensor.device

    @property
    def T(self) -> "TensorArray":  # noqa: N802
        return TensorArray(tf.transpose(self.tensor))

    def __getitem__(self, key: Any) -> "TensorArray":
        return TensorArray(self.tensor[key])

    def __neg__(self) -> "TensorArray":
        return TensorArray(-self.tensor)

    def __invert__(self) -> "TensorArray":
        return TensorArray(~self.tensor)

    __add__ = __radd__ = _operation(tf.add)
    __sub__, __rsub__ = _operation(tf.subtract), _operation(tf.subtract, swapped=True)
    __mul__ = __rmul__ = _operation(tf.multiply)
    __truediv__, __rtruediv__ = _operation(tf.math.truediv), _operation(tf.math.truediv, swapped=True)
    __mod__, __floordiv__ = _operation(tf.math.floormod), _operation(tf.math.floordiv)
    __pow__, __rpow__ = _operation(tf.pow), _operation(tf.pow, swapped=True)
    __matmul__ = _operation(tf.matmul)
    __lt__, __le__ = _operation(tf.less), _operation(tf.less_equal)
    __gt__, __ge__ = _operation(tf.greater), _operation(tf.greater_equal)
    __eq__, __ne__ = _operation(tf.equal), _operation(tf.not_equal)
    __and__, __or__ = _operation(tf.logical_and), _operation(tf.logical_or)
    __hash__ = None  # type: ignore[assignment]  # as every array


def _elementwise(function: Callable[..., Any]) -> Callable[[TensorArray], TensorArray]:
    def apply(x: TensorArray, /) -> TensorArray:
        return TensorArray(function(x.tensor))

    return apply


def _reduction(function: Callable[..., Any]) -> Callable[..., TensorArray]:
    def reduce(x: TensorArray, /, *, axis: _Axis = None, keepdims: builtins.bool = False) -> TensorArray:
        return TensorArray(function(x.tensor, axis=axis, keepdims=keepdims))

    return reduce


def _pairwise(function: Callable[..., Any]) -> Callable[[TensorArray, TensorArray], TensorArray]:
    def apply(x1: TensorArray, x2: TensorArray, /) -> TensorArray:
        return TensorArray(function(x1.tensor, x2.tensor))

    return apply


abs, sign, sqrt, square = map(_elementwise, (tf.abs, tf.sign, tf.sqrt, tf.square))
exp, expm1, log, log1p = map(_elementwise, (tf.exp, tf.math.expm1, tf.math.log, tf.math.log1p))
sin, cos, tanh = map(_elementwise, (tf.sin, tf.cos, tf.tanh))
floor, ceil, isfinite = map(_elementwise, (tf.floor, tf.math.ceil, tf.math.is_finite))
sum, mean, std = map(_reduction, (tf.reduce_sum, tf.reduce_mean, tf.math.reduce_std))
max, min = map(_reduction, (tf.reduce_max, tf.reduce_min))
all, any = map(_reduction, (tf.reduce_all, tf.reduce_any))
maximum, minimum = map(_pairwise, (tf.maximum, tf.minimum))
logical_and, logical_or = map(_pairwise, (tf.logical_and, tf.logical_or))
add, matmul = map(_pairwise, (tf.add, tf.matmul))
matrix_transpose = _elementwise(tf.linalg.matrix_transpose)


def where(condition: TensorArray, x1: TensorArray, x2: TensorArray, /) -> TensorArray:
    return TensorArray(tf.where(condition.tensor, raw(x1), raw(x2)))


def asarray(
    value: object, /, *, dtype: object = None, device: object = None, copy: object = None
) -> TensorArray:
    del device, copy  # a tensor is never written into
    tensor = raw(value)
    if isinstance(value, TensorArray) and dtype is not None:
        return TensorArray(tf.cast(tensor, dtype))
    return TensorArray(tf.convert_to_tensor(tensor, dtype))


def astype(x: TensorArray, dtype: object, /, *, copy: object = None) -> TensorArray:
    del copy
    return TensorArray(tf.cast(x.tensor, dtype))


def zeros(shape: object, *, dtype: object = None, device: object = None) -> TensorArray:
    del device
    return TensorArray(tf.zeros(shape, dtype or float32))


def ones(shape: object, *, dtype: object = None, device: object = None) -> TensorArray:
    del device
    return TensorArray(tf.ones(shape, dtype or float32))


def eye(rows: int, *, dtype: object = None, device: object = None) -> TensorArray:
    del device
    return TensorArray(tf.eye(rows, dtype=dtype or float32))


def arange(start: object, /, *, dtype: object = None, device: object = None) -> TensorArray:
    del device
    return TensorArray(tf.range(start, dtype=dtype or int32))


def zeros_like(x: TensorArray, /) -> TensorArray:
    return TensorArray(tf.zeros_like(x.tensor))


def ones_like(x: TensorArray, /) -> TensorArray:
    return TensorArray(tf.ones_like(x.tensor))


def full_like(x: TensorArray, value: object, /) -> TensorArray:
    return TensorArray(tf.fill(tf.shape(x.tensor), tf.cast(raw(value), x.dtype)))


def clip(x: TensorArray, low: object = None, high: object = None, /) -> TensorArray:
    above = x.tensor if low is None else tf.maximum(x.tensor, tf.cast(raw(low), x.dtype))
    return TensorArray(above if high is None else tf.minimum(above, tf.cast(raw(high), x.dtype)))


def reshape(x: TensorArray, shape: Sequence[object], /) -> TensorArray:
    return TensorArray(tf.reshape(x.tensor, shape))


def permute_dims(x: TensorArray, axes: Sequence[int], /) -> TensorArray:
    return TensorArray(tf.transpose(x.tensor, axes))


def concat(arrays: Sequence[TensorArray], /, *, axis: int = 0) -> TensorArray:
    return TensorArray(tf.concat([x.tensor for x in arrays], axis))


def stack(arrays: Sequence[TensorArray], /, *, axis: int = 0) -> TensorArray:
    return TensorArray(tf.stack([x.tensor for x in arrays], axis))


def roll(x: TensorArray, shift: object, /, *, axis: object) -> TensorArray:
    return TensorArray(tf.roll(x.tensor, shift, axis))


def flip(x: TensorArray, /, *, axis: int) -> TensorArray:
    return TensorArray(tf.reverse(x.tensor, [axis]))


def take(x: TensorArray, indices: TensorArray, /, *, axis: int = 0) -> TensorArray:
    return TensorArray(tf.gather(x.tensor, indices.tensor, axis=axis))


def argsort(
    x: TensorArray, /, *, axis: int = -1, descending: builtins.bool = False, stable: builtins.bool = True
) -> TensorArray:
    del stable  # always
    direction = "DESCENDING" if descending else "ASCENDING"
    return TensorArray(tf.argsort(x.tensor, axis=axis, direction=direction, stable=True))


def argmax(x: TensorArray, /, *, axis: int) -> TensorArray:
    return TensorArray(tf.argmax(x.tensor, axis=axis))


def isdtype(dtype: Any, kind: str, /) -> builtins.bool:
    """kind: "real floating", "integral" or "bool"."""
    return {"real floating": dtype.is_floating, "integral": dtype.is_integer, "bool": dtype.isbuiltins.bool}[
        kind
    ]


def result_type(*values: Any) -> Any:
    """The widest of floating dtypes."""
    return builtins.max((getattr(value, "dtype", value) for value in values), key=lambda dtype: dtype.size)


class linalg:  # noqa: N801
    """The standard's extension for linear algebra."""

    @staticmethod
    def diagonal(x: TensorArray, /) -> TensorArray:
        return TensorArray(tf.linalg.diag_part(x.tensor))

    @staticmethod
    def eigh(x: TensorArray, /) -> tuple[TensorArray, TensorArray]:
        values, vectors = tf.linalg.eigh(x.tensor)
        return TensorArray(values), TensorArray(vectors)

    @staticmethod
    def qr(x: TensorArray, /) -> tuple[TensorArray, TensorArray]:
        q, r = tf.linalg.qr(x.tensor)
        return TensorArray(q), TensorArray(r)
