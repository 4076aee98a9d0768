"""``descentlab export``: an experiment's runs for other tools."""

import sys
from pathlib import Path
from typing import Annotated

import typer


def export_command(
    folder: Annotated[Path, typer.Argument(help="An experiment's folder.")],
    to: Annotated[str, typer.Option(help="csv, parquet, tensorboard, mlflow or sqlite.")],
    out: Annotated[Path | None, typer.Option(help="The file or folder to make.  [FOLDER/export/...]")] = None,
    damaged: Annotated[
        bool, typer.Option("--damaged", help="Export what is whole of a damaged experiment.")
    ] = False,
) -> None:
    """Export an experiment's runs and epochs, also while it is training."""
    from descentlab.errors import shown
    from descentlab.experiments.exporting import export

    found = export(folder, to, out, damaged=damaged)
    for warning in found.warnings:
        print(f"warning: {shown(warning)}", file=sys.stderr)
    print(f"{found.runs} runs  {shown(found.out)}")
