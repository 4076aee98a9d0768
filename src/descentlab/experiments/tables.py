"""Results as tables of text for a terminal."""

import math
from collections.abc import Sequence
from typing import Any

_SHORT = {"leader": "(leader)", "no difference shown": "not shown"}


def aligned(lines: Sequence[Sequence[str]], *, rule: bool = True) -> list[str]:
    """Lines of cells as columns, the first to the left and the others to the right, a rule under the head."""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    text = [
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    return [text[0], "  ".join("-" * width for width in widths), *text[1:]] if rule else text


def table_text(rows: list[dict[str, Any]], *, percent: bool, steps: bool = True) -> str:
    """Rows of ``Result.rows`` as aligned columns; the leader and diverged runs have one where there is such a thing.

    steps: whether there is a target.
    """
    head = ["recipe", "rate", "test accuracy" if percent else "test R2", "95% interval"]
    body = [
        [
            row["recipe"],
            " to ".join(dict.fromkeys(f"{rate:.3g}" for rate in row["learning_rates"])),
            shown(row["score"], percent),
            "-" if math.isnan(row["low"]) else f"{shown(row['low'], percent)} to {shown(row['high'], percent)}",
        ]
        for row in rows
    ]
    columns = {
        "steps": (steps, _steps),
        "vs. leader": (len(rows) > 1, _verdict),
        "diverged": (any(row["diverged"] for row in rows), lambda row: f"{row['diverged']} of {row['n']}"),
    }
    for title, (wanted, cell) in columns.items():
        if wanted:
            head.append(title)
            body = [[*line, cell(row)] for line, row in zip(body, rows, strict=True)]
    return "\n".join(aligned([head, *body]))


def shown(value: float, percent: bool) -> str:
    """A score; of NaN a dash."""
    if math.isnan(value):
        return "-"
    return f"{100 * value:.2f}%" if percent else f"{value:.4f}"


def _steps(row: dict[str, Any]) -> str:
    return "never" if math.isinf(row["steps_to_target"]) else f"{row['steps_to_target']:.0f}"


def _verdict(row: dict[str, Any]) -> str:
    """The verdict on a recipe beside the leader, in a column's width."""
    verdict = row["against_leader"]
    both = row["equivalent"] and verdict != "equivalent"
    return f"{verdict}, equiv." if both else _SHORT.get(verdict, verdict)
