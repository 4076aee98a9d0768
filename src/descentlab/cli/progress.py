"""Progress on the terminal: one moving line where there is a terminal, a plain line now and then elsewhere.

Best and median are validation scores of the runs so far.
"""

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from descentlab.cli.terminal import steered
from descentlab.cli.words import SHORT_STAGES, STAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from descentlab.experiments.execute import Progress, Watch

_SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def progress(percent: bool) -> "Iterator[Watch]":
    """Something to hand to ``compare`` as ``watch``. percent: whether scores are shown as such."""
    if not sys.stderr.isatty():
        yield _Lines(percent)
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=10),  # all of it fits 80 columns
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[state]}"),
    )
    with Bar(*columns, console=Console(file=steered(sys.stderr))) as bar:
        tasks: dict[str, int] = {}

        def watch(at: "Progress") -> None:
            if at.stage not in tasks:
                tasks[at.stage] = int(bar.add_task(SHORT_STAGES[at.stage], total=1.0, state=""))
            bar.update(tasks[at.stage], completed=at.part, state=_state(at, percent))  # pyright: ignore

        yield watch


class _Lines:
    """A line when a stage is done, and before that at most every few seconds."""

    def __init__(self, percent: bool) -> None:
        self._percent = percent
        self._last = time.monotonic()

    def __call__(self, at: "Progress") -> None:
        if at.ended < at.runs and time.monotonic() - self._last < _SECONDS_BETWEEN_LINES:
            return
        self._last = time.monotonic()
        print(f"{STAGES[at.stage]}: runs {_state(at, self._percent)}", file=sys.stderr, flush=True)


def _state(at: "Progress", percent: bool) -> str:
    diverged = f", {at.diverged} diverged" if at.diverged else ""
    if at.best is None or at.median is None:
        return f"{at.ended}/{at.runs}{diverged}"
    best, median = (f"{100 * v:.1f}%" if percent else f"{v:.3f}" for v in (at.best, at.median))
    return f"{at.ended}/{at.runs}{diverged}, best {best}, median {median}"
