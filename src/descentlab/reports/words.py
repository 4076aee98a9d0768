"""Numbers as people read them: scores, differences, rates, p-values."""

import math

NOTHING = "–"
"""Stands where there is no number."""


def measure(task: str) -> str:
    """The score's name: "accuracy" or "R²"."""
    return "accuracy" if task == "classification" else "R²"


def score(value: float | None, percent: bool) -> str:
    """A score, such as 97.05% or 0.4512."""
    if value is None or not math.isfinite(value):
        return NOTHING
    return f"{100 * value:.2f}%" if percent else _minus(f"{value:.4f}")


def difference(value: float, percent: bool) -> str:
    """A signed difference, in points where scores are percentages."""
    if not math.isfinite(value):
        return NOTHING
    text = f"{100 * value:+.2f}" if percent else f"{value:+.4f}"
    return _minus(text.replace("-", "+") if float(text) == 0 else text)


def rate(value: float) -> str:
    """A learning rate in three digits."""
    return f"{value:.3g}"


def p_value(value: float) -> str:
    """A p-value: two digits, and none below 0.001."""
    return "< 0.001" if value < 0.001 else f"{value:.2g}"


def count(n: int, noun: str) -> str:
    """A number of things: "1 seed", "1,797 examples"."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def listed(parts: list[str]) -> str:
    """Parts as a list in a sentence."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _minus(text: str) -> str:
    return text.replace("-", "−")
