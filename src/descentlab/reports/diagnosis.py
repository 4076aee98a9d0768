"""A diagnosis as one HTML page: the judgement, errors and learning curve as figures, and what to try."""

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from descentlab.experiments.diagnose import Diagnosis
from descentlab.reports import pictures
from descentlab.reports.diagnosis_figures import figures
from descentlab.reports.markup import Cell, Column, name, paragraphs, safe, table
from descentlab.reports.shell import Part, shell
from descentlab.reports.words import NOTHING

_TITLES = {
    "avoidable bias": "avoidable bias dominates",
    "variance": "variance dominates",
    "avoidable bias and variance": "bias and variance",
    "overfitting to validation": "overfitting to the validation part",
    "training": "training fails",
    "none": "neither bias nor variance",
}


def write(diagnosis: Diagnosis, file: str | Path) -> None:
    """Writes the page; the file appears only when it is whole."""
    pictures.write_page(html(diagnosis), Path(file))


def html(diagnosis: Diagnosis) -> str:
    """The whole page."""
    found = pictures.tables(figures(), diagnosis)
    title = _TITLES[diagnosis.judgement.problem]
    return shell(
        "descentlab diagnose",
        title=f"{diagnosis.data}: {title}",
        heading=f"{name(diagnosis.data)}, {name(diagnosis.recipe)}: {safe(title)}",
        parts=list(_parts(diagnosis, found)),
        version=version("descentlab"),
        data=pictures.numbers(figures(), found),
        libraries=[pictures.plotly()],
    )


def _parts(diagnosis: Diagnosis, found: dict[str, pictures.Rows]) -> Iterator[Part]:
    drawn = {key: pictures.figure(figures()[key], key, diagnosis, rows) for key, rows in found.items()}
    yield "verdict", "Verdict", paragraphs(diagnosis.sentences())
    if drawn:
        yield "figures", "Figures", "\n".join(drawn.values())
    if diagnosis.remedies:
        yield "remedies", "What to try", _remedies(diagnosis)
    yield "recipes", "All recipes", _recipes(diagnosis)
    yield "method", "Method", paragraphs(_method(diagnosis))


def _remedies(diagnosis: Diagnosis) -> str:
    items = [
        f"<li><p>{safe(remedy.said)}</p>{'' if command is None else f'<pre><code>{safe(command)}</code></pre>'}</li>"
        for remedy, command in zip(diagnosis.remedies, diagnosis.commands, strict=True)
    ]
    listed = "\n".join(items)
    return f"<p>In this order; each command compares the present value with others.</p>\n<ol>\n{listed}\n</ol>"


def _recipes(diagnosis: Diagnosis) -> str:
    columns = [Column("recipe", "recipe")]
    columns += [Column(key, f"{key} error", number=True) for key in ("training", "validation", "test")]
    columns += [Column("diverged", "diverged", number=True), Column("problem", "problem")]
    rows = [
        [
            Cell(name(row.recipe), row.recipe),
            *(Cell(_error(value, diagnosis.percent), value) for value in row[1:4]),
            Cell(str(row.diverged), row.diverged),
            Cell(safe(row.problem), row.problem),
        ]
        for row in diagnosis.rows
    ]
    said = "Mean errors of the report's runs that ended; the recipe diagnosed is marked"
    return table(said, columns, rows, marked=diagnosis.recipe)


def _method(diagnosis: Diagnosis) -> list[str]:
    sizes = diagnosis.sizes
    error = "the share of wrong answers" if diagnosis.percent else "1 − R², the share of variance not explained"
    return [
        f"Error is {error}. {sizes['train']:,} training, {sizes['validation']:,} validation and {sizes['test']:,} test "
        "examples; seeds divide training from validation, the test part is the same for all.",
        "A part of the error counts where it is above one point and its 95% interval over seeds excludes 0. Which of "
        "bias and variance dominates is judged by their difference in the same runs.",
        "More examples count as worth it where the last doubling is shown to save a tenth of the error above the "
        "floor. What the next doubling brings is a guess from the last two, and nothing is said of more than one.",
    ]


def _error(value: float, percent: bool) -> str:
    if value != value:
        return NOTHING
    return f"{100 * value:.2f}%" if percent else f"{value:.4f}"
