"""How likely is it that a run of one recipe beats a run of another, on one of these data sets?"""

from typing import Any

from descentlab.experiments.across import Across
from descentlab.reports import drawing
from descentlab.reports.words import p_value

TITLE = "Probability of improvement"
PLACE = 30
MOST = 28
"""Pairs drawn, those with the best recipe first; the table of pairs has more."""
_DRAWN = {
    "better": (drawing.BLUE, "triangle-right"),
    "worse": (drawing.VERMILLION, "triangle-left"),
    "no difference shown": (drawing.GREY, "circle-open"),
}


def table(across: Across) -> list[dict[str, Any]]:
    """One row for each pair: probability that a run of A beats one of B, ties half."""
    return [
        {
            "recipe_a": pair.a,
            "recipe_b": pair.b,
            "probability": pair.found.improvement.value,
            "low": pair.found.improvement.low,
            "high": pair.found.improvement.high,
            "p_value": pair.found.p_value,
            "p_corrected": pair.p_corrected,
            "verdict": pair.verdict,
            "n": across.seeds * len(across.data),
        }
        for pair in across.pairs[:MOST]
    ]


def draw(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A forest plot around one half."""
    names = [f"{row['recipe_a']} + over + {row['recipe_b']}" for row in rows]
    labels = [f"{drawing.label(row['recipe_a'])}<br>over {drawing.label(row['recipe_b'])}" for row in rows]
    yaxis = drawing.names_axis(names) | {"ticktext": labels}
    xaxis = drawing.axis("probability that A beats B", range=[-0.02, 1.02], tickformat=".1f")
    line = {
        "type": "line",
        "x0": 0.5,
        "x1": 0.5,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": drawing.GREY, "width": 1.5},
    }
    layout = drawing.layout(90 + 46 * len(rows), xaxis, yaxis, shapes=[line])
    return {"data": [_row(row, place) for place, row in enumerate(rows)], "layout": layout}


def caption(across: Across, rows: list[dict[str, Any]]) -> str:
    """What is drawn, and what decides."""
    left = len(across.pairs) - len(rows)
    said = (
        "Share of pairs of a run of A and a run of B on the same data set in which A scores higher, ties half, "
        f"averaged over {len(across.data)} data sets ({across.seeds} seeds each), with its "
        f"{100 * (1 - across.alpha):g}% interval (stratified bootstrap). Filled triangle: a difference of means is "
        "shown over these data sets, by the sign-flip test over paired runs, Holm-corrected over all pairs, p at most "
        f"{across.alpha:g}; ring: none is shown. The probability says how often, not by how much: a recipe that fails "
        "now and then can win most runs and have the lower mean."
    )
    return said + (f" {left:,} pairs more stand in the table." if left else "")


def _row(row: dict[str, Any], place: int) -> dict[str, Any]:
    colour, symbol = _DRAWN[row["verdict"]]
    text = (
        f"{drawing.plain(row['recipe_a'])} over {drawing.plain(row['recipe_b'])}<br>{row['probability']:.2f} "
        f"({row['low']:.2f} to {row['high']:.2f})<br>corrected p {p_value(row['p_corrected'])}: "
        f"{row['verdict']}"
    )
    return {
        "type": "scatter",
        "mode": "markers",
        "x": drawing.numbers([row["probability"]]),
        "y": [place],
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": drawing.numbers([row["high"] - row["probability"]]),
            "arrayminus": drawing.numbers([row["probability"] - row["low"]]),
            "thickness": 2,
            "width": 5,
            "color": colour,
        },
        "text": [text.replace("nan to nan", "no interval")],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"size": 11, "color": colour, "symbol": symbol, "line": {"width": 2, "color": colour}},
    }
