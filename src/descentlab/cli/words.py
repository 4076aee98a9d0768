"""Words that several commands share."""

import os
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, cast

from descentlab import own, user_code
from descentlab.errors import DescentlabError, SettingError

STAGES = {"selection": "choosing learning rates", "report": "training on fresh seeds"}
SHORT_STAGES = {"selection": "learning rates", "report": "fresh seeds"}
EXPERIMENTS = "experiments"
"""The folder in which experiments lie where none is named."""


CODE = "Allow this code of yours, which a configuration, an experiment or a model names."


def allow(code: list[str] | None) -> None:
    """The option --code: runs the user's files. Raises SettingError for what is no such reference."""
    for reference in code or ():
        if not user_code.is_reference(reference):
            raise SettingError(f"--code: '{reference}' is not of the form file.py:Name")
        own.admit(reference)


@contextmanager
def in_words(code: Iterable[str]) -> Generator[None]:
    """Tells in one line what a user's own code raises. code: the names of what is the user's own."""
    names = list(code)
    try:
        yield
    except DescentlabError:
        raise
    except Exception as error:
        if not names:
            raise
        first = (str(error).splitlines() or [""])[0][:160]
        raise SettingError(
            f"{', '.join(names)}: {type(error).__name__}: {first}; descentlab conform {names[0]} says what is broken"
        ) from error


def read_task(text: str | None) -> Literal["classification", "regression"] | None:
    """The option --task. Raises SettingError for anything else."""
    if text not in (None, "classification", "regression"):
        raise SettingError(f"--task is '{text}'; it must be classification or regression")
    return cast('Literal["classification", "regression"] | None', text)


def check_target(option: str, file: Path | None) -> None:
    """Raises SettingError, before anything is trained, for a file that could not be written."""
    if file is None:
        return
    if file.is_dir():
        raise SettingError(f"{option}: {file} is a folder; name a file")
    above = next(folder for folder in file.absolute().parents if folder.exists())
    if not above.is_dir() or not os.access(above, os.W_OK):
        raise SettingError(f"{option}: {file} cannot be written: {above} is no folder that may be written to")
