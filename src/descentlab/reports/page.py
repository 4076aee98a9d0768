"""The report: one HTML file that holds all it needs, opens offline, and begins with the verdict.

The same result gives the same bytes.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from descentlab.experiments.result import Result
from descentlab.reports import drawing, pictures
from descentlab.reports.figures import figures
from descentlab.reports.markup import name, safe
from descentlab.reports.sections import method, recipes, repeat, results
from descentlab.reports.shell import shell
from descentlab.reports.words import count

_ABOUT_TESTS = ("scores", "pairs")
"""Figures that stand with the table of test scores; the others tell of training."""


def write(result: Result, file: str | Path) -> None:
    """Writes the report of a finished experiment; the file appears only when it is whole."""
    pictures.write_page(html(result), Path(file))


def html(result: Result) -> str:
    """The whole page."""
    tables = pictures.tables(figures(), result)
    return shell(
        "descentlab report",
        title=f"{result.data['name']}: {_title(result)}",
        heading=f"{name(result.data['name'])}: {safe(_title(result))}",
        parts=list(_sections(result, tables)),
        version=result.environment.get("packages", {}).get("descentlab") or "",
        data=pictures.numbers(figures(), tables),
        libraries=[pictures.plotly()],
    )


def _sections(result: Result, tables: dict[str, list[dict[str, Any]]]) -> Iterator[tuple[str, str, str]]:
    """Each part of the page: its anchor, its title, its HTML."""
    drawn = {key: pictures.figure(figures()[key], key, result, rows) for key, rows in tables.items()}
    of_tests = [figure for key, figure in drawn.items() if key in _ABOUT_TESTS]
    of_training = [figure for key, figure in drawn.items() if key not in _ABOUT_TESTS]
    yield "verdict", "Verdict", results.verdict(result)
    yield "recipes", "Recipes", "\n".join([results.recipes(result), _left_out(result), *of_tests])
    if of_training:
        yield "training", "Training", "\n".join(of_training)
    yield "pairs", "All pairs", results.pairs(result)
    yield "settings", "Settings", recipes.settings(result)
    yield "method", "Method", method.method(result)
    yield "limits", "Limits", method.limits(result)
    yield "data", "Data", method.data(result)
    yield "sources", "Sources", recipes.sources(result)
    yield "repeat", "Repeat", repeat.repeat(result) + method.environment(result)


def _left_out(result: Result) -> str:
    if len(result.recipes) <= drawing.MOST:
        return ""
    said = f"Figures show {drawing.MOST} of {len(result.recipes):,} recipes: the best, and the leader."
    return f'<p class="note">{said}</p>'


def _title(result: Result) -> str:
    n = len(result.recipes)
    return f"{count(n, 'training recipe')} compared" if n > 1 else "one training recipe"
