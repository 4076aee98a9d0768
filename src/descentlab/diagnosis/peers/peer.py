"""An optimizer of another library: the call that makes it, and the formulas in which its settings follow from ours."""

import ast
import inspect
import operator
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from math import sqrt
from typing import Any, Literal, NamedTuple, cast

import numpy as np

Params = dict[str, np.ndarray[Any, Any]]
"""Parameters, or their gradients, by name."""
Gradient = Callable[[Params, int], Params]
"""The gradients at these parameters in step k, the first being 0."""


class Peer(NamedTuple):
    """What a user of the library writes.

    call: makes the optimizer; the names of our fields stand for our values. after: what our values must become, at
    step t, for ours to take the peer's steps; empty where nothing must, or nothing helps. matrices: the peer takes
    no other parameters. precision: in which it computes a part of the step, whatever the parameters' dtype.
    note: what else to know, as the end of a sentence.
    """

    call: str
    after: str = ""
    matrices: bool = False
    precision: Literal["float64", "float32", "bfloat16"] = "float64"
    note: str = ""


def name(peer: Peer) -> str:
    """Under which the library knows it."""
    return ast.unparse(_call(peer.call).func)


def known(peer: Peer) -> set[str]:
    """The names in the call: our fields that the peer has a setting for, and the library."""
    return {node.id for node in ast.walk(_call(peer.call)) if isinstance(node, ast.Name)}


def build(peer: Peer, names: Mapping[str, Any]) -> Any:
    """What the call makes. names: our values by field, and the library."""
    return _value(_call(peer.call), names)


def changes(peer: Peer) -> dict[str, str]:
    """The formula in ``after`` by field, as the docstrings write formulas."""
    return {field: ast.unparse(node).replace(" ** ", "^").lower() for field, node in _after(peer).items()}


def changed(peer: Peer, optimizer: Any, t: float) -> Any:
    """Ours with its values as they must be at step t."""
    names = {**optimizer._asdict(), "t": t}
    return optimizer._replace(**{field: _value(node, names) for field, node in _after(peer).items()})


def defaults(peer: Peer, names: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """The settings of the call that have a default: name, default and what the call gives.

    None, for what is left out, counts as no default.
    """
    call = _call(peer.call)
    signature = inspect.signature(_value(call.func, names))
    for setting, given in signature.bind(*_arguments(call, names), **_settings(call, names)).arguments.items():
        default = signature.parameters[setting].default
        if default is not inspect.Parameter.empty and default is not None:
            yield setting, default, given


@cache
def _call(text: str) -> ast.Call:
    return cast("ast.Call", ast.parse(text, mode="eval").body)


def _after(peer: Peer) -> dict[str, ast.expr]:
    return {str(one.arg): one.value for one in _call(f"after({peer.after})").keywords}


_FUNCTIONS = {"sqrt": sqrt, "min": min, "max": max}
_OPERATIONS: dict[type[ast.operator], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,  # pyright: ignore[reportUnknownMemberType]
    ast.Pow: operator.pow,  # pyright: ignore[reportUnknownMemberType]
}


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """What a formula comes to. Raises ValueError for what is none."""
    match node:
        case ast.Constant():
            return node.value
        case ast.Name() if node.id in names:
            return names[node.id]
        case ast.Name() if node.id in _FUNCTIONS:
            return _FUNCTIONS[node.id]
        case ast.Attribute():
            return getattr(_value(node.value, names), node.attr)
        case ast.Tuple():
            return tuple(_value(one, names) for one in node.elts)
        case ast.UnaryOp(op=ast.USub()):
            return -_value(node.operand, names)
        case ast.BinOp() if type(node.op) in _OPERATIONS:
            return _OPERATIONS[type(node.op)](_value(node.left, names), _value(node.right, names))
        case ast.Call():
            return _value(node.func, names)(*_arguments(node, names), **_settings(node, names))
        case _:
            raise ValueError(f"'{ast.unparse(node)}' is no formula over {', '.join(names)}")


def _arguments(call: ast.Call, names: Mapping[str, Any]) -> list[Any]:
    return [_value(one, names) for one in call.args]


def _settings(call: ast.Call, names: Mapping[str, Any]) -> dict[str, Any]:
    return {str(one.arg): _value(one.value, names) for one in call.keywords}
