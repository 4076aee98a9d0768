"""``descentlab list``, ``report`` and ``data``: what there is."""

import shlex
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from descentlab.cli.words import CODE, EXPERIMENTS, allow, check_target

if TYPE_CHECKING:
    from descentlab.experiments.store import Store


def list_command(
    folder: Annotated[Path, typer.Argument(help="Where to look, one level deep.")] = Path(EXPERIMENTS),
    code: Annotated[list[str] | None, typer.Option(help=CODE, metavar="FILE.PY:NAME")] = None,
) -> None:
    """List experiments: data, recipes, how far they are, and the leader."""
    from descentlab.errors import shown
    from descentlab.experiments.store import FILE

    allow(code)
    found = sorted({file.parent for pattern in (FILE, f"*/{FILE}") for file in folder.glob(pattern)})
    if not found:
        print(f"no experiments in {shown(folder)}")
        return
    rows = [["folder", "data", "recipes", "runs", "state"], *(_row(one) for one in found)]
    rows = [[shown(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    for row in rows:
        print("  ".join([*(cell.ljust(w) for cell, w in zip(row[:4], widths, strict=True)), row[4]]).rstrip())


def _row(folder: Path) -> list[str]:
    from descentlab.errors import DescentlabError
    from descentlab.experiments.database import understood
    from descentlab.experiments.rows import WAITING
    from descentlab.experiments.store import Store

    try:
        with closing(Store.open(folder)) as store, understood(folder):
            ended = sum(run.status != WAITING for run in store.runs())
            data, recipes = str(store.fact("data")["name"]), len(store.fact("config")["recipes"])
            return [str(folder), data, str(recipes), str(ended), _state(store)]
    except DescentlabError as error:
        return [str(folder), "-", "-", "-", str(error)]


def _state(store: "Store") -> str:
    from descentlab.errors import ExperimentError, SettingError
    from descentlab.experiments.result import Result

    try:
        return f"best {Result(store).best.name}"
    except SettingError as error:
        return str(error)
    except ExperimentError:
        return f"unfinished: descentlab resume {shlex.quote(str(store.folder))}"


def report_command(
    folder: Annotated[Path, typer.Argument(help="An experiment's folder.")],
    out: Annotated[Path | None, typer.Option(help="The page; by default report.html in the folder.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the whole result here.")] = None,
    code: Annotated[list[str] | None, typer.Option(help=CODE, metavar="FILE.PY:NAME")] = None,
) -> None:
    """Write an experiment's report again, without training anything."""
    from descentlab.cli.outcome import say
    from descentlab.errors import shown
    from descentlab.experiments.exchange import write_json
    from descentlab.experiments.result import Result
    from descentlab.reports.page import write

    allow(code)
    result = Result.read(folder)
    page = out or folder / "report.html"
    check_target("--out", page)
    check_target("--json", json_file)
    write(result, page)
    say(result)
    print(f"report  {shown(page)}")
    if json_file is not None:
        write_json(result.to_json(), json_file)
        print(f"result  {shown(json_file)}")


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
    print("folders: MNIST's four files, or a folder of images for each class")
