"""What the sixteen demonstrations share: the command line, the output folder, and how pictures look."""

import argparse
import os
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import numpy as np

from descentlab.arrays import Array
from descentlab.errors import MissingExtraError

FOLDER = "ml_optimization_output"
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, RED, PINK, GREY = "#0072B2", "#D55E00", "#CC79A7", "#8C8C8C"
"""Okabe and Ito's colours, which colour-blind readers tell apart, and a grey for what stands back."""


class OneLineParser(argparse.ArgumentParser):
    """Tells wrong usage in one line."""

    def error(self, message: str) -> NoReturn:
        """Ends the program with exit code 2."""
        self.exit(2, f"{self.prog}: {message}\n")


class Shown(NamedTuple):
    """What a demonstration hands back. figure: a Matplotlib Figure. see: what to see in it, one line."""

    figure: Any
    see: str


def run(file: str, demonstrate: Callable[[Path], Shown]) -> None:
    """One script from the command line. file: the script's own."""
    parser = OneLineParser(description=f"The demonstration of exercise {Path(file).stem}.")
    add_out(parser)
    show(Path(file).stem, demonstrate, parser.parse_args().out)


def add_out(parser: argparse.ArgumentParser) -> None:
    """The option that every script has."""
    parser.add_argument("--out", type=_folder, default=Path(FOLDER), help=f"output folder (default: {FOLDER})")


def _folder(text: str) -> Path:
    """A folder that is there now. Raises ArgumentTypeError where it cannot be made."""
    folder = Path(text)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise argparse.ArgumentTypeError(f"'{text}' cannot be made a folder: {error.strerror}") from None
    return folder


def show(name: str, demonstrate: Callable[[Path], Shown], out: Path) -> None:
    """Runs a demonstration, saves its picture as NAME.png and says what to see.

    Where an optional dependency is missing, one line says which instead.
    """
    out.mkdir(parents=True, exist_ok=True)
    try:
        shown = demonstrate(out)
    except MissingExtraError as error:
        print(error)
        return
    picture = out / f"{name}.png"
    shown.figure.savefig(picture, dpi=150)
    print(f"See {picture}: {shown.see}")


def earlier(out: Path, file: str, script: str) -> Path:
    """A file that an earlier script leaves in the output folder; where it is missing, the script makes it."""
    if not (out / file).exists():
        out.mkdir(parents=True, exist_ok=True)
        __import__(script).produce(out)
    return out / file


def panels(columns: int, title: str, *, height: float = 4.2, **options: Any) -> tuple[Any, Any]:
    """A Matplotlib figure and its axes side by side, for 150 dots an inch. Raises MissingExtraError."""
    if find_spec("matplotlib") is None:
        raise MissingExtraError("drawing", "courses")
    matplotlib = import_module("matplotlib")
    matplotlib.rcParams.update(
        {
            "axes.prop_cycle": matplotlib.cycler(color=(BLUE, RED, GREEN, ORANGE, PINK, SKY, BLACK)),
            "axes.spines.right": False,
            "axes.spines.top": False,
            "font.size": 10,
            "legend.frameon": False,
        }
    )
    figure = import_module("matplotlib.figure").Figure(figsize=(10, height), layout="constrained")
    figure.get_layout_engine().set(wspace=0.05)
    figure.suptitle(title)
    return figure, figure.subplots(1, columns, **options)


def pictures(axes: Any, images: Array, title: str, columns: int, labels: Sequence[str] = ()) -> None:
    """Grey images (count, height, width) in rows of so many, each with its label below where there are labels."""
    count, height, width = images.shape
    down, across = height + (4 if labels else 1), width + 1
    sheet = np.full((-(-count // columns) * down, columns * across), np.nan)
    for i, image in enumerate(images):
        top, left = i // columns * down, i % columns * across
        sheet[top : top + height, left : left + width] = image
        if labels:
            axes.text(left + (width - 1) / 2, top + height + 1, labels[i], ha="center", va="center", fontsize=9)
    axes.imshow(sheet, cmap="gray_r", vmin=0, vmax=1)
    axes.set_title(title, fontsize=10)
    axes.set_axis_off()


def tensorflow(purpose: str) -> Any:
    """TensorFlow, with Keras on it. Raises MissingExtraError, which names the purpose."""
    if find_spec("tensorflow") is None:
        raise MissingExtraError(purpose, "courses")
    os.environ["KERAS_BACKEND"] = "tensorflow"  # Keras reads it when it is first imported
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # the same sums in the same order
    return import_module("tensorflow")
