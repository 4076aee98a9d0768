"""What can go wrong for a user, each as one line that names the place and the remedy.

DescentlabError
├── InputError         what was handed in cannot be used; nothing was written (exit code 2)
│   ├── DataError          a file, a row, a column
│   ├── SettingError       an option, a technique's name, a hyperparameter
│   └── ExperimentError    an experiment's folder
└── MissingExtraError  an optional dependency is not installed (exit code 2)
"""

from collections.abc import Iterable
from difflib import get_close_matches


class DescentlabError(Exception):
    """Base of every error that is meant to be read by a user."""


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
    known = sorted(known)
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"did you mean '{close[0]}'? " if close else ""
    return f"unknown {kind} '{name}': {hint}known are {', '.join(known)}"
