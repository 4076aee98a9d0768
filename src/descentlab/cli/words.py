"""Words that several commands share."""

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
