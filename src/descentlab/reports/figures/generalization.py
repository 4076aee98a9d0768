"""How far do scores fall from the training part to the test part: what is fit, and what carries over?"""

import math
from statistics import fmean
from typing import Any

from descentlab.experiments.result import Result
from descentlab.reports import drawing
from descentlab.reports.words import difference, measure, score

TITLE = "From training to test"
PLACE = 50


def table(result: Result) -> list[dict[str, Any]]:
    """One row for each recipe that trained at all: mean scores over the runs that did not diverge."""
    looks = drawing.looks(result)
    rows: list[dict[str, Any]] = []
    for one in drawing.shown(result):
        pairs = [
            (train, test)
            for train, test in zip(one.train_scores, one.scores, strict=True)
            if math.isfinite(train) and math.isfinite(test)
        ]
        if pairs:
            train, test = fmean(pair[0] for pair in pairs), fmean(pair[1] for pair in pairs)
            row = {"recipe": one.name, "train": train, "test": test, "gap": train - test, "n": len(pairs)}
            rows.append(
                row | {"leader": one is result.best, "measure": measure(result.task), **looks[one.name]}
            )
    return rows


def draw(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Each recipe a line from its test score (filled) to its training score (open)."""
    names = [row["recipe"] for row in rows]
    percent = rows[0]["measure"] == "accuracy"
    leader = next((row["recipe"] for row in rows if row["leader"]), None)
    data = [_row(row, place, percent) for place, row in enumerate(rows)]
    xaxis = drawing.percent_axis(f"mean {rows[0]['measure']}", percent)
    return {
        "data": data,
        "layout": drawing.layout(drawing.rows_height(names), xaxis, drawing.names_axis(names, leader)),
    }


def caption(result: Result, rows: list[dict[str, Any]]) -> str:
    """What is drawn, and that a wide gap is not by itself a fault."""
    runs = sum(row["n"] for row in rows)
    left_out = result.config["seeds"] * len(drawing.shown(result)) - runs
    said = (
        f"Mean score on the training part (open) and on the test part (filled), {result.config['seeds']} seeds. "
        "A long line says that more is fit than carries over; it is no fault where the test score is high. "
        "Both ends low: too little is fit, for want of training, capacity or a better rate."
    )
    return said + (
        f" {left_out} diverged runs left out, so means may lie above those of the table." if left_out else ""
    )


def _row(row: dict[str, Any], place: int, percent: bool) -> dict[str, Any]:
    colour, symbol = drawing.colour(row), drawing.SYMBOLS[row["mark"]]
    gap = difference(row["gap"], percent) + (" points" if percent else "")
    text = (
        f"{drawing.plain(row['recipe'])}<br>training {score(row['train'], percent)}<br>"
        f"test {score(row['test'], percent)}<br>training − test {gap}"
    )
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": drawing.numbers([row["test"], row["train"]], 100 if percent else 1),
        "y": [place, place],
        "text": [text, text],
        "hovertemplate": "%{text}<extra></extra>",
        "line": {"color": colour, "width": 2},
        "marker": {
            "size": 11,
            "color": colour,
            "symbol": [symbol, f"{symbol}-open"],
            "line": {"width": 2, "color": colour},
        },
    }
