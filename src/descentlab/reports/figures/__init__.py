"""Figures: the folder is the registry; a file is a picture.

A figure's file has

    TITLE                     what stands above the picture
    PLACE                     a number: pictures are shown in the order of theirs
    table(result)             the numbers, as rows; an empty list where there is nothing to show
    draw(rows)                those rows as a Plotly figure, plain data: {"data": [...], "layout": {...}}
    caption(result, rows)     what is drawn, of how many runs, and where the picture alone may mislead
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


@cache
def figures() -> dict[str, ModuleType]:
    """The figures by name, in the order in which they are shown."""
    found = {module.name: import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)}
    return dict(sorted(found.items(), key=lambda item: (item[1].PLACE, item[0])))
