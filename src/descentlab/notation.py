"""How a technique is written in text: ``name``, or ``name(field=value, ...)``.

    value  a number, true, false, a list [value, ...], or text: a word or another technique
    name   a word, or ``file.py:Name`` for a user's own

``adam(beta1=0.95)``, ``piecewise(factors=[1, 0.1])``, ``residual(layers=[dense(units=64), relu])``.
"""

import re
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

_FORM = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*|[^()\[\],=]*\.py:[A-Za-z_]\w*)\s*(?:\((.*)\))?\s*", re.DOTALL)
_OPENING, _CLOSING = "([", ")]"
_DEEPEST = 20  # techniques and lists within one another


def split_list(text: str, mark: str = ",") -> list[str]:
    """The parts of a list, stripped; a mark within parentheses or brackets divides nothing."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in _OPENING) - (letter in _CLOSING)
        if letter == mark and depth <= 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]


def words(text: str) -> list[str]:
    """All names and values in a text, those within others too."""
    return [word for word in re.split(r"\s*[(),+\[\]=]\s*", text.strip()) if word]


def read(text: str) -> tuple[str, dict[str, Any]]:
    """The name, and the values by field. Raises ValueError, saying what cannot be read."""
    if _depth(text) > _DEEPEST:
        raise ValueError(f"cannot be read: nested more than {_DEEPEST} deep")
    form = _FORM.fullmatch(text)
    if form is None:
        raise ValueError("cannot be read: write name or name(number=value)")
    name, inside = form.groups()
    fields: dict[str, Any] = {}
    for part in split_list(inside or ""):
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not key.isidentifier() or not value:
            raise ValueError(f"cannot be read: '{part}' is not of the form number=value")
        if key in fields:
            raise ValueError(f"gives {key} twice")
        fields[key] = _value(value)
    return name.strip(), fields


def _depth(text: str) -> int:
    """How many parentheses and brackets are open at most."""
    return max(accumulate((letter in _OPENING) - (letter in _CLOSING) for letter in text), default=0)


def write(name: str, fields: Mapping[str, Any]) -> str:
    """The text that ``read`` reads. Raises ValueError, naming a field that has no text."""
    told = [f"{field}={_text(field, value)}" for field, value in fields.items()]
    return f"{name}({', '.join(told)})" if told else name


def _value(text: str) -> Any:
    if text[0] == "[" and text[-1] == "]":
        return [_value(part) for part in split_list(text[1:-1])]
    word = text.lower()
    if word in ("true", "false"):
        return word == "true"
    try:
        number = float(word)
    except ValueError:
        return text
    return int(number) if number.is_integer() and "." not in word and "e" not in word else number


def _entries(several: Any) -> list[Any]:
    return list(several)


def _text(field: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return f"[{', '.join(_text(field, entry) for entry in _entries(value))}]"
    if not isinstance(value, int | float):
        raise ValueError(f"{field} cannot be written as a setting")  # noqa: TRY004 (part of ``write``'s contract)
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
