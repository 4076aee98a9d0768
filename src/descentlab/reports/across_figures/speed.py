"""How many times fewer steps does the best recipe take to the target than the others?"""

import math
from typing import Any

from descentlab.experiments.across import Across
from descentlab.reports import drawing

TITLE = "Speed-up in steps to the target"
PLACE = 60
_TICKS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10, 20, 50, 100]


def table(across: Across) -> list[dict[str, Any]]:
    """One row for each recipe but the best: steps of the recipe over those of the best, where both got there."""
    return [
        {
            "recipe": pair.b,
            "best": pair.a,
            "steps_ratio": pair.speed_up.ratio.value,
            "low": pair.speed_up.ratio.low,
            "high": pair.speed_up.ratio.high,
            "both_reached": pair.speed_up.both,
            "only_best_reached": pair.speed_up.only_a,
            "only_recipe_reached": pair.speed_up.only_b,
            "neither_reached": pair.speed_up.neither,
        }
        for pair in across.pairs[: min(len(across.recipes), drawing.MOST) - 1]
        if math.isfinite(pair.speed_up.ratio.value)
    ]


def draw(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A forest plot around 1, where both are equally fast, on a logarithmic axis."""
    names = [row["recipe"] for row in rows]
    xaxis = drawing.axis("steps of the recipe ÷ steps of the best", type="log", tickvals=_TICKS)
    ends = [row[key] for row in rows for key in ("steps_ratio", "low", "high") if math.isfinite(row[key])]
    low, high = math.log10(min(1.0, *ends)), math.log10(max(1.0, *ends))
    xaxis["range"] = [round(low - 0.06, 4), round(high + 0.06, 4)]
    line = {"type": "line", "x0": 1, "x1": 1, "yref": "paper", "y0": 0, "y1": 1}
    line["line"] = {"color": drawing.GREY, "width": 1.5}
    layout = drawing.layout(drawing.rows_height(names), xaxis, drawing.names_axis(names), shapes=[line])
    return {"data": [_row(row, place) for place, row in enumerate(rows)], "layout": layout}


def caption(across: Across, rows: list[dict[str, Any]]) -> str:
    """What is drawn, and what became of runs that missed the target."""
    missed = max(row["only_best_reached"] + row["only_recipe_reached"] + row["neither_reached"] for row in rows)
    runs = across.seeds * len(across.data)
    said = (
        f"Right of 1 the recipe took more steps than {rows[0]['best']} to the validation score that is the data set's "
        "target. Geometric mean of the ratios of paired runs, over seeds and then over data sets, with its "
        f"{100 * (1 - across.alpha):g}% interval (stratified bootstrap, not corrected for the number of recipes)."
    )
    if missed:
        said += (
            f" Only runs in which both reached the target have a ratio, for one pair {runs - missed} of {runs} at the "
            "least: a recipe that often misses looks faster than it is, so see the shares in the table of pairs."
        )
    return said


def _row(row: dict[str, Any], place: int) -> dict[str, Any]:
    ratio = row["steps_ratio"]
    reached = f"both reached it in {row['both_reached']} runs"
    return {
        "type": "scatter",
        "mode": "markers",
        "x": drawing.numbers([ratio]),
        "y": [place],
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": drawing.numbers([row["high"] - ratio]),
            "arrayminus": drawing.numbers([ratio - row["low"]]),
            "thickness": 2,
            "width": 5,
            "color": drawing.GREY,
        },
        "text": [f"{drawing.plain(row['recipe'])}: {ratio:.3g} times the steps<br>{reached}"],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"size": 11, "color": drawing.GREY, "symbol": "diamond"},
    }
