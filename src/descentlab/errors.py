"""What can go wrong for a user, each as one line that names the place and the remedy.

DescentlabError
├── InputError         what was handed in cannot be used; nothing was written (exit code 2)
│   ├── DataError          a file, a row, a column
│   ├── SettingError       an option, a technique's name, a hyperparameter
│   └── ExperimentError    an experiment's folder
└── MissingExtraError  an optional dependency is not installed (exit code 2)
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches

_LONG_NAME = 100
_LISTED = 20  # more names than these do not help a reader
_NEAREST = 5
_STEERING = re.compile("[\0-\b\v-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters but tab and line feed, other ends of lines, turns of direction, what is no character."""
_LONGEST = 2000  # letters of a message: its end, where the remedy stands, is kept


def shown(value: object) -> str:
    """A value as text on one line: control characters, turns of direction and lone surrogates are escaped."""
    text = str(value)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def harmless(text: str) -> str:
    """A text of any number of lines, in which what would steer a terminal or turn a line's direction is escaped."""
    return _STEERING.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class DescentlabError(Exception):
    """Base of every error that is meant to be read by a user: one line, whatever names are in it."""

    def __str__(self) -> str:
        text = shown(super().__str__())
        return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} ... {text[-_LONGEST // 2 :]}"


class InputError(DescentlabError):
    """What was handed in cannot be used."""


class DataError(InputError):
    """The data cannot be used as they are."""


class SettingError(InputError):
    """A setting of a recipe or an option of a command cannot be used."""


class ExperimentError(InputError):
    """An experiment's folder cannot be used."""


class MissingExtraError(DescentlabError):
    """An optional dependency is needed and not installed."""

    def __init__(self, purpose: str, extra: str) -> None:
        super().__init__(f"{purpose} needs an optional dependency: pip install 'descentlab[{extra}]'")


def one_of(kind: str, name: str, known: Iterable[str]) -> str:
    """The one line for an unknown name: what it is not, what was probably meant, what there is."""
    name, known = f"{name[:_LONG_NAME]}..." if len(name) > _LONG_NAME else name, sorted(known)
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"did you mean '{close[0]}'? " if close else ""
    told = known if len(known) <= _LISTED else get_close_matches(name, known, n=_NEAREST, cutoff=0.0)
    more = f" and {len(known) - len(told)} more" if len(told) < len(known) else ""
    return f"unknown {kind} '{name}': {hint}known are {', '.join(told)}{more}"
