"""What a gradient check found: entries, parameters, likely causes, and the verdict in words and as plain data."""

import math
import textwrap
from collections import Counter
from typing import Any, Literal, NamedTuple

from descentlab.contracts import Shape

Verdict = Literal["right", "wrong", "inconclusive"]
EXIT_CODES: dict[Verdict, int] = {"right": 0, "wrong": 1, "inconclusive": 3}
WIDTH = 100
_UNCLEAR = 0.01
"""Share of the entries that may lie at kinks and the like in a gradient that is right all the same."""
_REASONS = {
    "kink": "at a kink, where the slopes on both sides differ: try another place (another seed)",
    "rounding": "hidden by the loss's own rounding error",
    "small": "too small to be seen against the rounding error of the loss",
    "rough": "not settled: no two steps of the difference quotient agree",
    "not finite": "where the loss is not finite",
}


class Entry(NamedTuple):
    """One slope, by back-propagation and by differences. error: a bound of the numeric one's own error.

    at: the entry's index; None for the slope along one direction through all entries. reason: of what is
    inconclusive, a key of the reasons above.
    """

    at: tuple[int, ...] | None
    analytic: float
    numeric: float
    error: float
    verdict: Verdict
    reason: str = ""

    @property
    def distance(self) -> float:
        """|analytic - numeric|; infinite where the analytic one is not finite."""
        distance = abs(self.analytic - self.numeric)
        return distance if math.isfinite(distance) else math.inf

    @property
    def relative_error(self) -> float:
        """|a - b| / (|a| + |b|), and 0 where both vanish within the error."""
        return _relative([self.analytic], [self.numeric], self.error)


class ArrayCheck(NamedTuple):
    """One parameter. entries: those checked one by one. whole: all together, unless each was checked."""

    name: str
    shape: Shape
    entries: tuple[Entry, ...]
    whole: Entry | None = None

    @property
    def verdict(self) -> Verdict:
        """The parameter's own verdict."""
        checked = [*self.entries, *([self.whole] if self.whole else [])]
        if any(entry.verdict == "wrong" for entry in checked):
            return "wrong"
        unclear = sum(entry.verdict == "inconclusive" for entry in self.entries)
        return "inconclusive" if unclear > _UNCLEAR * len(self.entries) else "right"

    @property
    def relative_error(self) -> float:
        """The length of the difference over the sum of the lengths, over all entries checked."""
        clear = [entry for entry in self.entries if entry.verdict != "inconclusive"]
        error = math.hypot(*(entry.error for entry in clear))
        return _relative([e.analytic for e in clear], [e.numeric for e in clear], error)

    @property
    def worst(self) -> Entry | None:
        """The entry that is farthest off, a wrong one if there is any."""
        order = {"wrong": 2, "inconclusive": 1, "right": 0}
        return max(self.entries, key=lambda entry: (order[entry.verdict], entry.distance), default=None)


class Cause(NamedTuple):
    """What the entries speak for. kind: one word or a few, for programs. arrays: the parameters concerned."""

    kind: str
    text: str
    arrays: tuple[str, ...] = ()


class GradientCheck(NamedTuple):
    """The result of a check. noise: the error of one value of the loss. reason: why nothing could be compared."""

    title: str
    loss: float
    noise: float
    batch: int | None
    arrays: tuple[ArrayCheck, ...] = ()
    causes: tuple[Cause, ...] = ()
    reason: str = ""

    @property
    def verdict(self) -> Verdict:
        """The verdict on the whole gradient."""
        found = {array.verdict for array in self.arrays}
        if "wrong" in found:
            return "wrong"
        return "inconclusive" if "inconclusive" in found or self.reason or not found else "right"

    @property
    def exit_code(self) -> int:
        """0 right, 1 wrong, 3 inconclusive."""
        return EXIT_CODES[self.verdict]

    def plain(self) -> dict[str, Any]:
        """All of it as plain data, for JSON; what is not finite is null."""
        return {
            "title": self.title,
            "verdict": self.verdict,
            "reason": self.reason or None,
            "loss": _number(self.loss),
            "noise": _number(self.noise),
            "batch": self.batch,
            "parameters": [_plain_array(array) for array in self.arrays],
            "causes": [{**cause._asdict(), "arrays": list(cause.arrays)} for cause in self.causes],
        }

    def __str__(self) -> str:
        """The report: a table of the parameters, the verdict, the worst entry and the likely causes."""
        parts = [textwrap.fill(self.title, WIDTH, subsequent_indent="  ")]
        if self.arrays:
            parts.append(_table(self.arrays))
        return "\n\n".join([*parts, "\n".join(self._verdict_lines())])

    def _verdict_lines(self) -> list[str]:
        lines = [self._summary()]
        if self.verdict == "wrong":
            array = max(
                (array for array in self.arrays if array.verdict == "wrong"), key=lambda a: a.relative_error
            )
            worst = array.worst
            if worst is not None and math.isfinite(worst.distance):
                lines.append(
                    f"  worst  {array.name}{_place(worst)}: analytic {worst.analytic:.6g},"
                    f" numeric {worst.numeric:.6g}, relative error {worst.relative_error:.2g}"
                )
        for cause in self.causes:
            about = f" ({', '.join(cause.arrays)})" if cause.arrays else ""
            lines.append(
                textwrap.fill(cause.text + about, WIDTH, initial_indent="  cause  ", subsequent_indent=9 * " ")
            )
        return [line for paragraph in lines for line in paragraph.splitlines()]

    def _summary(self) -> str:
        entries = [entry for array in self.arrays for entry in array.entries]
        if self.verdict == "wrong":
            wrong = [array.name for array in self.arrays if array.verdict == "wrong"]
            return _filled(f"wrong: {len(wrong)} of {len(self.arrays)} parameters ({', '.join(wrong)})")
        if self.verdict == "inconclusive":
            return _filled(f"inconclusive: {self.reason or _why(entries)}")
        together = sum(array.whole is not None for array in self.arrays)
        said = f"right: {_counted(len(entries), 'entry', 'entries')}"
        if together:
            total = sum(math.prod(array.shape) for array in self.arrays)
            said += f", and along one direction for each parameter all {total},"
        said += f" agree; largest relative error {max(array.relative_error for array in self.arrays):.1e}"
        unclear = [entry for entry in entries if entry.verdict == "inconclusive"]
        return _filled(f"{said}; left out: {_why(unclear)}" if unclear else said)


def _why(entries: list[Entry]) -> str:
    unclear = Counter(entry.reason for entry in entries if entry.verdict == "inconclusive")
    return "; ".join(
        f"{_counted(count, 'entry', 'entries')} of {len(entries)} {_REASONS[reason]}"
        for reason, count in unclear.most_common()
    )


def _table(arrays: tuple[ArrayCheck, ...]) -> str:
    rows = [["parameter", "shape", "checked", "relative error", "worst entry", "analytic", "numeric", ""]]
    for array in arrays:
        worst = array.worst
        size = math.prod(array.shape)
        checked = str(size) if len(array.entries) == size else f"{len(array.entries)} of {size}"
        values = ["-", "-", "-"]
        if worst is not None:
            values = [_place(worst), f"{worst.analytic:.6g}", f"{worst.numeric:.6g}"]
        clear = any(entry.verdict != "inconclusive" for entry in array.entries)
        error = f"{array.relative_error:.1e}" if clear else "-"
        shape = " x ".join(map(str, array.shape)) or "1"
        rows.append([array.name, shape, checked, error, *values, array.verdict])
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    left = (0, 1, 4, 7)
    lines = [
        "  ".join(
            cell.ljust(w) if i in left else cell.rjust(w)
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    rule = "  ".join(w * "-" for w in widths[:-1])
    return "\n".join(line.rstrip() for line in [lines[0], rule, *lines[1:]])


def _place(entry: Entry) -> str:
    return str(list(entry.at)) if entry.at else ""


def _relative(analytic: list[float], numeric: list[float], error: float) -> float:
    distance = math.hypot(*(a - n for a, n in zip(analytic, numeric, strict=True)))
    length = math.hypot(*analytic) + math.hypot(*numeric)
    if not math.isfinite(length):
        return 1.0
    return distance / length if distance > error or length > 10 * error else 0.0


def _plain_array(array: ArrayCheck) -> dict[str, Any]:
    return {
        "name": array.name,
        "shape": list(array.shape),
        "verdict": array.verdict,
        "relative_error": _number(array.relative_error),
        "entries": [_plain_entry(entry) for entry in array.entries],
        "whole": None if array.whole is None else _plain_entry(array.whole),
    }


def _plain_entry(entry: Entry) -> dict[str, Any]:
    return {
        "index": None if entry.at is None else list(entry.at),
        "analytic": _number(entry.analytic),
        "numeric": _number(entry.numeric),
        "error": _number(entry.error),
        "relative_error": _number(entry.relative_error),
        "verdict": entry.verdict,
        "reason": entry.reason or None,
    }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _filled(text: str) -> str:
    return textwrap.fill(text, WIDTH, subsequent_indent="  ")
