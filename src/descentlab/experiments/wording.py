"""Words that several sentences share: counts, lists, p-values, shares."""

from collections.abc import Sequence

NAMED = 8
"""Names that a sentence has at most."""


def count(n: int, noun: str) -> str:
    """A number of things: "1 seed", "1,797 examples"."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def listed(parts: Sequence[str], most: int | None = None) -> str:
    """Parts as a list in a sentence; of more than ``most`` the first ones, and how many more there are."""
    if most is not None and len(parts) > most:
        return f"{', '.join(parts[: most - 1])} and {len(parts) - most + 1} more"
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def p_value(value: float) -> str:
    """A p-value: two digits, and none below 0.001."""
    return "< 0.001" if value < 0.001 else f"{value:.2g}"


def p_equals(value: float) -> str:
    """A p-value with its letter."""
    return f"p {p_value(value)}" if value < 0.001 else f"p = {p_value(value)}"
