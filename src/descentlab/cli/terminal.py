"""Text on the terminal: names come from files, and what would steer the terminal or turn the line is shown escaped."""

import functools
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from typing import Any, TextIO

from descentlab.errors import harmless


def plain(command: Callable[..., None]) -> Callable[..., None]:
    """The command with harmless output; letters that the terminal's encoding lacks are escaped too."""

    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> None:
        with redirect_stdout(_guarded(sys.stdout)), redirect_stderr(_guarded(sys.stderr)):  # pyright: ignore
            command(*args, **options)

    return run


def write_data(text: str) -> None:
    """Writes what another program may read: as it is, unless the standard output is a terminal."""
    stream = sys.stdout
    if isinstance(stream, _Harmless) and not stream.isatty():
        stream = stream.stream
    print(text, end="", file=stream)


def steered(stream: TextIO) -> TextIO:
    """The stream behind, for what steers the terminal and holds no names, such as a bar of progress."""
    return stream.stream if isinstance(stream, _Harmless) else stream


def _guarded(stream: TextIO | None) -> Any:
    """The stream made harmless; none where there is none, as behind ``>&-``."""
    return None if stream is None else _Harmless(stream)


class _Harmless:
    """A stream that writes harmless text to another."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # pyright: ignore[reportAttributeAccessIssue]

    def write(self, text: str) -> int:
        inner = text.strip("\r")  # at the ends it is ours, of a line that is written over
        self.stream.write(text.replace(inner, harmless(inner), 1) if inner else text)
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)
