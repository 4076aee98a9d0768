"""How large a share of its runs does each recipe bring above a score, for every score?"""

from typing import Any

from descentlab.experiments.across import Across
from descentlab.reports import drawing
from descentlab.reports.across_figures import scale_title, shown

TITLE = "Performance profiles"
PLACE = 20


def table(across: Across) -> list[dict[str, Any]]:
    """One row for each recipe and score: share of runs above it, and the ends of its band."""
    about = {"measure": scale_title(across), "percent": across.percent}
    rows: list[dict[str, Any]] = []
    for row in shown(across):
        profile = across.profile[row["recipe"]]
        rows += [
            {"recipe": row["recipe"], "above": at, "share": share, "low": low, "high": high, "n": row["n"]}
            | about
            | {key: row[key] for key in drawing.LOOK}
            for at, share, low, high in zip(*(part.tolist() for part in profile), strict=True)
        ]
    return rows


def draw(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Each recipe a falling line with its band; the legend chooses."""
    by_recipe: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_recipe.setdefault(row["recipe"], []).append(row)
    percent = rows[0]["percent"]
    data: list[dict[str, Any]] = []
    for place, own in enumerate(by_recipe.values()):
        data += _traces(own, percent, visible=place < drawing.VISIBLE)
    xaxis = drawing.percent_axis(f"{rows[0]['measure']} above", percent)
    yaxis = drawing.axis("share of runs", ticksuffix="%", range=[-2, 102])
    return {"data": data, "layout": drawing.layout(440, xaxis, yaxis, showlegend=True)}


def caption(across: Across, rows: list[dict[str, Any]]) -> str:
    """What is drawn, and when one recipe is above another."""
    return (
        f"Share of {rows[0]['n']} runs ({len(across.data)} data sets, {across.seeds} seeds each) with a score above "
        f"that of the horizontal axis. Bands: pointwise {100 * (1 - across.alpha):g}% intervals (stratified bootstrap "
        "over seeds). A line that lies above another everywhere is of a recipe that does better at every level; where "
        "two cross, which is better depends on what is asked."
    )


def _traces(own: list[dict[str, Any]], percent: bool, *, visible: bool) -> list[dict[str, Any]]:
    times = 100 if percent else 1
    first = own[0]
    x = drawing.numbers((row["above"] for row in own), times)
    name = drawing.plain(first["recipe"])
    common = {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "legendgroup": name,
        "name": name,
        "visible": True if visible else "legendonly",
    }
    bounds = [drawing.numbers((row[end] for row in own), 100) for end in ("low", "high")]
    band = [
        common | {"y": bounds[0], "line": {"width": 0}, "showlegend": False, "hoverinfo": "skip"},
        common
        | {
            "y": bounds[1],
            "line": {"width": 0},
            "fill": "tonexty",
            "fillcolor": drawing.faint(first, 0.13),
            "showlegend": False,
            "hoverinfo": "skip",
        },
    ]
    line = common | {
        "y": drawing.numbers((row["share"] for row in own), 100),
        "line": {"color": drawing.colour(first), "dash": drawing.DASHES[first["mark"]], "width": 2},
        "hovertemplate": f"{name}<br>above %{{x}}: %{{y}}<extra></extra>",
    }
    return [*band, line] if first["low"] == first["low"] else [line]
