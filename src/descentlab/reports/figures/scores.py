"""How well does each recipe do on the test part, and how much does that change from seed to seed?"""

import math
from collections import Counter
from typing import Any

from descentlab.experiments.result import Result
from descentlab.reports import drawing
from descentlab.reports.words import difference, measure, score

TITLE = "Test scores, seed by seed"
PLACE = 10


def table(result: Result) -> list[dict[str, Any]]:
    """One row for each recipe and seed; mean, low and high are the recipe's. A diverged run has the worst score."""
    standing = {one.recipe: one for one in result.comparison.recipes}
    looks = drawing.looks(result)
    return [
        {
            "recipe": one.name,
            "seed": run.seed,
            "score": result.comparison.worst if math.isnan(value) else value,
            "diverged": math.isnan(value),
            "mean": standing[one.name].mean,
            "low": standing[one.name].low,
            "high": standing[one.name].high,
            "n": standing[one.name].n,
            "leader": one is result.best,
            "measure": measure(result.task),
            **looks[one.name],
        }
        for one in drawing.shown(result)
        for run, value in zip(one.runs, one.scores, strict=True)
    ]


def draw(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Each recipe a line of the picture: mean and interval on it, the seeds' scores below it, equal ones stacked."""
    names = list(dict.fromkeys(row["recipe"] for row in rows))
    leader = next((row["recipe"] for row in rows if row["leader"]), None)
    percent = rows[0]["measure"] == "accuracy"
    data: list[dict[str, Any]] = []
    for place, name in enumerate(names):
        own = [row for row in rows if row["recipe"] == name]
        data += [_seeds(own, place, percent), _mean(own[0], place, percent)]
    xaxis = drawing.percent_axis(f"test {rows[0]['measure']}", percent)
    layout = drawing.layout(drawing.rows_height(names), xaxis, drawing.names_axis(names, leader))
    return {"data": data, "layout": layout}


def caption(result: Result, rows: list[dict[str, Any]]) -> str:
    """What is drawn, and what the intervals do not say."""
    diverged = sum(row["diverged"] for row in rows)
    said = (
        f"Small marks: the test score of each of {rows[0]['n']} seeds, equal scores stacked. "
        "Large mark and line: their mean and its 95% interval (stretched BCa bootstrap over seeds). "
        "The leader is in bold. Intervals of two recipes may overlap and yet the recipes differ, because seeds "
        "are paired: for differences look at the next picture."
    )
    if diverged:
        worst = score(result.comparison.worst, result.task == "classification")
        said += f" Crosses: {diverged} diverged runs, which count as the worst score ({worst})."
    if result.task == "classification":
        step = difference(1 / result.data["sizes"]["test"], percent=True)
        said += f" One test example more or less is {step.lstrip('+')} points. The axis does not begin at zero."
    return said


def _seeds(own: list[dict[str, Any]], place: int, percent: bool) -> dict[str, Any]:
    seen: Counter[float] = Counter()
    most = max(Counter(row["score"] for row in own).values())
    step = min(0.09, 0.32 / most)
    heights: list[float] = []
    for row in own:
        heights.append(round(place + 0.17 + step * seen[row["score"]], 4))
        seen[row["score"]] += 1
    shown = [f"seed {row['seed']}: {score(row['score'], percent)}" for row in own]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": drawing.numbers((row["score"] for row in own), 100 if percent else 1),
        "y": heights,
        "text": [
            text + " (diverged)" if row["diverged"] else text for text, row in zip(shown, own, strict=True)
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "size": 6,
            "color": drawing.colour(own[0]),
            "opacity": 0.7,
            "symbol": ["x" if row["diverged"] else drawing.SYMBOLS[row["mark"]] for row in own],
        },
    }


def _mean(row: dict[str, Any], place: int, percent: bool) -> dict[str, Any]:
    times = 100 if percent else 1
    span = f"{score(row['low'], percent)} to {score(row['high'], percent)}"
    text = f"{drawing.plain(row['recipe'])}<br>mean {score(row['mean'], percent)}<br>95% interval {span}"
    return {
        "type": "scatter",
        "mode": "markers",
        "x": drawing.numbers([row["mean"]], times),
        "y": [place],
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": drawing.numbers([row["high"] - row["mean"]], times),
            "arrayminus": drawing.numbers([row["mean"] - row["low"]], times),
            "thickness": 2,
            "width": 5,
            "color": drawing.colour(row),
        },
        "text": [text],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"size": 11, "color": drawing.colour(row), "symbol": drawing.SYMBOLS[row["mark"]]},
    }
