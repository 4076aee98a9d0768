"""What a call returned, as plain data that can be sent between processes and compared.

Foreign code makes these values, so nothing of it may travel as it is: a value is described by numbers, text,
arrays and sequences, sent as JSON, and what is none of these is known by its type's name alone.
"""

import base64
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

MOST_ITEMS = 5_000
MOST_NUMBERS = 2_000_000
_NUMBERS = "biufc"

_frombuffer, _asarray = np.frombuffer, np.asarray  # taken before foreign code could replace them


class Items(NamedTuple):
    """A sequence. kind: its type's name ("list", "tuple", "generator", "dict": then of (key, value) pairs)."""

    kind: str
    items: list["Value"]


class Other(NamedTuple):
    """Something that cannot be compared. kind: its type's name. about: what it says of itself, shortened."""

    kind: str
    about: str = ""


Value: TypeAlias = "bool | int | float | str | NDArray[Any] | Items | Other | None"


def describe(value: Any, depth: int = 0) -> Value:
    """A value as plain data. Sequences that can be read only once are read."""
    if value is None or isinstance(value, bool | float | str):
        return value if not isinstance(value, np.generic) else _asarray(value)
    if isinstance(value, int):
        return value if abs(value) < 2**53 else float(value) if abs(value) < 2**1000 else Other("int")
    if isinstance(value, np.ndarray | np.generic) or hasattr(value, "__array__"):
        return _array(value)
    kind = type(value).__name__
    if depth > 4:
        return Other(kind)
    if isinstance(value, dict):
        pairs: Any = cast("dict[Any, Any]", value).items()
        return Items("dict", [describe(pair, depth + 1) for pair in _first(pairs)])
    if isinstance(value, Collection | Iterator) and not isinstance(value, bytes | bytearray):
        return Items(kind, [describe(item, depth + 1) for item in _first(value)])
    return Other(kind)


def _first(values: Any) -> Iterator[Any]:
    for i, item in enumerate(values):
        if i == MOST_ITEMS:
            return
        yield item


def _array(value: Any) -> Value:
    try:
        array = _asarray(value)
    except Exception:  # what a foreign type says of itself need not be true
        return Other(type(value).__name__)
    if array.dtype.kind not in _NUMBERS or array.size > MOST_NUMBERS:
        return Other(
            f"array of {array.dtype}" if array.dtype.kind not in _NUMBERS else "array too large to look at"
        )
    return array


def pack(value: Value) -> Any:
    """A described value as JSON."""
    if isinstance(value, np.ndarray):
        data = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()
        return {"array": data, "dtype": value.dtype.str, "shape": list(value.shape)}
    if isinstance(value, Items):
        return {"items": [pack(item) for item in value.items], "kind": value.kind}
    if isinstance(value, Other):
        return {"other": value.kind, "about": value.about}
    return value


def unpack(sent: Any) -> Value:
    """A described value from its JSON. Raises ValueError, KeyError or TypeError for what ``pack`` did not write."""
    if sent is None or isinstance(sent, bool | int | float | str):
        return sent
    if "array" in sent:
        dtype = np.dtype(str(sent["dtype"]))
        if dtype.kind not in _NUMBERS:
            raise ValueError(f"an array of {dtype}")
        return _frombuffer(base64.b64decode(sent["array"]), dtype).reshape(sent["shape"])
    if "items" in sent:
        return Items(str(sent["kind"]), [unpack(item) for item in sent["items"]])
    return Other(str(sent["other"]), str(sent["about"]))


def numbers(value: Value) -> NDArray[Any] | None:
    """A value as one array, where it is a number, an array, or a sequence that makes one; else None."""
    if isinstance(value, bool | int | float):
        return np.asarray(value)
    if isinstance(value, np.ndarray):
        return value
    if not isinstance(value, Items) or value.kind == "dict":
        return None
    parts = [part for item in value.items if (part := numbers(item)) is not None]
    if not parts or len(parts) < len(value.items) or any(part.shape != parts[0].shape for part in parts):
        return None
    return np.stack(parts)


def close(one: Value, other: Value) -> bool:
    """Whether two values are equal but for rounding (relative 1e-5, absolute 2e-8), whatever sequences they are."""
    if isinstance(one, str) or isinstance(other, str):
        return isinstance(one, str) and isinstance(other, str) and one == other
    if isinstance(one, Items) and isinstance(other, Items):
        same_length = len(one.items) == len(other.items)
        return same_length and all(close(a, b) for a, b in zip(one.items, other.items, strict=True))
    if isinstance(one, Other) or isinstance(other, Other) or one is None or other is None:
        return type(one) is type(other) and one == other
    a, b = numbers(one), numbers(other)
    if a is None or b is None or a.shape != b.shape:
        return False
    with np.errstate(all="ignore"):
        return bool(np.allclose(a, b, rtol=1e-5, atol=2e-8, equal_nan=True))
