"""``descentlab compare``: which training recipe works best on these data."""

import hashlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from descentlab.cli.config import Config, read_config
from descentlab.cli.running import ACCEPT, say_result, train
from descentlab.cli.settings import read_settings, with_settings
from descentlab.cli.words import CODE, EXPERIMENTS, STAGES, allow, check_target, read_task
from descentlab.errors import SettingError

if TYPE_CHECKING:
    from descentlab.experiments.compare import Study


@with_settings
def compare_command(
    settings: dict[str, Any],
    data: Annotated[str | None, typer.Argument(help="A data set's name, or a file or folder of data.")] = None,
    target: Annotated[str | None, typer.Option(help="The column to predict.")] = None,
    task: Annotated[str | None, typer.Option(help="classification or regression, where it is unclear.")] = None,
    seeds: Annotated[int | None, typer.Option(help="Fresh seeds to judge each recipe by.  [10]")] = None,
    rates: Annotated[int | None, typer.Option(help="Learning rates to try for each recipe.  [9]")] = None,
    selection_seeds: Annotated[int | None, typer.Option(help="Seeds to choose rates by.  [5]")] = None,
    repeat_studies: Annotated[
        bool, typer.Option("--repeat-studies", help="Choose rates anew for each fresh seed.")
    ] = False,
    equivalence: Annotated[
        float | None, typer.Option(help="Differences up to this make no difference; 0 for none.  [0.01]")
    ] = None,
    code: Annotated[list[str] | None, typer.Option(help=CODE, metavar="FILE.PY:NAME")] = None,
    config: Annotated[Path | None, typer.Option(help="A TOML file that says all this.")] = None,
    out: Annotated[Path | None, typer.Option(help="The experiment's folder.")] = None,
    accept_environment: Annotated[bool, typer.Option("--accept-environment", help=ACCEPT)] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the whole result here.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be trained, and stop.")] = False,
) -> None:
    """Compare training recipes: any setting may hold several values, separated by commas."""
    allow(code)
    asked = read_config(config) if config is not None else Config()
    source = data or asked.data
    if source is None:
        raise SettingError("name the data: a data set (descentlab data lists them) or a file")
    study = _study(
        source,
        target or asked.target,
        task or asked.task,
        {**asked.grid, **read_settings(settings, lists=True)},
        {
            "seeds": _first(seeds, asked.seeds, 10),
            "rates": _first(rates, asked.rates, 9),
            "selection_seeds": _first(selection_seeds, asked.selection_seeds, 5),
            "repeat_studies": repeat_studies or bool(asked.repeat_studies),
            "equivalence": asked.equivalence if equivalence is None else equivalence,
        },
    )
    for note in study.dataset.notes:
        print(f"note: {note}", file=sys.stderr)
    if dry_run:
        _say_plan(study)
        return
    folder = out or (Path(asked.out) if asked.out else _default_folder(study))
    check_target("--json", json_file)
    check_target("--out", folder / "report.html")
    say_result(train(study, folder, accept_environment=accept_environment), json_file)


def _study(
    source: str, target: str | None, task: str | None, settings: dict[str, Any], budget: dict[str, Any]
) -> "Study":
    from descentlab import data as sources
    from descentlab.experiments.compare import Study
    from descentlab.experiments.grid import grid

    recipes = grid(**settings)
    dataset = sources.load(source, target=target, task=read_task(task))
    study = Study(dataset, recipes, **budget)
    study.plan()  # finds now what no recipe can do with these data
    return study


def _say_plan(study: "Study") -> None:
    from descentlab.experiments.estimate import seconds

    plan = study.plan()
    for stage, amount in plan.items():
        if amount["runs"]:
            print(f"{STAGES[stage]}: {amount['runs']} runs in {amount['programs']} programs")
    runs = sum(amount["runs"] for amount in plan.values())
    print(f"together: {runs} runs, about {seconds(plan):.0f} s on this machine when nothing is cached")


def _default_folder(study: "Study") -> Path:
    """One folder for each experiment asked for, so that the same command finds what it began."""
    asked = {**study.config(), "seeds": None, "data": study.dataset.fingerprint}
    name = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:8]
    stem = "".join(c if c.isalnum() else "-" for c in Path(study.dataset.name).stem)[:40]
    return Path(EXPERIMENTS) / f"{stem}-{name}"


def _first(*values: int | None) -> int:
    return next(value for value in values if value is not None)
