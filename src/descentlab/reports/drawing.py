"""What the figures share: colours, symbols, layout, and text that is safe inside a picture.

Colours are Okabe and Ito's, which people with any common form of colour blindness tell apart; black and yellow
are left out, as each vanishes on one of the two backgrounds. A colour never stands alone: dashes and symbols
say the same. Backgrounds are transparent and lines grey, so that a picture suits a light page and a dark one.
"""

import math
from collections.abc import Iterable
from typing import Any

from descentlab.experiments.result import RecipeResult, Result

HUES = ("#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9", "#8C8C8C")
BLUE, VERMILLION, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#8C8C8C"
DASHES = ("solid", "dot", "dash", "dashdot", "longdash")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross")
GRID = "rgba(128, 128, 128, 0.22)"
LOOK = ("hue", "mark")
"""Columns of a figure's table that say how a recipe is drawn, in all figures alike; not for people."""

MOST = 40
"""Recipes that a figure shows; a table of the page and the result's JSON have them all."""
VISIBLE = 12
"""Recipes whose lines are drawn at first; the legend shows the others."""
_LINE = 22


def shown(result: Result) -> list[RecipeResult]:
    """The recipes that figures show, in the order of the table: the best, and always the leader."""
    by_name = {one.name: one for one in result.recipes}
    ordered = [by_name[row["recipe"]] for row in result.rows()]
    first = ordered[:MOST]
    return first if result.best in first else [*first[:-1], result.best]


def looks(result: Result) -> dict[str, dict[str, int]]:
    """For each recipe its hue and mark (dash or symbol), by number.

    Where recipes are a small grid, the axis with the most values has the hues and the others have the marks.
    Otherwise hues and marks are counted through.
    """
    axes = result.config["axes"]
    values = {axis: list(dict.fromkeys(_value(one, axis) for one in result.recipes)) for axis in axes}
    few = [axis for axis in axes if len(values[axis]) <= len(HUES)]
    if few:
        main = max(few, key=lambda axis: len(values[axis]))
        rest = [tuple(_value(one, axis) for axis in axes if axis != main) for one in result.recipes]
        kinds = list(dict.fromkeys(rest))
        if len(kinds) <= len(DASHES):
            return {
                one.name: {"hue": values[main].index(_value(one, main)), "mark": kinds.index(kind)}
                for one, kind in zip(result.recipes, rest, strict=True)
            }
    return {
        one.name: {"hue": i % len(HUES), "mark": i // len(HUES) % len(DASHES)}
        for i, one in enumerate(result.recipes)
    }


def colour(row: dict[str, Any]) -> str:
    """The colour of a row's recipe."""
    return HUES[row["hue"]]


def faint(row: dict[str, Any], opacity: float) -> str:
    """The colour of a row's recipe, nearly transparent."""
    red, green, blue = (int(colour(row)[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity:g})"


def plain(text: str) -> str:
    """Text as Plotly shows it to the letter: Plotly reads some HTML in labels."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return printable.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def label(name: str) -> str:
    """A recipe's name beside its row: broken at its plus signs, long parts cut."""
    lines: list[str] = []
    for part in name.split(" + "):
        part = part if len(part) <= _LINE else part[: _LINE - 1] + "…"
        if lines and len(lines[-1]) + len(part) + 3 <= _LINE:
            lines[-1] += f" + {part}"
        else:
            lines.append(part)
    lines = lines if len(lines) <= 3 else [*lines[:2], "…"]
    return " +<br>".join(plain(line) for line in lines)


def number(value: float | None) -> float | None:
    """A number to draw: six digits are more than a picture shows, and what is not finite is not drawn."""
    return None if value is None or not math.isfinite(value) else float(f"{value:.6g}")


def numbers(values: Iterable[float | None], times: float = 1) -> list[float | None]:
    """Many numbers to draw."""
    return [None if value is None else number(times * value) for value in values]


def near(best: list[float], every: Iterable[float | None]) -> list[float] | None:
    """A range in which the best of the scores can be told apart, where the whole range would hide that."""
    best = [value for value in best if math.isfinite(value)]
    known = [value for value in every if value is not None and math.isfinite(value)]
    if not best:
        return None
    span = max(max(best) - min(best), 0.01)
    low, high = min(best) - span, max(best) + 0.3 * span
    return [low, high] if min(known) < low - span else None


def views(ranges: dict[str, list[float | None] | None]) -> list[dict[str, Any]]:
    """Buttons above a picture that show a range of its vertical axis; None for all of it."""
    changes = {
        label: {"yaxis.autorange": True} if ends is None else {"yaxis.range": ends}
        for label, ends in ranges.items()
    }
    buttons = [{"label": label, "method": "update", "args": [{}, change]} for label, change in changes.items()]
    return [{"type": "buttons", "direction": "right", "x": 0, "y": 1.12, "buttons": buttons}]


def axis(title: str, **more: Any) -> dict[str, Any]:
    """An axis with a title and a faint grid."""
    quiet = {
        "gridcolor": GRID,
        "zeroline": False,
        "linecolor": GRID,
        "automargin": True,
        "tickfont": {"size": 12},
    }
    return {"title": {"text": title, "standoff": 12, "font": {"size": 13}}, **quiet, **more}


def layout(height: int, xaxis: dict[str, Any], yaxis: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A layout that suits light and dark."""
    return {
        "height": height,
        "xaxis": xaxis,
        "yaxis": yaxis,
        "margin": {"l": 56, "r": 16, "t": 12, "b": 52},
        "font": {"family": "system-ui, -apple-system, 'Segoe UI', sans-serif", "size": 13, "color": "#777777"},
        "paper_bgcolor": "rgba(0, 0, 0, 0)",
        "plot_bgcolor": "rgba(0, 0, 0, 0)",
        "modebar": {"bgcolor": "rgba(0, 0, 0, 0)", "color": "#8C8C8C", "activecolor": "#777777"},
        "hovermode": "closest",
        "hoverlabel": {"align": "left"},
        "showlegend": False,
        **more,
    }


def names_axis(names: list[str], leader: str | None = None) -> dict[str, Any]:
    """A vertical axis with one row for each recipe, the first at the top; the leader's name is bold."""
    texts = [f"<b>{label(name)}</b>" if name == leader else label(name) for name in names]
    return axis(
        "",
        tickvals=list(range(len(names))),
        ticktext=texts,
        range=[len(names) - 0.4, -0.6],
        fixedrange=True,
        showgrid=False,
        ticklabelstandoff=6,
    )


def rows_height(names: list[str]) -> int:
    """Pixels for a picture with one row for each recipe."""
    return 80 + (46 if any("<br>" in label(name) for name in names) else 38) * len(names)


def percent_axis(title: str, percent: bool, **more: Any) -> dict[str, Any]:
    """An axis of scores."""
    return axis(title, ticksuffix="%" if percent else "", **more)


def _value(one: RecipeResult, setting: str) -> str:
    return str(one.recipe.settings()[setting])
