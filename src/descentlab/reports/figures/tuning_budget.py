"""What does tuning bring: how good is the best of one learning rate, of two, of all that were tried?"""

import math
from typing import Any

from descentlab.experiments.result import Result
from descentlab.reports import drawing
from descentlab.reports.words import count, measure, score

TITLE = "Score against tuning budget"
PLACE = 45


def table(result: Result) -> list[dict[str, Any]]:
    """One row for each recipe and number of rates tried, from 0, its default rate; validation scores.

    best: expected best mean over the selection seeds. chosen: expected score of the rate so chosen on a seed that did
    not choose. At 0 rates both are the untuned score. None: not known.
    """
    looks = drawing.looks(result)
    rows: list[dict[str, Any]] = []
    for one in drawing.shown(result):
        if one.choice is None or len(one.choice.trials) < 2:
            continue
        default = one.choice.default
        untuned = None if default is None else default.score
        found = [(0, untuned, untuned)] + [tuple(step) for step in one.by_budget(result.task)]
        for trials, best, chosen in found:
            row = {"recipe": one.name, "rates": trials, "best": best, "chosen": chosen}
            row |= {"n": result.config["selection_seeds"], "measure": measure(result.task)}
            rows.append(row | looks[one.name])
    return rows


def draw(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A line for each recipe over the number of rates; a ring for the untuned score stands at zero."""
    by_recipe: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_recipe.setdefault(row["recipe"], []).append(row)
    percent = rows[0]["measure"] == "accuracy"
    column = "chosen" if _known(rows, "chosen") else "best"
    data: list[dict[str, Any]] = []
    for place, own in enumerate(by_recipe.values()):
        data += _traces(own, column, percent, visible=place < drawing.VISIBLE)
    most = max(row["rates"] for row in rows)
    xaxis = drawing.axis("learning rates tried (0: the default)", dtick=1, range=[-0.4, most + 0.4])
    yaxis = drawing.percent_axis(f"validation {rows[0]['measure']}", percent)
    layout = drawing.layout(440, xaxis, yaxis, showlegend=True)
    last = [row[column] for row in rows if row["rates"] == most and row[column] is not None]
    near = drawing.near(last, [row[column] for row in rows])
    if near is not None:
        ends = drawing.numbers(near, 100 if percent else 1)
        layout["updatemenus"] = drawing.views({"All": None, "Near the best": ends})
    return {"data": data, "layout": layout}


def caption(result: Result, rows: list[dict[str, Any]]) -> str:
    """What is estimated, and what a line does not say."""
    seeds = rows[0]["n"]
    held_out = _known(rows, "chosen")
    what = (
        "the validation score to be expected of the rate chosen, on a seed that did not choose (each of "
        f"{seeds} selection seeds is left out in turn)"
        if held_out
        else f"the best mean validation score to be expected, over {count(seeds, 'selection seed')}, which flatters"
    )
    said = (
        f"Line: {what}, if only so many of the rates had been tried, drawn at random from the grid without replacement "
        "(the unbiased estimator; point at it for the best mean itself). Ring at 0: the untuned score, at the "
        "optimizer's own rate. A line that starts low and rises late belongs to a recipe that is costly to tune. "
        "There are no bands; near the right end few draws differ, and the estimate varies most."
    )
    if any(row["best"] is None or not math.isfinite(row["best"]) for row in rows):
        said += (
            " Where a run that diverged has no score to count, a line begins where it must have been avoided."
        )
    if any(one.choices for one in result.recipes):
        said += f" Mean over {result.config['seeds']} studies, each with selection seeds of its own."
    return said


def _known(rows: list[dict[str, Any]], column: str) -> bool:
    return any(row["rates"] and row[column] is not None and math.isfinite(row[column]) for row in rows)


def _traces(own: list[dict[str, Any]], column: str, percent: bool, *, visible: bool) -> list[dict[str, Any]]:
    name, colour = drawing.plain(own[0]["recipe"]), drawing.colour(own[0])
    symbol = drawing.SYMBOLS[own[0]["mark"]]
    both = {
        "type": "scatter",
        "legendgroup": name,
        "name": name,
        "visible": True if visible else "legendonly",
        "hovertemplate": "%{text}<extra></extra>",
    }
    line = {
        "mode": "lines+markers",
        "line": {"color": colour, "width": 1.75, "dash": drawing.DASHES[own[0]["mark"]]},
        "marker": {"size": 6, "color": colour, "symbol": symbol},
    }
    ring = {
        "mode": "markers",
        "showlegend": False,
        "marker": {
            "size": 13,
            "color": colour,
            "symbol": f"{symbol}-open",
            "line": {"width": 2, "color": colour},
        },
    }
    tuned = [row for row in own if row["rates"]]
    untuned = [row for row in own if not row["rates"] and row[column] is not None]
    parts = ((line, tuned), (ring, untuned))
    return [both | trace | _points(rows, column, percent) for trace, rows in parts if rows]


def _points(rows: list[dict[str, Any]], column: str, percent: bool) -> dict[str, Any]:
    return {
        "x": [row["rates"] for row in rows],
        "y": drawing.numbers((row[column] for row in rows), 100 if percent else 1),
        "text": [_hover(row, percent) for row in rows],
    }


def _hover(row: dict[str, Any], percent: bool) -> str:
    name = drawing.plain(row["recipe"])
    if not row["rates"]:
        return f"{name}<br>untuned: {score(row['best'], percent)}"
    return (
        f"{name}<br>{count(row['rates'], 'rate')} tried<br>chosen, on a seed left out: {score(row['chosen'], percent)}"
        f"<br>best mean: {score(row['best'], percent)}"
    )
