"""The report: one HTML file that holds all it needs, opens offline, and begins with the verdict.

The same result gives the same bytes.
"""

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from descentlab.errors import DescentlabError
from descentlab.experiments.result import Result
from descentlab.reports import drawing
from descentlab.reports.figures import figures
from descentlab.reports.markup import csv_text, name, safe, script_json
from descentlab.reports.sections import method, recipes, repeat, results
from descentlab.reports.shell import shell
from descentlab.reports.words import count

_ABOUT_TESTS = ("scores", "pairs")
"""Figures that stand with the table of test scores; the others tell of training."""


def write(result: Result, file: str | Path) -> None:
    """Writes the report of a finished experiment; the file appears only when it is whole."""
    file = Path(file)
    content = html(result).encode("utf-8", "replace")
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, file)
    finally:
        temporary.unlink(missing_ok=True)


def html(result: Result) -> str:
    """The whole page."""
    found = {key: figure.table(result) for key, figure in figures().items()}
    tables = {key: rows for key, rows in found.items() if rows}
    return shell(
        "descentlab report",
        title=f"{result.data['name']}: {_title(result)}",
        heading=f"{name(result.data['name'])}: {safe(_title(result))}",
        parts=list(_sections(result, tables)),
        version=result.environment.get("packages", {}).get("descentlab") or "",
        data=_numbers(tables),
        libraries=[_plotly()],
    )


def _sections(result: Result, tables: dict[str, list[dict[str, Any]]]) -> Iterator[tuple[str, str, str]]:
    """Each part of the page: its anchor, its title, its HTML."""
    of_tests = [_figure(result, key, rows) for key, rows in tables.items() if key in _ABOUT_TESTS]
    of_training = [_figure(result, key, rows) for key, rows in tables.items() if key not in _ABOUT_TESTS]
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


def _figure(result: Result, key: str, rows: list[dict[str, Any]]) -> str:
    module = figures()[key]
    question = (module.__doc__ or "").split("\n", maxsplit=1)[0]
    title = safe(module.TITLE)
    return (
        f'<figure aria-labelledby="{key}-figure">\n<h3 id="{key}-figure">{title}</h3>\n<p>{safe(question)}</p>\n'
        f'<div class="plot" data-figure="{key}"></div>\n<figcaption>{safe(module.caption(result, rows))}</figcaption>\n'
        f'<button type="button" class="download" data-csv="{key}" aria-label="{title}: numbers as CSV" hidden>'
        "Numbers as CSV</button>\n</figure>"
    )


def _numbers(tables: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """Each figure's drawing and its table, as data in the page."""
    for key, rows in tables.items():
        for kind, value in (("figure", figures()[key].draw(rows)), ("csv", csv_text(rows, drawing.LOOK))):
            yield f'<script type="application/json" id="{kind}-{key}">{script_json(value)}</script>'


def _left_out(result: Result) -> str:
    if len(result.recipes) <= drawing.MOST:
        return ""
    said = f"Figures show {drawing.MOST} of {len(result.recipes):,} recipes: the best, and the leader."
    return f'<p class="note">{said}</p>'


def _title(result: Result) -> str:
    n = len(result.recipes)
    return f"{count(n, 'training recipe')} compared" if n > 1 else "one training recipe"


def _plotly() -> str:
    """Plotly's JavaScript; the Python package around it, slow to import, is not needed."""
    spec = find_spec("plotly")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        script = Path(folder) / "package_data" / "plotly.min.js"
        if script.is_file():
            return script.read_text(encoding="utf-8")
    raise DescentlabError("a report needs Plotly's JavaScript file: pip install plotly")
