"""``descentlab resume``: goes on with an experiment that was stopped."""

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from descentlab.cli.running import ACCEPT, say_result, train
from descentlab.cli.words import CODE, allow, check_target
from descentlab.errors import DescentlabError, ExperimentError, shown

if TYPE_CHECKING:
    from descentlab.experiments.result import Result
    from descentlab.experiments.store import Store


def resume_command(
    folder: Annotated[Path, typer.Argument(help="The experiment's folder.")],
    data: Annotated[str | None, typer.Option(help="Where its data are now, if not where they were.")] = None,
    repair: Annotated[bool, typer.Option("--repair", help="First bring back what is whole of it.")] = False,
    accept_environment: Annotated[bool, typer.Option("--accept-environment", help=ACCEPT)] = False,
    code: Annotated[list[str] | None, typer.Option(help=CODE, metavar="FILE.PY:NAME")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the whole result here.")] = None,
) -> None:
    """Go on with an experiment that was stopped, from its folder alone."""
    from descentlab.experiments.resume import finished, study

    allow(code)
    check_target("--json", json_file)
    if repair:
        _repair(folder)
    with closing(_opened(folder)) as store:
        result = finished(store)
        if result is not None:
            print(f"{shown(folder)}: is finished; nothing was trained", file=sys.stderr)
            _report_again(store, result)
        again = study(store, data) if result is None else None
    if again is not None:
        result = train(again, folder, accept_environment=accept_environment)
    assert result is not None
    say_result(result, json_file)


def _opened(folder: Path) -> "Store":
    """For writing, which removes what a killed process left; for reading where that cannot be and all is trained."""
    from descentlab.experiments.resume import finished
    from descentlab.experiments.store import Store

    try:
        return Store.open(folder, write=True)
    except ExperimentError as error:
        try:
            store = Store.open(folder)
        except ExperimentError:
            raise error from None
        if finished(store) is None:
            store.close()
            raise
        return store


def _report_again(store: "Store", result: "Result") -> None:
    """Writes the report where there is none, or one of an earlier result."""
    from descentlab.experiments.compare import REPORTED
    from descentlab.reports.page import write

    page = result.folder / "report.html"
    if page.exists() and store.fact(REPORTED):
        return
    try:
        write(result, page)
        store.set_fact(REPORTED, True)
    except DescentlabError as error:
        print(f"warning: {error}", file=sys.stderr)


def _repair(folder: Path) -> None:
    from descentlab.experiments.repair import repair

    print(f"{shown(folder)}: {shown(repair(folder))}", file=sys.stderr)
