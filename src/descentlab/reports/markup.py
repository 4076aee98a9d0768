"""Text that came from users, made harmless wherever the page puts it: in HTML, in a script, in a CSV file."""

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from descentlab.errors import harmless
from descentlab.experiments.exchange import no_formula, plain
from descentlab.reports.words import NOTHING, score

LONG = 60
"""Rows that a table shows at once; a longer one scrolls within the page."""
_LINKS = re.compile(r"arXiv:(\d{4}\.\d{4,5})|doi:(10\.\d{4,9}/[A-Za-z0-9./_-]*[A-Za-z0-9])")


class Column(NamedTuple):
    """A column of a table. key: of the rows. about: what it means, where the head does not say it."""

    key: str
    head: str
    number: bool = False
    about: str = ""


class Cell(NamedTuple):
    """A cell. html: what it shows, escaped already. order: what it is sorted by."""

    html: str
    order: float | str


def safe(text: object) -> str:
    """Text for HTML, in an element or in an attribute's quotes."""
    return escape(harmless(str(text)), quote=True)


def name(text: object) -> str:
    """A name from users for HTML; its direction of writing does not reach beyond it."""
    return f"<bdi>{safe(text)}</bdi>"


def linked(text: str) -> str:
    """A source for HTML, with links where it has an arXiv number or a DOI."""

    def link(match: re.Match[str]) -> str:
        arxiv, doi = match.groups()
        address = f"https://arxiv.org/abs/{arxiv}" if arxiv else f"https://doi.org/{doi}"
        return f'<a href="{address}">{match.group()}</a>'

    return _LINKS.sub(link, safe(text))


def script_json(value: Any) -> str:
    """A value as JSON that may stand in a script element; what is not a finite number is null.

    Escaped as JSON does it: everything outside ASCII, and the characters that could end the script.
    """
    text = json.dumps(plain(value), allow_nan=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def csv_text(rows: Sequence[Mapping[str, Any]], leave_out: Iterable[str] = ()) -> str:
    """Rows as CSV. Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    if not rows:
        return ""
    columns = [column for column in rows[0] if column not in leave_out]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_csv_cell(column) for column in columns)
    writer.writerows([_csv_cell(row[column]) for column in columns] for row in rows)
    return stream.getvalue()


def table(caption: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, marked: str = "") -> str:
    """A table whose columns sort by their heads; the first cell of a row is its head.

    caption: HTML. marked: the sorting text of the first cell of a row to be stressed.
    """
    heads = "".join(
        f'<th scope="col"{_numeric(column)}{_about(column)}><button type="button">{safe(column.head)}</button></th>'
        for column in columns
    )
    lines = [_row(columns, row, marked) for row in rows]
    body, tall = "\n".join(lines), " tall" if len(lines) > LONG else ""
    return (
        f'<div class="scroll{tall}" tabindex="0" role="region" aria-label="Table">\n<table class="sortable">\n'
        f"<caption><span>{caption}</span></caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>"
    )


def paragraphs(sentences: Iterable[str]) -> str:
    """Each sentence a list item, escaped."""
    return "<ul>\n" + "\n".join(f"<li>{safe(sentence)}</li>" for sentence in sentences) + "\n</ul>"


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Terms and what is said of them; the second of each pair is HTML."""
    items = "\n".join(f"<div><dt>{safe(term)}</dt><dd>{said}</dd></div>" for term, said in pairs)
    return f'<dl class="facts">\n{items}\n</dl>'


def span(low: str, high: str) -> str:
    """The two ends of an interval for a cell of their own; of no interval a dash."""
    return NOTHING if low == NOTHING else f'<span class="nowrap">{low} to {high}</span>'


def within(low: float, high: float, percent: bool) -> str:
    """An interval of scores, small behind its score; nothing where there is none."""
    if math.isnan(low):
        return ""
    return f"<small>{score(low, percent).removesuffix('%')} to {score(high, percent)}</small>"


def _row(columns: Sequence[Column], row: Sequence[Cell], marked: str) -> str:
    cells = "".join(
        f'<th scope="row" data-order="{safe(cell.order)}">{cell.html}</th>'
        if i == 0
        else f'<td{_numeric(column)} data-order="{_order(cell.order)}">{cell.html}</td>'
        for i, (column, cell) in enumerate(zip(columns, row, strict=True))
    )
    stress = ' class="marked"' if marked and row[0].order == marked else ""
    return f"<tr{stress}>{cells}</tr>"


def _order(value: float | str) -> str:
    if isinstance(value, str):
        return safe(value)
    return (
        ""
        if math.isnan(value)
        else "1e999"
        if value == math.inf
        else "-1e999"
        if value == -math.inf
        else repr(value)
    )


def _numeric(column: Column) -> str:
    return ' class="number"' if column.number else ""


def _about(column: Column) -> str:
    return f' title="{safe(column.about)}"' if column.about else ""


def _csv_cell(value: Any) -> Any:
    if isinstance(value, str):
        return no_formula(value)
    return f"{value:.7g}" if isinstance(value, float) else value
