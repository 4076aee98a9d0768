"""How does training go, epoch by epoch: who is fast, who ends well, who begins to overfit?"""

import math
from typing import Any

import numpy as np

from descentlab.experiments.result import RecipeResult, Result
from descentlab.reports import drawing
from descentlab.reports.words import count, measure

TITLE = "Learning curves"
PLACE = 30
MOST_EPOCHS = 100
"""Epochs in the table; of a longer training every second, third, ... and the last are kept."""
_COLUMNS = ("loss", "validation_loss", "validation_score")


def table(result: Result) -> list[dict[str, Any]]:
    """One row for each recipe and epoch: median and quartiles over the runs that did not diverge.

    n: runs that trained this epoch; fewer than at first where runs stopped early.
    """
    looks = drawing.looks(result)
    return [row | looks[one.name] for one in drawing.shown(result) for row in _rows(one, result.task)]


def draw(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Median lines with bands from quartile to quartile; buttons choose what is measured."""
    by_recipe: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_recipe.setdefault(row["recipe"], []).append(row)
    percent = rows[0]["measure"] == "accuracy"
    views = _views(rows[0]["measure"], percent)
    data: list[dict[str, Any]] = []
    for place, own in enumerate(by_recipe.values()):
        data += _traces(own, views[0], visible=place < drawing.VISIBLE)
    yaxis = drawing.axis(views[0]["title"], **views[0]["axis"])
    layout = drawing.layout(
        460, drawing.axis("epoch", rangemode="tozero", **_whole_epochs(rows)), yaxis, showlegend=True
    )
    layout["updatemenus"] = [{"type": "buttons", "direction": "right", "x": 0, "y": 1.12, "buttons": []}]
    for view in views:
        traces = [trace for own in by_recipe.values() for trace in _traces(own, view, visible=True)]
        change = {key: [trace[key] for trace in traces] for key in ("y", "hovertemplate")}
        axis = {f"yaxis.{key}": value for key, value in view["axis"].items()}
        axis |= {"yaxis.title.text": view["title"], "yaxis.autorange": True}
        button = {"label": view["label"], "method": "update", "args": [change, axis]}
        layout["updatemenus"][0]["buttons"].append(button)
    return {"data": data, "layout": layout}


def caption(result: Result, rows: list[dict[str, Any]]) -> str:
    """What line and band are, which runs they leave out, and what the training loss is not."""
    shown = drawing.shown(result)
    diverged = sum(one.diverged for one in shown)
    said = (
        f"Line and band: median and interquartile range of {count(result.config['seeds'], 'seed')} at each "
        "recipe's learning rate; half of the runs lie within the band, which is no confidence interval. "
        "The training loss is the mean over an epoch while weights change, dropout and penalties as trained "
        "with, so that in the first epochs it may lie above the validation loss."
    )
    said += f" {count(diverged, 'diverged run')} left out." if diverged else ""
    if min(row["n"] for row in rows) < max(row["n"] for row in rows):
        said += (
            " Where runs stopped early or diverged, a line goes on with those that are left: point at it for n."
        )
    if len(set(result.data["steps_per_epoch"])) > 1:
        said += " An epoch has more steps for recipes with smaller mini-batches."
    if len(shown) > drawing.VISIBLE:
        said += f" The first {drawing.VISIBLE} recipes are drawn; the legend draws the others."
    return said


def _whole_epochs(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Ticks at whole epochs, where there are so few that Plotly would put some between."""
    return {"dtick": 1} if max(row["epoch"] for row in rows) <= 10 else {}


def _rows(one: RecipeResult, task: str) -> list[dict[str, Any]]:
    curves = [curve for curve, run in zip(one.curves, one.runs, strict=True) if run.status != "diverged"]
    longest = max((len(curve) for curve in curves), default=0)
    every = max(1, math.ceil(longest / MOST_EPOCHS))
    found: list[dict[str, Any]] = []
    for place in range(longest):
        if (place + 1) % every and place not in (0, longest - 1):
            continue
        values = np.array([curve[place] for curve in curves if len(curve) > place], dtype=np.float64)
        row: dict[str, Any] = {"recipe": one.name, "epoch": int(values[0, 0]), "n": len(values)}
        for column, name in enumerate(_COLUMNS, start=1):
            low, middle, high = np.quantile(values[:, column], [0.25, 0.5, 0.75])
            row |= {name: float(middle), f"{name}_low": float(low), f"{name}_high": float(high)}
        found.append(row | {"measure": measure(task)})
    return found


def _views(name: str, percent: bool) -> list[dict[str, Any]]:
    log = {"type": "log", "ticksuffix": "", "exponentformat": "power", "dtick": None}
    linear = {"type": "linear", "ticksuffix": "%" if percent else "", "exponentformat": "power", "dtick": None}
    views = [("validation_score", f"validation {name}", linear)]
    views += [("validation_loss", "validation loss", log), ("loss", "training loss", log)]
    return [
        {
            "column": column,
            "label": title[0].upper() + title[1:],
            "title": f"{title} (log scale)" if axis is log else title,
            "axis": axis,
            "times": 100 if percent and column == "validation_score" else 1,
            "unit": "%" if percent and column == "validation_score" else "",
        }
        for column, title, axis in views
    ]


def _traces(own: list[dict[str, Any]], view: dict[str, Any], *, visible: bool) -> list[dict[str, Any]]:
    """Band and line of one recipe."""
    column, times = view["column"], view["times"]
    epochs = [row["epoch"] for row in own]
    low, middle, high = (
        drawing.numbers((row[column + end] for row in own), times) for end in ("_low", "", "_high")
    )
    both = {
        "type": "scatter",
        "mode": "lines",
        "legendgroup": drawing.plain(own[0]["recipe"]),
        "name": drawing.plain(own[0]["recipe"]),
        "visible": True if visible else "legendonly",
    }
    band = {
        "x": epochs + epochs[::-1],
        "y": low + high[::-1],
        "fill": "toself",
        "fillcolor": drawing.faint(own[0], 0.1),
        "line": {"width": 0},
        "hoverinfo": "skip",
        "hovertemplate": "",
        "showlegend": False,
    }
    unit = view["unit"]
    line = {
        "x": epochs,
        "y": middle,
        "customdata": [row["n"] for row in own],
        "line": {"color": drawing.colour(own[0]), "width": 2, "dash": drawing.DASHES[own[0]["mark"]]},
        "hovertemplate": f"%{{fullData.name}}<br>epoch %{{x}}: median %{{y:.4~g}}{unit}"
        "<br>n = %{customdata}<extra></extra>",
    }
    return [both | band, both | line]
