"""``descentlab across``: what experiments on several data sets say together."""

import shutil
import textwrap
from pathlib import Path
from typing import Annotated

import typer

from descentlab.cli.words import CODE, allow, check_target


def across_command(
    folders: Annotated[list[Path], typer.Argument(help="Experiments' folders, one for each data set.")],
    normalize: Annotated[
        str,
        typer.Option(
            help="range: 0 is the lowest, 1 the highest score on each data set; none: scores as they are."
        ),
    ] = "range",
    out: Annotated[Path | None, typer.Option(help="Write a page here.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the whole result here.")] = None,
    code: Annotated[list[str] | None, typer.Option(help=CODE, metavar="FILE.PY:NAME")] = None,
) -> None:
    """Summarise experiments with the same recipes on several data sets."""
    from descentlab.experiments.across import across

    allow(code)
    check_target("--out", out)
    check_target("--json", json_file)
    found = across(folders, normalize=normalize)
    print(f"{len(found.recipes)} recipes on {len(found.data)} data sets, {found.seeds} seeds each")
    print()
    print(found.table())
    print()
    width = min(shutil.get_terminal_size().columns, 100)
    for sentence in found.verdict():
        print(textwrap.fill(sentence, width, subsequent_indent="  "))
    if out is not None or json_file is not None:
        print()
    if out is not None:
        from descentlab.reports.across import write

        write(found, out)
        print(f"page    {out}")
    if json_file is not None:
        from descentlab.experiments.exchange import write_json

        write_json(found.to_json(), json_file)
        print(f"result  {json_file}")
