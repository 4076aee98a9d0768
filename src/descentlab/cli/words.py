"""Words that several commands share."""

import os
from pathlib import Path
from typing import Literal, cast

from descentlab.errors import SettingError

STAGES = {"selection": "choosing learning rates", "report": "training on fresh seeds"}
SHORT_STAGES = {"selection": "learning rates", "report": "fresh seeds"}
EXPERIMENTS = "experiments"
"""The folder in which experiments lie where none is named."""


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
