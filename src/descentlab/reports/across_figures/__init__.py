"""Figures on several data sets: the folder is the registry; a file is a picture, as in ``figures/``."""

from types import ModuleType
from typing import Any

from descentlab.experiments.across import Across
from descentlab.reports import drawing
from descentlab.reports.pictures import registered


def figures() -> dict[str, ModuleType]:
    """The figures by name, in the order in which they are shown."""
    return registered(__name__)


def shown(across: Across) -> list[dict[str, Any]]:
    """The rows of the recipes that figures show, best first, with how each is drawn."""
    order = across.recipes
    return [
        row
        | {
            "place": order.index(row["recipe"]),
            "hue": order.index(row["recipe"]) % len(drawing.HUES),
            "mark": order.index(row["recipe"]) % len(drawing.DASHES),
        }
        for row in across.rows()[: drawing.MOST]
    ]


def scale_title(across: Across) -> str:
    """What an axis of scores measures."""
    if across.normalize == "range":
        return "normalised score"
    return "test accuracy" if across.percent else "test R²"
