"""Where does the error come from, on the way from the best that is possible to the test part?"""

from typing import Any

from descentlab.experiments.diagnose import Diagnosis
from descentlab.reports import drawing
from descentlab.reports.words import NOTHING

TITLE = "Errors, step by step"
PLACE = 10


def table(diagnosis: Diagnosis) -> list[dict[str, Any]]:
    """The floor and the errors on each part, means over seeds with 95% intervals."""
    found = diagnosis.judgement
    rows = [
        {"error": found.floor.kind, "mean": found.floor.error, "low": None, "high": None, "n": 0, "step": ""},
    ]
    steps = [part.name for part in found.parts]
    for (name, one), step in zip(found.errors.items(), steps, strict=True):
        rows.append(
            {"error": name, "mean": one.mean, "low": one.low, "high": one.high, "n": one.n, "step": step}
        )
    return [row | {"percent": diagnosis.percent} for row in rows] if found.errors else []


def draw(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A bar for each error, with its interval; what each adds to the one before is named in its text."""
    percent = rows[0]["percent"]
    times = 100 if percent else 1
    colours = [drawing.GREY, drawing.BLUE, drawing.VERMILLION, drawing.HUES[2]]
    names = ["floor" if i == 0 else str(row["error"]) for i, row in enumerate(rows)]
    data = [
        {
            "type": "bar",
            "x": names,
            "y": drawing.numbers((row["mean"] for row in rows), times),
            "marker": {"color": colours, "opacity": 0.85},
            "error_y": {
                "type": "data",
                "symmetric": False,
                "array": drawing.numbers(_reach(rows, "high"), times),
                "arrayminus": drawing.numbers(_reach(rows, "low"), times),
                "color": "#777777",
            },
            "text": [_hover(rows, i, percent) for i in range(len(rows))],
            "textposition": "none",
            "hovertemplate": "%{text}<extra></extra>",
        }
    ]
    xaxis = drawing.axis("")
    yaxis = drawing.percent_axis("error", percent, rangemode="tozero")
    return {"data": data, "layout": drawing.layout(360, xaxis, yaxis, bargap=0.45)}


def caption(diagnosis: Diagnosis, rows: list[dict[str, Any]]) -> str:
    """What is drawn, and what the steps are called."""
    floor = diagnosis.judgement.floor
    known = (
        "The floor is assumed to be 0, for want of a human or Bayes error."
        if floor.kind == "assumed"
        else f"The floor is the {floor.kind} that was given."
    )
    return (
        f"Mean error of {rows[-1]['n']} seeds with 95% bootstrap intervals. From the floor to training: avoidable "
        f"bias; from training to validation: variance; from validation to test: overfitting to validation. {known} The "
        "test part is one sample, the same for all seeds; its chance is in the verdict, not in this interval."
    )


def _reach(rows: list[dict[str, Any]], end: str) -> list[float | None]:
    return [None if row[end] is None else abs(row[end] - row["mean"]) for row in rows]


def _hover(rows: list[dict[str, Any]], place: int, percent: bool) -> str:
    row = rows[place]

    def text(value: float | None) -> str:
        return NOTHING if value is None else f"{100 * value:.2f}%" if percent else f"{value:.4f}"

    if place == 0:
        return f"floor ({row['error']}) {text(row['mean'])}"
    added = row["mean"] - rows[place - 1]["mean"]
    return (
        f"{row['error']} {text(row['mean'])}<br>95% interval {text(row['low'])} to {text(row['high'])}<br>"
        f"{row['step']}: {text(added)}"
    )
