"""How much does the learning rate matter to each recipe, and was the chosen rate clearly found?"""

import math
from typing import Any

from descentlab.experiments.result import Result
from descentlab.reports import drawing
from descentlab.reports.words import count, measure, rate, score

TITLE = "Sensitivity to the learning rate"
PLACE = 40


def table(result: Result) -> list[dict[str, Any]]:
    """One row for each recipe and rate that was tried: mean validation score over the selection seeds."""
    looks = drawing.looks(result)
    return [
        {
            "recipe": one.name,
            "learning_rate": trial.learning_rate,
            "score": trial.score,
            "loss": trial.loss,
            "n": trial.n,
            "diverged": trial.diverged,
            "chosen": trial == one.choice.chosen,
            "default": trial == one.choice.default,
            "measure": measure(result.task),
            **looks[one.name],
        }
        for one in drawing.shown(result)
        if one.choice is not None
        for trial in one.choice.trials
    ]


def draw(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A line for each recipe over rates on a log scale, the chosen and the default rate marked."""
    by_recipe: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_recipe.setdefault(row["recipe"], []).append(row)
    data: list[dict[str, Any]] = []
    for place, own in enumerate(by_recipe.values()):
        data += _traces(own, visible=place < drawing.VISIBLE)
    percent = rows[0]["measure"] == "accuracy"
    xaxis = drawing.axis("learning rate (log scale)", type="log", exponentformat="power", dtick=1)
    xaxis["tickfont"] = {"size": 10}  # powers are written larger
    yaxis = drawing.percent_axis(f"mean validation {rows[0]['measure']}", percent)
    layout = drawing.layout(440, xaxis, yaxis, showlegend=True)
    if (near := _near_the_best(rows)) is not None:
        ends = drawing.numbers(near, 100 if percent else 1)
        views = {"All rates": {"yaxis.autorange": True}, "Near the best": {"yaxis.range": ends}}
        buttons = [{"label": key, "method": "update", "args": [{}, change]} for key, change in views.items()]
        layout["updatemenus"] = [
            {"type": "buttons", "direction": "right", "x": 0, "y": 1.12, "buttons": buttons}
        ]
    return {"data": data, "layout": layout}


def caption(result: Result, rows: list[dict[str, Any]]) -> str:
    """What the marks are, and what the choice is not."""
    worst = sum(row["diverged"] > 0 for row in rows)
    said = (
        f"Mean validation {rows[0]['measure']} of {rows[0]['n']} selection seeds at each rate. "
        "Star: the rate chosen. Ring: the optimizer's own default, where the grid has it. "
        "A wide plateau forgives a rate that is a little off. The height of a star is the best of several "
        "and so flatters: the test scores come from fresh seeds."
    )
    if worst and result.task == "classification":
        said += f" Crosses: {count(worst, 'rate')} at which runs diverged, which count as 0%."
    elif worst:
        said += f" Not drawn, for want of a mean: {count(worst, 'rate')} at which runs diverged."
    return said


def _near_the_best(rows: list[dict[str, Any]]) -> list[float] | None:
    """A range of scores in which the chosen rates can be told apart, where the whole range would hide that."""
    chosen = [row["score"] for row in rows if row["chosen"] and math.isfinite(row["score"])]
    scores = [row["score"] for row in rows if math.isfinite(row["score"])]
    if not chosen:
        return None
    span = max(max(chosen) - min(chosen), 0.01)
    low, high = min(chosen) - span, max(chosen) + 0.3 * span
    return [low, high] if min(scores) < low - span else None


def _traces(own: list[dict[str, Any]], *, visible: bool) -> list[dict[str, Any]]:
    percent = own[0]["measure"] == "accuracy"
    name, colour = drawing.plain(own[0]["recipe"]), drawing.colour(own[0])
    both = {
        "type": "scatter",
        "legendgroup": name,
        "name": name,
        "visible": True if visible else "legendonly",
        "hovertemplate": "%{text}<extra></extra>",
    }
    symbols = ["x" if row["diverged"] else drawing.SYMBOLS[row["mark"]] for row in own]
    line = {
        "mode": "lines+markers",
        **_points(own, percent),
        "line": {"color": colour, "width": 1.75, "dash": drawing.DASHES[own[0]["mark"]]},
        "marker": {"size": 6, "color": colour, "symbol": symbols},
    }
    ring = {"size": 15, "color": colour, "symbol": "circle-open", "line": {"width": 2, "color": colour}}
    star = {"size": 15, "color": colour, "symbol": "star", "line": {"width": 1, "color": "white"}}
    marks = [
        {"mode": "markers", "showlegend": False, **_points([row], percent), "marker": marker}
        for key, marker in (("default", ring), ("chosen", star))
        for row in own
        if row[key]
    ]
    return [both | trace for trace in (line, *marks)]


def _points(rows: list[dict[str, Any]], percent: bool) -> dict[str, Any]:
    return {
        "x": drawing.numbers(row["learning_rate"] for row in rows),
        "y": drawing.numbers((row["score"] for row in rows), 100 if percent else 1),
        "text": [_hover(row, percent) for row in rows],
    }


def _hover(row: dict[str, Any], percent: bool) -> str:
    said = [drawing.plain(row["recipe"]), f"rate {rate(row['learning_rate'])}: {score(row['score'], percent)}"]
    said += [f"mean loss {row['loss']:.3g}"] if math.isfinite(row["loss"]) else []
    said += [f"{row['diverged']} of {row['n']} runs diverged"] if row["diverged"] else []
    said += [word for key, word in (("chosen", "chosen"), ("default", "optimizer's default")) if row[key]]
    return "<br>".join(said)
