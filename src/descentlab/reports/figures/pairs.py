"""By how much does each recipe differ from the leader, and how sure is that?"""

from typing import Any

from descentlab.experiments.result import Result
from descentlab.experiments.sentences import size
from descentlab.reports import drawing
from descentlab.reports.words import NOTHING, both, difference, measure, more, p_value, share

TITLE = "Differences from the leader"
PLACE = 20
_DRAWN = {  # the verdict on the recipe: colour and symbol
    "better": (drawing.BLUE, "triangle-right"),
    "worse": (drawing.VERMILLION, "triangle-left"),
    "equivalent": (drawing.GREEN, "diamond"),
    "no difference shown": (drawing.GREY, "circle-open"),
}
_FAINT = "rgba(128, 128, 128, 0.1)"
_OPPOSITE = {"better": "worse", "worse": "better"}


def table(result: Result) -> list[dict[str, Any]]:
    """One row for each recipe but the leader: mean of its score less the leader's, over seeds; best first."""
    kept = {one.name for one in drawing.shown(result)}
    rows = [
        {
            "recipe": pair.recipe_b,
            "leader": pair.recipe_a,
            "difference": -pair.difference,
            "low": -pair.high,
            "high": -pair.low,
            "p_value": pair.p_value,
            "p_corrected": pair.p_corrected,
            "probability": 1 - pair.probability,
            "probability_low": 1 - pair.probability_high,
            "probability_high": 1 - pair.probability_low,
            "n": pair.n,
            "verdict": _OPPOSITE.get(pair.verdict, pair.verdict),
            "equivalent": pair.equivalent,
            "band": result.comparison.band,
            "more_seeds": more(pair),
            "measure": measure(result.task),
        }
        for pair in result.comparison.pairs
        if pair.family == "leader" and pair.recipe_b in kept
    ]
    return sorted(rows, key=lambda row: -row["difference"])


def draw(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A forest plot: each recipe's difference and interval beside the leader's zero."""
    names = [row["recipe"] for row in rows]
    percent = rows[0]["measure"] == "accuracy"
    unit = "percentage points" if percent else f"test {rows[0]['measure']}"
    xaxis = drawing.axis(f"recipe − leader ({unit})", zeroline=True, range=_range(rows, 100 if percent else 1))
    xaxis |= {"zerolinecolor": drawing.GREY, "zerolinewidth": 1.5, "tickformat": "~g"}
    data = [_row(row, place, percent) for place, row in enumerate(rows)]
    layout = drawing.layout(drawing.rows_height(names), xaxis, drawing.names_axis(names))
    if rows[0]["band"]:
        layout["shapes"] = [_band(rows[0]["band"] * (100 if percent else 1))]
    return {"data": data, "layout": layout}


def caption(result: Result, rows: list[dict[str, Any]]) -> str:
    """What is drawn, and why the interval and the verdict may seem to disagree."""
    alpha = result.comparison.alpha
    return (
        f"Mean difference from the leader, seed by seed over {rows[0]['n']} seeds, with its 95% interval "
        "(stretched BCa bootstrap over seeds): right of zero a recipe did better than the leader. Filled triangle: a "
        f"difference is shown, Holm-corrected p at most {alpha:g} and an interval without zero; ring: none is "
        "shown, which does not say that the recipes are equal. Intervals are those of one comparison and not "
        "corrected, so one may exclude zero and still show nothing."
        + (_of_band(result) if result.comparison.band else "")
    )


def _of_band(result: Result) -> str:
    within = size(result.comparison.band, result.task == "classification")
    return (
        f" Grey band: up to {within} either way, which makes no difference in practice; diamond: equivalent, the whole "
        "interval lies within it and the corrected test agrees."
    )


def _band(half: float) -> dict[str, Any]:
    """A strip about zero, behind the marks."""
    ends = {"x0": drawing.number(-half), "x1": drawing.number(half), "y0": 0, "y1": 1}
    return {
        "type": "rect",
        "layer": "below",
        "yref": "paper",
        **ends,
        "line": {"width": 0},
        "fillcolor": _FAINT,
    }


def _row(row: dict[str, Any], place: int, percent: bool) -> dict[str, Any]:
    times = 100 if percent else 1
    colour, symbol = _DRAWN[row["verdict"]]
    unit = " points" if percent else ""
    text = "<br>".join(
        [
            drawing.plain(f"{row['recipe']} − {row['leader']}"),
            f"{difference(row['difference'], percent)}{unit}",
            f"95% interval {difference(row['low'], percent)} to {difference(row['high'], percent)}",
            f"corrected p {p_value(row['p_corrected'])}, alone {p_value(row['p_value'])}",
            both(row["verdict"], row["equivalent"]),
            f"better in {share(row['probability'])} of the seeds, ties half"
            f" ({share(row['probability_low'])} to {share(row['probability_high'])})",
            *(
                []
                if row["more_seeds"] == NOTHING
                else [f"more seeds to tell: {drawing.plain(row['more_seeds'])}"]
            ),
        ]
    )
    return {
        "type": "scatter",
        "mode": "markers",
        "x": drawing.numbers([row["difference"]], times),
        "y": [place],
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": drawing.numbers([row["high"] - row["difference"]], times),
            "arrayminus": drawing.numbers([row["difference"] - row["low"]], times),
            "thickness": 2,
            "width": 5,
            "color": colour,
        },
        "text": [text],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"size": 11, "color": colour, "symbol": symbol, "line": {"width": 2, "color": colour}},
    }


def _range(rows: list[dict[str, Any]], times: float) -> list[float]:
    """From the lowest end to the highest, zero always within, and some air."""
    ends = [row[key] for row in rows for key in ("low", "high", "difference") if row[key] == row[key]]
    low, high = times * min(0.0, *ends), times * max(0.0, *ends)
    air = 0.06 * ((high - low) or 1.0)
    return [round(low - air, 6), round(high + air, 6)]
