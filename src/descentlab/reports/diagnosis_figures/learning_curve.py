"""Would more examples help: how do the errors move with the size of the training part?"""

from typing import Any

import numpy as np

from descentlab.experiments.diagnose import Diagnosis
from descentlab.experiments.statistics import interval
from descentlab.reports import drawing
from descentlab.reports.words import count

TITLE = "Learning curve over training examples"
PLACE = 20


def table(diagnosis: Diagnosis) -> list[dict[str, Any]]:
    """Errors at each size, means over the seeds whose runs ended, with 95% intervals."""
    if diagnosis.curve is None:
        return []
    rows: list[dict[str, Any]] = []
    for name, errors in (("training", diagnosis.curve.train), ("validation", diagnosis.curve.validation)):
        for size, of_size in zip(diagnosis.curve.sizes, errors, strict=True):
            ended = [error for error in of_size if np.isfinite(error)]
            one = interval(ended)
            rows.append(
                {
                    "error": name,
                    "examples": size,
                    "mean": one.mean,
                    "low": one.low,
                    "high": one.high,
                    "n": one.n,
                    "diverged": len(of_size) - one.n,
                    "floor": diagnosis.judgement.floor.error,
                    "percent": diagnosis.percent,
                }
            )
    return rows


def draw(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Two lines over the number of examples on a log scale, with bands; the floor dotted."""
    percent = rows[0]["percent"]
    times = 100 if percent else 1
    data: list[dict[str, Any]] = []
    for name, hue, symbol in (
        ("validation", drawing.VERMILLION, "circle"),
        ("training", drawing.BLUE, "square"),
    ):
        own = [row for row in rows if row["error"] == name]
        sizes = [row["examples"] for row in own]
        band = [*drawing.numbers((row["high"] for row in own), times)]
        band += [*drawing.numbers((row["low"] for row in reversed(own)), times)]
        data.append(
            {
                "type": "scatter",
                "x": [*sizes, *reversed(sizes)],
                "y": band,
                "mode": "lines",
                "fill": "toself",
                "fillcolor": drawing.faint({"hue": drawing.HUES.index(hue)}, 0.18),
                "line": {"width": 0},
                "hoverinfo": "skip",
                "showlegend": False,
                "legendgroup": name,
            }
        )
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": f"{name} error",
                "legendgroup": name,
                "x": sizes,
                "y": drawing.numbers((row["mean"] for row in own), times),
                "text": [_hover(row) for row in own],
                "hovertemplate": "%{text}<extra></extra>",
                "line": {"color": hue, "width": 2, "dash": "solid" if name == "validation" else "dash"},
                "marker": {"size": 8, "symbol": symbol, "color": hue},
            }
        )
    sizes = sorted({row["examples"] for row in rows})
    floor = times * rows[0]["floor"]
    data.append(
        {
            "type": "scatter",
            "mode": "lines",
            "name": "floor",
            "x": [sizes[0], sizes[-1]],
            "y": [floor, floor],
            "line": {"color": drawing.GREY, "width": 1.5, "dash": "dot"},
            "hoverinfo": "skip",
        }
    )
    xaxis = drawing.axis("different training examples (log scale)", type="log")
    xaxis |= {"tickvals": sizes, "ticktext": [f"{size:,}" for size in sizes]}
    yaxis = drawing.percent_axis("error", percent, rangemode="tozero")
    return {"data": data, "layout": drawing.layout(420, xaxis, yaxis, showlegend=True)}


def caption(diagnosis: Diagnosis, rows: list[dict[str, Any]]) -> str:
    """What is drawn, and what is the same for all sizes."""
    diverged = sum(row["diverged"] for row in rows if row["error"] == "training")
    said = (
        f"Mean of {count(max(row['n'] for row in rows), 'seed')}, bands: 95% bootstrap intervals of the mean. Every "
        "size takes the same number of steps: fewer examples are seen more often. Sizes of a seed share initial "
        "weights, validation part and order; features are standardized on the examples of that size alone. Training "
        "error is that of the different examples trained on."
    )
    return said + (f" {count(diverged, 'run')} diverged and are left out." if diverged else "")


def _hover(row: dict[str, Any]) -> str:
    times, unit = (100, "%") if row["percent"] else (1, "")
    mean, low, high = (f"{times * row[key]:.2f}{unit}" for key in ("mean", "low", "high"))
    return f"{row['examples']:,} examples<br>{row['error']} error {mean}<br>95% interval {low} to {high}"
