"""How much does the learning rate matter to each recipe, and was the chosen rate clearly found?"""

import math
from typing import Any

from descentlab.experiments.result import RecipeResult, Result
from descentlab.experiments.selection import Choice, Trial
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
            "chosen": _chosen_by(one, trial) > 0,
            **({"studies": _chosen_by(one, trial)} if one.choices else {}),
            "default": trial == one.choice.default,
            "grid": trial in one.choice.trials,
            "measure": measure(result.task),
            **looks[one.name],
        }
        for one in drawing.shown(result)
        if one.choice is not None
        for trial in (*one.choice.trials, *_beside(one.choice))
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
    near = drawing.near([row["score"] for row in rows if row["chosen"]], [row["score"] for row in rows])
    if near is not None:
        ends = drawing.numbers(near, 100 if percent else 1)
        layout["updatemenus"] = drawing.views({"All rates": None, "Near the best": ends})
    return {"data": data, "layout": layout}


def caption(result: Result, rows: list[dict[str, Any]]) -> str:
    """What the marks are, and what the choice is not."""
    worst = sum(row["diverged"] > 0 for row in rows)
    said = (
        f"Mean validation {rows[0]['measure']} of {rows[0]['n']} selection seeds at each rate. "
        f"Star: {_stars(result)}. Ring: the optimizer's own default; alone where it does not lie on the grid, as it "
        "is then shown and never chosen. "
        "A wide plateau forgives a rate that is a little off. The height of a star is the best of several "
        "and so flatters: the test scores come from fresh seeds."
    )
    if worst and result.task == "classification":
        said += f" Crosses: {count(worst, 'rate')} at which runs diverged, which count as 0%."
    elif worst:
        said += f" Not drawn, for want of a mean: {count(worst, 'rate')} at which runs diverged."
    return said


def _stars(result: Result) -> str:
    if any(one.choices for one in result.recipes):
        return "a rate that some seed's study chose, by its own selection seeds (point at it for how many did)"
    return "the rate chosen"


def _chosen_by(one: RecipeResult, trial: Trial) -> int:
    """How many studies chose the rate: one, or where they are repeated any number."""
    if not one.choices:
        return int(one.choice is not None and trial == one.choice.chosen)
    return sum(choice.chosen.learning_rate == trial.learning_rate for choice in one.choices)


def _beside(choice: Choice) -> list[Trial]:
    """The default rate where it is not one of the grid."""
    return [] if choice.default is None or choice.default in choice.trials else [choice.default]


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
    grid = [row for row in own if row["grid"]]
    symbols = ["x" if row["diverged"] else drawing.SYMBOLS[row["mark"]] for row in grid]
    line = {
        "mode": "lines+markers",
        **_points(grid, percent),
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
    chosen = f"chosen by {count(row['studies'], 'seed')}" if "studies" in row else "chosen"
    said += [word for key, word in (("chosen", chosen), ("default", "optimizer's default")) if row[key]]
    return "<br>".join(said)
