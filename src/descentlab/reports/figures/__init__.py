"""Figures: the folder is the registry; a file is a picture.

A figure's file has

    TITLE                     what stands above the picture
    PLACE                     a number: pictures are shown in the order of theirs
    table(result)             the numbers, as rows; an empty list where there is nothing to show
    draw(rows)                those rows as a Plotly figure, plain data: {"data": [...], "layout": {...}}
    caption(result, rows)     what is drawn, of how many runs, and where the picture alone may mislead
"""

from types import ModuleType

from descentlab.reports.pictures import registered


def figures() -> dict[str, ModuleType]:
    """The figures by name, in the order in which they are shown."""
    return registered(__name__)
