"""Structure and numbers of a tree of techniques: what is compiled afresh, and what is data.

A tree is a technique, a tuple of trees, or a NamedTuple whose fields are trees. A *number* is a field that a
technique names in its ``RANGES``, or an entry of such a field that holds a tuple; everything else (kinds, sizes,
flags) is structure. Two runs share a compiled program when their structures are equal.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast


def numbers(tree: Any) -> dict[str, float]:
    """All numbers of a tree by path, such as ``{"optimizer.learning_rate": 0.001, ...}``."""
    return {path: node for path, node, is_number in _walk(tree, "") if is_number}


def with_numbers(tree: Any, values: Mapping[str, Any], path: str = "") -> Any:
    """The same tree with other numbers, by path; those not given stay as they are."""
    if hasattr(tree, "_fields"):
        ranges: Mapping[str, Any] = getattr(tree, "RANGES", {})
        return tree._replace(
            **{
                field: _with_number(child, values, _join(path, field))
                if field in ranges
                else with_numbers(child, values, _join(path, field))
                for field, child in tree._asdict().items()
            }
        )
    if isinstance(tree, tuple):
        items = cast("tuple[Any, ...]", tree)
        return tuple(with_numbers(child, values, _join(path, str(i))) for i, child in enumerate(items))
    return tree


def signature(tree: Any) -> str:
    """A text that is equal for two trees exactly when they differ in numbers only."""
    kinds = sorted({f"{kind.__module__}.{kind.__qualname__}" for kind in _kinds(tree)})  # two may have one name
    return f"{with_numbers(tree, dict.fromkeys(numbers(tree), 'number'))!r} of {' '.join(kinds)}"


def _kinds(node: Any) -> Iterator[Any]:
    """The classes of all NamedTuples in a tree."""
    if not isinstance(node, tuple):
        return
    branches = cast("tuple[Any, ...]", node)
    if hasattr(branches, "_fields"):
        yield branches.__class__
    for child in branches:
        yield from _kinds(child)


def _with_number(number: Any, values: Mapping[str, Any], path: str) -> Any:
    if isinstance(number, tuple):
        entries = cast("tuple[Any, ...]", number)
        return tuple(values.get(f"{path}.{i}", entry) for i, entry in enumerate(entries))
    return values.get(path, number)


def _walk(node: Any, path: str) -> Iterator[tuple[str, Any, bool]]:
    if hasattr(node, "_fields"):
        ranges: Mapping[str, Any] = getattr(node, "RANGES", {})
        for field, child in node._asdict().items():
            if field in ranges and isinstance(child, tuple):
                entries = cast("tuple[Any, ...]", child)
                yield from ((_join(path, f"{field}.{i}"), entry, True) for i, entry in enumerate(entries))
            elif field in ranges:
                yield _join(path, field), child, True
            else:
                yield from _walk(child, _join(path, field))
    elif isinstance(node, tuple):
        items = cast("tuple[Any, ...]", node)
        for i, child in enumerate(items):
            yield from _walk(child, _join(path, str(i)))
    else:
        yield path, node, False


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
