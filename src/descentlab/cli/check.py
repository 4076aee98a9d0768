"""``descentlab check``: is a gradient right, and if not, why?"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from descentlab import user_code
from descentlab.cli.settings import read_settings, with_settings
from descentlab.cli.words import check_target, read_task
from descentlab.errors import SettingError

if TYPE_CHECKING:
    from descentlab.diagnosis.gradient_result import GradientCheck

_OF_TRAINING = (
    "optimizer",
    "learning_rate",
    "schedule",
    "warmup_steps",
    "warmup_epochs",
    "weight_decay",
    "clip_norm",
    "batch_size",
    "epochs",
    "patience",
    "minimum_improvement",
    "dtype",
)
"""Settings that a check does not look at: it takes the mean loss of some examples, in float64."""


@with_settings
def check_command(
    settings: dict[str, Any],
    subject: Annotated[
        str, typer.Argument(help="Data for a recipe's network, or your own code: mine.py:name.")
    ],
    target: Annotated[str | None, typer.Option(help="The column to predict.")] = None,
    task: Annotated[str | None, typer.Option(help="classification or regression, where it is unclear.")] = None,
    entries: Annotated[int, typer.Option(help="Entries of each parameter to check one by one.")] = 20,
    every: Annotated[bool, typer.Option("--all", help="Check all entries.")] = False,
    examples: Annotated[int, typer.Option(help="Examples of the data to take.")] = 32,
    seed: Annotated[int, typer.Option(help="Of the sample, the weights and the mini-batch.", min=0)] = 0,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the whole result here.")] = None,
) -> None:
    """Check a gradient against differences of the loss: right (0), wrong (1) or inconclusive (3)."""
    check_target("--json", json_file)
    options: dict[str, Any] = {"entries": None if every else entries, "seed": seed}
    if user_code.is_reference(subject):
        if settings or target or task:
            raise SettingError(f"{subject} is checked as it is: options of data and recipe are not for it")
        found = _described(subject, options)
    else:
        found = _network(settings, subject, target, task, examples, options)
    print(found)
    if json_file is not None:
        from descentlab.experiments.exchange import write_json

        write_json(found.plain(), json_file)
        print(f"\nresult  {json_file}")
    if found.exit_code:
        raise typer.Exit(found.exit_code)


def _described(reference: str, options: dict[str, Any]) -> "GradientCheck":
    from descentlab.experiments.check import check_described

    return check_described(user_code.load(reference), reference, **options)


def _network(
    settings: dict[str, Any],
    data: str,
    target: str | None,
    task: str | None,
    examples: int,
    options: dict[str, Any],
) -> "GradientCheck":
    from descentlab import data as sources
    from descentlab.experiments.check import check_gradients
    from descentlab.experiments.recipe import recipe

    for name in _OF_TRAINING:
        if name in settings:
            raise SettingError(
                f"--{name.replace('_', '-')} plays no part in the gradient of the loss: leave it out"
            )
    asked = recipe(**read_settings(settings, lists=False))
    dataset = sources.load(data, target=target, task=read_task(task))
    for note in dataset.notes:
        print(f"note: {note}", file=sys.stderr)
    return check_gradients(asked, dataset, examples=examples, **options)
