"""Training an experiment from the command line: progress, Ctrl-C, the report, and what is said at the end."""

import os
import shlex
import signal
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from descentlab.cli.words import in_words
from descentlab.errors import shown

if TYPE_CHECKING:
    from descentlab.experiments.compare import Study
    from descentlab.experiments.execute import Progress
    from descentlab.experiments.result import Result

ACCEPT = "Go on although versions or the machine are not those it was begun with."
_STOPPED = 130


def train(study: "Study", folder: Path, *, accept_environment: bool) -> "Result":
    """Trains what the folder lacks, and writes model and report."""
    from descentlab.cli.progress import progress
    from descentlab.reports.page import write

    again = f"stopped; descentlab resume {shown(shlex.quote(str(folder)))} goes on from here"
    percent = study.dataset.task == "classification"
    with stoppable(again) as pressed, in_words(study.config()["code"]), progress(percent=percent) as watch:

        def look(at: "Progress") -> None:
            if pressed:  # a callback of some library has swallowed it
                raise KeyboardInterrupt
            watch(at)

        return study.run(
            folder,
            look,
            accept_environment=accept_environment,
            finish=lambda result: write(result, folder / "report.html"),
        )


def say_result(result: "Result", json_file: Path | None) -> None:
    """Prints the result and where its files are."""
    from descentlab.cli.outcome import say
    from descentlab.experiments.exchange import write_json

    say(result)
    page, model = result.folder / "report.html", result.model_file
    print(f"report  {shown(page) if page.is_file() else 'none'}")
    print(f"model   {shown(model if model.is_file() else f'none: every run of {result.best.name} diverged')}")
    if json_file is not None:
        write_json(result.to_json(), json_file)
        print(f"result  {shown(json_file)}")


@contextmanager
def stoppable(message: str) -> Generator[list[int]]:
    """Ctrl-C ends the process with one line; pressed again, at once, as a kill would: what is committed counts.

    Yields a list that is no longer empty once it was pressed.
    """
    pressed: list[int] = []

    def press(number: int, frame: Any) -> None:
        del frame
        pressed.append(number)
        if len(pressed) == 1:
            raise KeyboardInterrupt
        shown = b"\x1b[?25h\n" if sys.stderr.isatty() else b""  # the cursor, which a progress bar hides
        os.write(2, shown + f"descentlab: {message}\n".encode(errors="backslashreplace"))
        os._exit(_STOPPED)

    if threading.current_thread() is not threading.main_thread():  # signals come to the main thread only
        yield pressed
        return
    before = signal.signal(signal.SIGINT, press)
    try:
        yield pressed
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # nothing is left but to say it
        print(f"descentlab: {message}", file=sys.stderr)
        raise SystemExit(_STOPPED) from None
    finally:
        signal.signal(signal.SIGINT, before)
