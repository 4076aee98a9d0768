"""Does the order of the recipes change from data set to data set?"""

from typing import Any

from descentlab.experiments.across import Across
from descentlab.reports import drawing
from descentlab.reports.across_figures import scale_title, shown
from descentlab.reports.words import score

TITLE = "Data set by data set"
PLACE = 50


def table(across: Across) -> list[dict[str, Any]]:
    """One row for each recipe and data set: its mean there, on the common scale and as it is."""
    raw, means = across.means(), across.scores.mean(axis=2)
    about = {"measure": scale_title(across), "percent": across.percent}
    return [
        {
            "recipe": row["recipe"],
            "data": label,
            "score": float(means[i, row["place"]]),
            "test_score": float(raw[i, row["place"]]),
            "accuracy": across.results[i].task == "classification",
            "diverged": int(across.diverged[i, row["place"]]),
            "n": across.seeds,
        }
        | about
        | {key: row[key] for key in drawing.LOOK}
        for row in shown(across)
        for i, label in enumerate(across.data)
    ]


def draw(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Each data set a line of the picture, each recipe a mark on it; the legend chooses."""
    labels = list(dict.fromkeys(row["data"] for row in rows))
    percent = rows[0]["percent"]
    by_recipe: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_recipe.setdefault(row["recipe"], []).append(row)
    data = [
        _trace(own, labels, percent, visible=place < drawing.VISIBLE)
        for place, own in enumerate(by_recipe.values())
    ]
    xaxis = drawing.percent_axis(f"mean {rows[0]['measure']}", percent)
    layout = drawing.layout(
        drawing.rows_height(labels) + 20, xaxis, drawing.names_axis(labels), showlegend=True
    )
    return {"data": data, "layout": layout}


def caption(across: Across, rows: list[dict[str, Any]]) -> str:
    """What is drawn, and that the common scale hides how large differences are."""
    said = f"Mean over {across.seeds} seeds of each recipe on each data set; diverged runs count as the worst. "
    if across.normalize == "range":
        said += (
            "On each data set 0 is the lowest and 1 the highest score of all runs, so marks far apart differ by much "
            "beside the spread of the runs there, which may be small. The CSV and the table above have the scores as "
            "they are."
        )
    return said


def _trace(own: list[dict[str, Any]], labels: list[str], percent: bool, *, visible: bool) -> dict[str, Any]:
    first = own[0]
    name = drawing.plain(first["recipe"])
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "legendgroup": name,
        "visible": True if visible else "legendonly",
        "x": drawing.numbers((row["score"] for row in own), 100 if percent else 1),
        "y": [labels.index(row["data"]) for row in own],
        "text": [
            f"{name} on {drawing.plain(row['data'])}: {score(row['test_score'], row['accuracy'])}"
            for row in own
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "line": {"color": drawing.colour(first), "dash": drawing.DASHES[first["mark"]]},
        "marker": {
            "size": 11,
            "color": drawing.colour(first),
            "symbol": drawing.SYMBOLS[first["mark"]],
            "opacity": 0.85,
        },
    }
