"""Wording of messages: whatever a file holds is shown as text on one line."""

from collections.abc import Sequence
from difflib import get_close_matches

from descentlab.errors import one_of, shown

__all__ = ["counted", "is_unicode", "quoted", "shown", "unknown"]

_LISTED = 20  # more names than these do not help a reader


def quoted(value: object, longest: int = 60) -> str:
    """A value in quotes, on one line, cut after ``longest`` characters."""
    text = shown(value)
    return f"'{text[:longest]}...'" if len(text) > longest else f"'{text}'"


def is_unicode(text: str) -> bool:
    """Whether a text can be written to a file: names of files may hold bytes that are no text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def counted(number: int, noun: str) -> str:
    """``1 example``, ``2 examples``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def unknown(kind: str, name: object, known: Sequence[str]) -> str:
    """``errors.one_of`` for names out of a file: escaped, and of very many only the nearest ones."""
    wanted, known = shown(name)[:100], [shown(one)[:100] for one in known]
    if len(known) <= _LISTED:
        return one_of(kind, wanted, known)
    nearest = get_close_matches(wanted, known, n=5, cutoff=0.0)
    return f"{one_of(kind, wanted, nearest)} and {len(known) - len(nearest)} more"
