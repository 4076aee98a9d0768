"""Runs the examples of this exercise pack: `python run.py 5` that of exercise 5, `python run.py` all in turn."""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from examples.settings import Settings

from descentlab.errors import DescentlabError, MissingExtraError

EXERCISES = range(15)


class _OneLineParser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, or 2 where an option, the data or a library was amiss."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    for option, value, those in (("--steps", asked.steps, range(5, 11)), ("--epochs", asked.epochs, (3,))):
        if value is not None and asked.exercises and not set(asked.exercises) & set(those):
            parser.error(f"{option} is for exercise {', '.join(map(str, those))}")
    os.environ["KERAS_BACKEND"] = "tensorflow"  # tf.keras follows it
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # less talk of missing GPUs
    settings = Settings(asked.data or _default_data(), asked.figures, asked.steps, asked.epochs)
    code = 0
    for number in asked.exercises or EXERCISES:
        if len(asked.exercises) != 1:
            print(f"--- exercise {number}", flush=True)
        try:
            _show(number, settings)
        except DescentlabError as error:
            print(f"exercise {number}: {error}", file=sys.stderr)
            code = 2
    return code


def _show(number: int, settings: Settings) -> None:
    try:
        example = import_module(f"examples.exercise_{number:02}")
    except ModuleNotFoundError as error:
        if error.name != "tensorflow":
            raise
        raise MissingExtraError("this example", "courses") from None
    example.main(settings)


def _parser() -> argparse.ArgumentParser:
    parser = _OneLineParser(prog="run.py", description="Shows what the exercises of this pack show.")
    parser.add_argument(
        "exercises", nargs="*", type=_exercise, metavar="NUMBER", help="0 to 14; all without one"
    )
    parser.add_argument(
        "--data", type=_folder, metavar="DIR", help="the course's files (default: $DESCENTLAB_DATA)"
    )
    parser.add_argument(
        "--figures", type=Path, metavar="DIR", help="save pictures there instead of showing them"
    )
    parser.add_argument("--steps", type=_count, metavar="N", help="steps of exercises 5 to 10 (default: 1000)")
    parser.add_argument("--epochs", type=_count, metavar="N", help="epochs of exercise 3 (default: 10)")
    return parser


def _exercise(text: str) -> int:
    if not text.isdecimal() or int(text) not in EXERCISES:
        raise argparse.ArgumentTypeError(f"there is no exercise '{text}': they are numbered 0 to 14")
    return int(text)


def _folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder '{text}'")
    return Path(text)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' must be a whole number of at least 1")
    return int(text)


def _default_data() -> Path | None:
    folder = os.environ.get("DESCENTLAB_DATA")
    return Path(folder) if folder else None


if __name__ == "__main__":
    sys.exit(main())
