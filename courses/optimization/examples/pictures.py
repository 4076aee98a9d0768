"""The pictures of the examples: saved into a folder, or shown where there is a screen."""

from importlib import import_module
from typing import Any

import numpy as np

from descentlab.errors import MissingExtraError
from examples.settings import Settings

BLUE, ORANGE = "#0072B2", "#D55E00"  # told apart by the colour-blind too


def predictions(pixels: Any, predicted: Any, labels: Any, name: str, settings: Settings) -> None:
    """Ten rows of ten images with their predicted digits above, the wrong ones orange and in brackets."""
    plt = _pyplot(settings)
    if plt is None:
        return
    figure, axes = plt.subplots(10, 10, figsize=(8, 9), layout="constrained")
    for axis, image, digit, label in zip(axes.flat, pixels, predicted, labels, strict=False):
        right = digit == label
        axis.imshow(image, cmap="gray_r")
        axis.set_title(
            f"{digit}" if right else f"[{digit}]", fontsize=11, color="black" if right else ORANGE, pad=2
        )
    for axis in axes.flat:
        axis.axis("off")
    wrong = int(np.sum(predicted != labels))
    figure.suptitle(f"Predicted digits of the first {len(pixels)} training images, {wrong} wrong")
    _finish(plt, figure, name, settings)


def smoothed(
    values: Any, averages: Any, title: str, labels: tuple[str, str], name: str, settings: Settings
) -> None:
    """Values and their moving averages against 1, 2, 3, ...; labels: of the horizontal and the vertical axis."""
    plt = _pyplot(settings)
    if plt is None:
        return
    figure, axis = plt.subplots(figsize=(7, 4), layout="constrained")
    days = range(1, len(values) + 1)
    axis.plot(days, values, color=ORANGE, marker=".", label="measured")
    axis.plot(days, averages, color=BLUE, linewidth=2, label="moving average")
    axis.set(title=title, xlabel=labels[0], ylabel=labels[1])
    axis.legend()
    _finish(plt, figure, name, settings)


def _pyplot(settings: Settings) -> Any:
    """Matplotlib, or None where nobody would see a picture. Raises MissingExtraError."""
    try:
        plt = import_module("matplotlib.pyplot")
        backends = import_module("matplotlib.backends")
    except ModuleNotFoundError:
        if settings.figures is None:
            return None
        raise MissingExtraError("a picture", "courses") from None
    on_screen = backends.backend_registry.list_builtin(backends.BackendFilter.INTERACTIVE)
    return plt if settings.figures or plt.get_backend().lower() in map(str.lower, on_screen) else None


def _finish(plt: Any, figure: Any, name: str, settings: Settings) -> None:
    if settings.figures is None:
        plt.show()
    else:
        settings.figures.mkdir(parents=True, exist_ok=True)
        figure.savefig(settings.figures / f"{name}.png", dpi=150)
    plt.close(figure)
