"""How many steps does it take to reach the target, and how many runs never do?"""

import math
from typing import Any

import numpy as np

from descentlab.experiments.result import Result
from descentlab.experiments.statistics import reached_by
from descentlab.reports import drawing
from descentlab.reports.words import count, measure, score, share, target_from

TITLE = "Runs that have reached the target"
PLACE = 35


def table(result: Result) -> list[dict[str, Any]]:
    """The empirical distribution function of the steps: a row for each recipe and step at which it rises, and its end.

    reached: share of all runs, those included that diverged or never reached the target. steps: 0 at the beginning,
    the largest number of any run at the end.
    """
    if result.target is None:
        return []
    looks = drawing.looks(result)
    longest = max(max(one.steps_to_target.spent, default=0.0) for one in result.recipes)
    rows: list[dict[str, Any]] = []
    for one in drawing.shown(result):
        found = one.steps_to_target
        rises = sorted({0.0, *(steps for steps in found.steps if math.isfinite(steps)), longest})
        for steps, reached in zip(rises, reached_by(found.steps, np.array(rises)).tolist(), strict=True):
            row = {"recipe": one.name, "steps": steps, "reached": reached, "n": found.n}
            row |= {"expected": found.expected, "measure": measure(result.task)}
            rows.append(row | looks[one.name])
    return rows


def draw(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A staircase for each recipe: it rises where a run arrives, and ends below 100% where some never do."""
    by_recipe: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_recipe.setdefault(row["recipe"], []).append(row)
    end = 1.03 * max(row["steps"] for row in rows)  # beyond the last rise, so that it is seen
    data = [_stairs(own, end, visible=place < drawing.VISIBLE) for place, own in enumerate(by_recipe.values())]
    yaxis = drawing.axis("runs that have reached it", ticksuffix="%", range=[-2, 104])
    xaxis = drawing.axis("training steps", range=[0, end])
    return {"data": data, "layout": drawing.layout(400, xaxis, yaxis, showlegend=True)}


def caption(result: Result, rows: list[dict[str, Any]]) -> str:
    """What the target is, how misses are counted, and what steps are not."""
    shown = drawing.shown(result)
    missed = sum(math.isinf(steps) for one in shown for steps in one.steps_to_target.steps)
    said = (
        f"Of {count(rows[0]['n'], 'run')} of each recipe, the share whose validation score has been at least "
        f"{score(result.target, result.task == 'classification')} after so many steps. The target is "
        f"{target_from(result)}. There is no band: each line is all the runs there are. "
    )
    said += (
        f"{count(missed, 'run')} never reached the target: a line that ends below 100% says how many."
        if missed
        else "Every run reached the target."
    )
    return said + " Steps are not seconds: a step of one recipe may cost more than that of another."


def _stairs(own: list[dict[str, Any]], end: float, *, visible: bool) -> dict[str, Any]:
    name = drawing.plain(own[0]["recipe"])
    expected = own[0]["expected"]
    running = "expected running time: " + (f"{expected:,.0f} steps" if math.isfinite(expected) else "never")
    rows = [*own, own[-1]]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "visible": True if visible else "legendonly",
        "x": drawing.numbers([*(row["steps"] for row in own), end]),
        "y": drawing.numbers((row["reached"] for row in rows), 100),
        "text": [
            f"{name}<br>{row['steps']:,.0f} steps: {share(row['reached'])} of the runs<br>{running}"
            for row in rows
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "line": {
            "color": drawing.colour(own[0]),
            "width": 2,
            "dash": drawing.DASHES[own[0]["mark"]],
            "shape": "hv",
        },
    }
