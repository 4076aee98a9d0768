"""``descentlab list``, ``report`` and ``data``: what there is."""

import sqlite3
from pathlib import Path
from typing import Annotated

import typer

from descentlab.cli.words import CODE, EXPERIMENTS, allow, check_target


def list_command(
    folder: Annotated[Path, typer.Argument(help="Where to look, one level deep.")] = Path(EXPERIMENTS),
    code: Annotated[list[str] | None, typer.Option(help=CODE, metavar="FILE.PY:NAME")] = None,
) -> None:
    """List experiments: data, recipes, how far they are, and the leader."""
    from descentlab.errors import DescentlabError, SettingError
    from descentlab.experiments.result import Result
    from descentlab.experiments.store import FILE, Store

    allow(code)
    found = sorted({file.parent for pattern in (FILE, f"*/{FILE}") for file in folder.glob(pattern)})
    if not found:
        print(f"no experiments in {folder}")
        return
    rows = [["folder", "data", "recipes", "runs", "state"]]
    for one in found:
        try:
            store = Store.open(one, write=False)
            runs = store.runs()
            ended = sum(run.status != "waiting" for run in runs)
            data, config = store.fact("data"), store.fact("config")
            store.close()
        except (DescentlabError, sqlite3.Error) as error:
            rows.append([str(one), "-", "-", "-", str(error)])
            continue
        try:
            state = f"best {Result.read(one).best.name}"
        except SettingError as error:
            state = str(error)
        except (DescentlabError, sqlite3.Error):
            state = "unfinished"
        rows.append([str(one), data["name"], str(len(config["recipes"])), str(ended), state])
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    for row in rows:
        print("  ".join([*(cell.ljust(w) for cell, w in zip(row[:4], widths, strict=True)), row[4]]).rstrip())


def report_command(
    folder: Annotated[Path, typer.Argument(help="An experiment's folder.")],
    out: Annotated[Path | None, typer.Option(help="The page; by default report.html in the folder.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the whole result here.")] = None,
    code: Annotated[list[str] | None, typer.Option(help=CODE, metavar="FILE.PY:NAME")] = None,
) -> None:
    """Write an experiment's report again, without training anything."""
    from descentlab.cli.outcome import say
    from descentlab.experiments.result import Result, write_json
    from descentlab.reports.page import write

    allow(code)
    result = Result.read(folder)
    page = out or folder / "report.html"
    check_target("--out", page)
    check_target("--json", json_file)
    write(result, page)
    say(result)
    print(f"report  {page}")
    if json_file is not None:
        write_json(result, json_file)
        print(f"result  {json_file}")


def data_command() -> None:
    """List the data sets that come along, and the file formats that are read."""
    from descentlab import data

    rows = [["name", "task", "examples", "features", "classes", ""]]
    for name in data.names():
        one = data.describe(name)
        classes = "-" if one.task == "regression" else str(one.outputs)
        rows.append([name, one.task, str(one.examples), str(one.features), classes, one.summary])
    widths = [max(len(row[i]) for row in rows) for i in range(5)]
    for row in rows:
        print("  ".join([*(cell.ljust(w) for cell, w in zip(row[:5], widths, strict=True)), row[5]]).rstrip())
    print()
    print(f"files: {', '.join(data.suffixes())}; the column to predict is named with --target")
