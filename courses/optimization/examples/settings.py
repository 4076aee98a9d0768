"""What the command line asks of an example."""

from pathlib import Path
from typing import NamedTuple


class Settings(NamedTuple):
    """Where the course's data are, where pictures go (None: to the screen, if there is one), and how long to train.

    steps, epochs: None for the course's own number.
    """

    data: Path | None = None
    figures: Path | None = None
    steps: int | None = None
    epochs: int | None = None
