"""``descentlab doctor``: what is wrong with somebody's answers to exercises, and why?"""

import json
import signal
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from descentlab.cli.words import check_target

if TYPE_CHECKING:
    from descentlab.doctor.classroom import Report
    from descentlab.doctor.exercise import Exercise

_UNCONFINED = (
    "this system cannot keep foreign code from writing files, starting programs and reaching the network"
)
_MOST = 10
"""Mistakes of a class that are listed on the terminal."""


def doctor_command(
    pack: Annotated[str, typer.Argument(help="optimization, ml_optimization, or a folder of exercises.")],
    path: Annotated[
        Path | None,
        typer.Argument(
            help="A file, a folder of answers, or a folder of students' folders; without it the pack is checked."
        ),
    ] = None,
    exercise: Annotated[str | None, typer.Option(help="Which exercise a single file answers.")] = None,
    advice: Annotated[bool, typer.Option(help="Show advice on style too.")] = True,
    timeout: Annotated[float, typer.Option(help="Seconds that one file may take.", min=0.1)] = 10.0,
    memory: Annotated[int, typer.Option(help="Megabytes that one file may use.", min=64)] = 2048,
    workers: Annotated[
        int | None, typer.Option(help="Processes side by side; all cores unless said.", min=1)
    ] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write everything here.")] = None,
    html_file: Annotated[Path | None, typer.Option("--html", help="Write a page for a class here.")] = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Write a row for each answer here.")] = None,
) -> None:
    """Say which answers are right (exit code 0), and what is wrong with the others (1)."""
    from descentlab.doctor import pack as packs
    from descentlab.doctor.classroom import examine
    from descentlab.doctor.students import students

    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(143)
    )  # so that workers and their folders are cleared away
    for option, file in (("--json", json_file), ("--html", html_file), ("--csv", csv_file)):
        check_target(option, file)
    exercises = packs.load(pack)
    if path is None:
        _check_pack(exercises)
        return
    asked = students(path, exercises, exercise)
    with _progress(len(asked) > 1) as watch:
        report = examine(
            asked,
            Path(pack).name,
            exercises,
            seconds=timeout,
            memory=memory * 2**20,
            workers=workers,
            watch=watch,
        )
    if not report.confined:
        print(f"note: {_UNCONFINED}", file=sys.stderr)
    if len(asked) == 1:
        _one(report, advice)
    else:
        _many(report)
    from descentlab.experiments.files import write_whole

    for file, content in _files(report, json_file, html_file, csv_file):
        write_whole(file, content.encode("utf-8", "replace"))
        print(f"written  {file}")
    if not report.passed:
        raise typer.Exit(1)


def _check_pack(exercises: "list[Exercise]") -> None:
    """A line for each exercise of a pack, and what is wrong with it."""
    from descentlab.doctor.pack_check import check
    from descentlab.doctor.worker import Worker

    sound = True
    with Worker(seconds=60.0) as worker:
        for exercise, faults in check(exercises, worker):
            name = f"{exercise.file} {exercise.function}"
            known = f"{len(exercise.mistakes)} mistakes, each told by its name"
            print(f"{'faulty' if faults else 'sound':<14}{name}{'' if faults else f': {known}'}")
            for fault in faults:
                print(f"{'':<14}{fault}")
            sound = sound and not faults
    if not sound:
        raise typer.Exit(1)


def _one(report: "Report", advice: bool) -> None:
    """A student's answers, one after the other."""
    (answers,) = report.found.values()
    for one in answers:
        print(f"{one.status:<14}{report.label(one)}{f': {one.name}' if one.name else ''}")
        for sentence in one.details:
            print(f"{'':<14}{sentence}")
        if advice and one.advice:
            print(f"{'':<14}advice: {'; '.join(one.advice)}")
    print(_summary([one.status for one in answers]))


def _many(report: "Report") -> None:
    """A line for each student, and the most common mistakes."""
    from descentlab.doctor.diagnosis import TO_MEND
    from descentlab.doctor.submission import printable

    width = min(30, max(len(name) for name in report.found))
    for student, answers in report.found.items():
        told = ""
        for status in TO_MEND:
            numbers = dict.fromkeys(one.exercise.partition("-")[0] for one in answers if one.status == status)
            told += f"   {status}: {', '.join(numbers)}" if numbers else ""
        print(f"{printable(student)[:width]:<{width}}  {report.count('right', student):>3} right{told}")
    unchecked = {
        one.details[0] for answers in report.found.values() for one in answers if one.status == "not checked"
    }
    for reason in sorted(unchecked)[:_MOST]:
        print(f"\nnot checked: {reason}")
    mistakes = report.mistakes()
    if mistakes:
        print("\nmost common")
    for mistake in mistakes[:_MOST]:
        print(f"{len(mistake.students):>4} x  {mistake.exercise}: {mistake.name}")
    if len(mistakes) > _MOST:
        print(f"        and {len(mistakes) - _MOST} others")
    print(_summary([one.status for answers in report.found.values() for one in answers]))


def _summary(statuses: list[str]) -> str:
    counts = {status: statuses.count(status) for status in dict.fromkeys(sorted(statuses, key=_order))}
    return ", ".join(f"{count} {status}" for status, count in counts.items())


def _order(status: str) -> int:
    from descentlab.doctor.diagnosis import STATUSES

    return STATUSES.index(status)


def _files(
    report: "Report", json_file: Path | None, html_file: Path | None, csv_file: Path | None
) -> Generator[tuple[Path, str]]:
    if json_file is not None:
        yield json_file, json.dumps(report.plain(), indent=2) + "\n"
    if html_file is not None:
        from descentlab.reports.classroom import html

        yield html_file, html(report)
    if csv_file is not None:
        from descentlab.reports.markup import csv_text

        yield csv_file, csv_text(report.rows())


@contextmanager
def _progress(wanted: bool) -> Generator[Callable[[int, int], None]]:
    """Something to call with answers done and their number."""
    if not wanted:
        yield lambda done, of: None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import Progress

        from descentlab.cli.terminal import steered

        with Progress(console=Console(file=steered(sys.stderr))) as bar:
            task = bar.add_task("answers", total=None)
            yield lambda done, of: bar.update(task, completed=done, total=of)
    else:
        last = time.monotonic()

        def line(done: int, of: int) -> None:
            nonlocal last
            if done == of or time.monotonic() - last > 5:
                last = time.monotonic()
                print(f"answers {done}/{of}", file=sys.stderr, flush=True)

        yield line
