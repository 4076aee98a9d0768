"""Structure and numbers of a tree of techniques: what is compiled afresh, and what is data.

A tree is a technique, a tuple of trees, or a NamedTuple whose fields are trees. A *number* is a field that a
technique names in its ``RANGES``; everything else (kinds, sizes, flags) is structure. Two runs share a compiled
program when their structures are equal.
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
                field: values.get(_join(path, field), child)
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
    return repr(with_numbers(tree, dict.fromkeys(numbers(tree), "number")))


def _walk(node: Any, path: str) -> Iterator[tuple[str, Any, bool]]:
    if hasattr(node, "_fields"):
        ranges: Mapping[str, Any] = getattr(node, "RANGES", {})
        for field, child in node._asdict().items():
            if field in ranges:
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
