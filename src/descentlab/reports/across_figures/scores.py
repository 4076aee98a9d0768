"""How well does each recipe do over all data sets, and how sure is that?"""

from typing import Any

from descentlab.experiments.across import Across
from descentlab.reports import drawing
from descentlab.reports.across_figures import scale_title, shown
from descentlab.reports.words import score

TITLE = "Mean over all data sets"
PLACE = 10


def table(across: Across) -> list[dict[str, Any]]:
    """One row for each recipe: mean with its interval, interquartile mean and median."""
    keys = ("recipe", "mean", "mean_low", "mean_high", "iqm", "median", "n", "hue", "mark")
    about = {"data_sets": len(across.data), "measure": scale_title(across), "percent": across.percent}
    return [{key: row[key] for key in keys} | about for row in shown(across)]


def draw(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Each recipe a line of the picture: mean and interval, interquartile mean and median as small rings."""
    names = [row["recipe"] for row in rows]
    percent = rows[0]["percent"]
    data = [trace for place, row in enumerate(rows) for trace in _row(row, place, percent)]
    xaxis = drawing.percent_axis(rows[0]["measure"], percent)
    return {
        "data": data,
        "layout": drawing.layout(drawing.rows_height(names), xaxis, drawing.names_axis(names, names[0])),
    }


def caption(across: Across, rows: list[dict[str, Any]]) -> str:
    """What is drawn, and what the intervals are of."""
    return (
        f"Large mark and line: mean over {len(across.data)} data sets of {across.seeds} seeds each, in which a "
        f"diverged run counts as the worst, and its {100 * (1 - across.alpha):g}% interval (stratified bootstrap: "
        "seeds are resampled within each data set). Circle: mean of the middle half of the "
        f"{rows[0]['n']} runs, which leaves out up to a quarter of them at either end, diverged ones among them; "
        "diamond: median of the data sets' means. Intervals of two recipes may overlap and yet the recipes differ, "
        "because runs are paired."
    )


def _row(row: dict[str, Any], place: int, percent: bool) -> list[dict[str, Any]]:
    times = 100 if percent else 1
    colour = drawing.colour(row)
    text = "<br>".join(
        [
            drawing.plain(row["recipe"]),
            f"mean {score(row['mean'], percent)}",
            f"interval {score(row['mean_low'], percent)} to {score(row['mean_high'], percent)}",
            f"interquartile mean {score(row['iqm'], percent)}, median {score(row['median'], percent)}",
        ]
    )
    hover = {"text": [text, text], "hovertemplate": "%{text}<extra></extra>"}
    error = {
        "type": "data",
        "symmetric": False,
        "array": drawing.numbers([row["mean_high"] - row["mean"]], times),
        "arrayminus": drawing.numbers([row["mean"] - row["mean_low"]], times),
        "thickness": 2,
        "width": 5,
        "color": colour,
    }
    symbol = drawing.SYMBOLS[row["mark"]]
    small = {"size": 7, "color": colour, "symbol": ["circle-open", "diamond-open"], "line": {"width": 1.5}}
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": drawing.numbers([row["iqm"], row["median"]], times),
            "y": [place + 0.22, place + 0.22],
            "marker": small,
            **hover,
        },
        {
            "type": "scatter",
            "mode": "markers",
            "x": drawing.numbers([row["mean"]], times),
            "y": [place],
            "error_x": error,
            "marker": {"size": 11, "color": colour, "symbol": symbol},
            **hover,
        },
    ]
