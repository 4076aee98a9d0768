"""``descentlab diagnose``: bias or variance, what to try, and whether more data would help."""

import shutil
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from descentlab.cli.words import CODE, allow, check_target, in_words

if TYPE_CHECKING:
    from descentlab.experiments.diagnose import Diagnosis, Watch


def diagnose_command(
    folder: Annotated[Path, typer.Argument(help="The experiment's folder.")],
    recipe: Annotated[str | None, typer.Option(help="A recipe's name; by default the leader.")] = None,
    human_error: Annotated[
        float | None, typer.Option(help="Error of people at the task, such as 0.02.")
    ] = None,
    bayes_error: Annotated[
        float | None, typer.Option(help="Or the best error possible, where it is known.")
    ] = None,
    no_curves: Annotated[bool, typer.Option("--no-curves", help="Train no learning curve.")] = False,
    data: Annotated[str | None, typer.Option(help="Where its data are now, if not where they were.")] = None,
    code: Annotated[list[str] | None, typer.Option(help=CODE, metavar="FILE.PY:NAME")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the whole diagnosis here.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write a page with figures here (HTML).")] = None,
) -> None:
    """Say whether bias or variance dominates, whether more data would help, and what to try next."""
    from descentlab.experiments.diagnose import diagnose

    allow(code)
    check_target("--json", json_file)
    check_target("--out", out)
    with in_words(code or ()), _progress() as watch:
        found = diagnose(
            folder,
            recipe=recipe,
            human_error=human_error,
            bayes_error=bayes_error,
            curves=not no_curves,
            data=data,
            watch=watch,
        )
    print("\n".join(_lines(found, min(shutil.get_terminal_size().columns, 100))))
    if json_file is not None:
        from descentlab.experiments.exchange import write_json

        write_json(found.to_json(), json_file)
        print(f"\nresult  {json_file}")
    if out is not None:
        from descentlab.reports.diagnosis import write

        write(found, out)
        print(f"{'' if json_file else chr(10)}page    {out}")


def _lines(found: "Diagnosis", width: int) -> Iterator[str]:
    error = "share of wrong answers" if found.percent else "share of variance not explained (1 - R2)"
    yield textwrap.fill(f"{found.data}, {found.recipe}; error: {error}", width)
    yield ""
    yield from _table(["recipe", "training", "validation", "test", "problem"], _recipes(found))
    yield ""
    for sentence in found.sentences():
        yield textwrap.fill(sentence, width, subsequent_indent="  ")
    if found.curve is not None:
        yield ""
        yield from _table(["examples", "training error", "validation error"], _sizes(found))
        said = "Every size takes the same number of steps: fewer examples are seen more often."
        yield textwrap.fill(said, width, subsequent_indent="  ")
    if found.remedies:
        yield ""
        yield "What to try, in this order:"
    for number, (remedy, command) in enumerate(zip(found.remedies, found.commands, strict=True), start=1):
        yield textwrap.fill(remedy.said, width, initial_indent=f"{number:>2}. ", subsequent_indent="    ")
        if command is not None:
            yield f"    {command}"


def _recipes(found: "Diagnosis") -> Iterator[list[str]]:
    for row in found.rows:
        mark = " *" if row.recipe == found.recipe and len(found.rows) > 1 else ""
        yield [f"{row.recipe}{mark}", *(_error(value, found) for value in row[1:4]), row.problem]


def _sizes(found: "Diagnosis") -> Iterator[list[str]]:
    assert found.curve is not None
    for size, *errors in zip(*found.curve, strict=True):
        means = [
            sum(ended) / len(ended) if (ended := [e for e in row if e == e]) else float("nan") for row in errors
        ]
        yield [f"{size:,}", *(_error(mean, found) for mean in means)]


def _error(value: float, found: "Diagnosis") -> str:
    if value != value:
        return "-"
    return f"{100 * value:.2f}%" if found.percent else f"{value:.4f}"


def _table(head: list[str], body: Iterator[list[str]]) -> Iterator[str]:
    rows = [head, *body]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    last = len(head) - 1 if head[-1] == "problem" else 0
    for row in rows:
        cells = zip(row, widths, strict=True)
        yield "  ".join(
            cell.ljust(width) if i in (0, last) else cell.rjust(width) for i, (cell, width) in enumerate(cells)
        ).rstrip()


@contextmanager
def _progress() -> "Iterator[Watch]":
    moving, told = sys.stderr.isatty(), False

    def watch(part: float) -> None:
        nonlocal told
        if moving:
            print(f"\rlearning curve: {100 * part:3.0f}%", end="", file=sys.stderr, flush=True)
        elif not told:
            print("training the learning curve (--no-curves leaves it out)", file=sys.stderr)
            told = True

    try:
        yield watch
    finally:
        if moving:
            print(f"\r{'':<40}\r", end="", file=sys.stderr, flush=True)
