"""``descentlab verify``: does an experiment add up, and would its verdict be the same if runs were trained again?"""

import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from descentlab.cli.words import CODE, allow, check_target, in_words
from descentlab.errors import ExperimentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from descentlab.experiments.verify import Progress, Watch

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""What NumPy reads when it is first imported: for a step's small products more threads only wait for one another."""
_LONG = 10.0
"""Seconds above which it is said how long the rest takes."""


def verify_command(
    folder: Annotated[Path, typer.Argument(help="The experiment's folder.")],
    runs: Annotated[int, typer.Option(help="How many runs to train again; 0 for none.", min=0)] = 10,
    engine: Annotated[str, typer.Option(help="What to train them with: numpy or torch.")] = "numpy",
    float64: Annotated[bool, typer.Option("--float64", help="Train them in double precision.")] = False,
    data: Annotated[str | None, typer.Option(help="Where its data are now, if not where they were.")] = None,
    seed: Annotated[int, typer.Option(help="Of the sample of runs.", min=0)] = 0,
    code: Annotated[list[str] | None, typer.Option(help=CODE, metavar="FILE.PY:NAME")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the certificate here too.")] = None,
) -> None:
    """Check an experiment and train a sample of its runs again: does the verdict stand (0) or not (1)?"""
    for name in _THREADS:
        os.environ.setdefault(name, "1")

    from descentlab.experiments.verify import verify

    allow(code)
    check_target("--json", json_file)
    with in_words(code or ()), _progress() as watch:
        found = verify(
            folder,
            data=data,
            runs=runs,
            engine=engine,
            dtype="float64" if float64 else None,
            seed=seed,
            watch=watch,
        )
    print(found.text(min(shutil.get_terminal_size().columns, 100)))
    print()
    try:
        print(f"certificate  {found.write()}")
    except ExperimentError as error:
        print(f"note: no certificate was written: {error}", file=sys.stderr)
    if json_file is not None:
        from descentlab.experiments.exchange import write_json

        write_json(found.to_json(), json_file)
        print(f"result       {json_file}")
    if not found.stands:
        raise typer.Exit(1)


@contextmanager
def _progress() -> "Iterator[Watch]":
    """One moving line where there is a terminal; elsewhere a line when it will take long."""
    moving, told = sys.stderr.isatty(), False

    def watch(at: "Progress") -> None:
        nonlocal told
        if moving:
            text = f"replaying: {at.done} of {at.runs} runs, about {at.seconds:.0f} s left"
            print(f"\r{text:<60}", end="", file=sys.stderr, flush=True)
        elif not told and at.part > 0.05 and at.seconds > _LONG:
            print(f"replaying {at.runs} runs: about {at.seconds:.0f} s (--runs takes fewer)", file=sys.stderr)
            told = True

    try:
        yield watch
    finally:
        if moving:
            print(f"\r{'':<60}\r", end="", file=sys.stderr, flush=True)
