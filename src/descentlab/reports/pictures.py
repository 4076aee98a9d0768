"""Figures in a page: each a drawing, its caption and its table as CSV; the numbers of both lie in the page as data.

A figure is a module with TITLE, PLACE, ``table(subject)``, ``draw(rows)`` and ``caption(subject, rows)`` (see
``figures/__init__.py``); the subject is what it is about, one experiment or several.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from descentlab.errors import DescentlabError
from descentlab.experiments.files import write_whole
from descentlab.reports import drawing
from descentlab.reports.markup import csv_text, safe, script_json

Rows = list[dict[str, Any]]


@cache
def registered(package: str) -> dict[str, ModuleType]:
    """The figures of a package by name, in the order in which they are shown."""
    folder = import_module(package).__path__
    found = {module.name: import_module(f"{package}.{module.name}") for module in iter_modules(folder)}
    return dict(sorted(found.items(), key=lambda item: (item[1].PLACE, item[0])))


def tables(figures: Mapping[str, ModuleType], subject: Any) -> dict[str, Rows]:
    """The tables of the figures that have something to show."""
    found = {key: figure.table(subject) for key, figure in figures.items()}
    return {key: rows for key, rows in found.items() if rows}


def figure(module: ModuleType, key: str, subject: Any, rows: Rows) -> str:
    """A figure's place in the page, with its question, its caption and a button for its numbers."""
    question = (module.__doc__ or "").split("\n", maxsplit=1)[0]
    title, caption = safe(module.TITLE), safe(module.caption(subject, rows))
    return (
        f'<figure aria-labelledby="{key}-figure">\n<h3 id="{key}-figure">{title}</h3>\n<p>{safe(question)}</p>\n'
        f'<div class="plot" data-figure="{key}"></div>\n<figcaption>{caption}</figcaption>\n'
        f'<button type="button" class="download" data-csv="{key}" aria-label="{title}: numbers as CSV" hidden>'
        "Numbers as CSV</button>\n</figure>"
    )


def numbers(figures: Mapping[str, ModuleType], found: Mapping[str, Rows]) -> Iterator[str]:
    """Each figure's drawing and its table, as data in the page."""
    for key, rows in found.items():
        for kind, value in (("figure", figures[key].draw(rows)), ("csv", csv_text(rows, drawing.LOOK))):
            yield f'<script type="application/json" id="{kind}-{key}">{script_json(value)}</script>'


def plotly() -> str:
    """Plotly's JavaScript; the Python package around it, slow to import, is not needed."""
    spec = find_spec("plotly")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        script = Path(folder) / "package_data" / "plotly.min.js"
        if script.is_file():
            return script.read_text(encoding="utf-8")
    raise DescentlabError("a report needs Plotly's JavaScript file: pip install plotly")


def write_page(html: str, file: Path) -> None:
    """Writes a page; the file appears only when it is whole. Raises ExperimentError where it cannot be written."""
    write_whole(file, html.encode("utf-8", "replace"))
