"""Which recipes come first when each data set ranks them, and which ranks can be told apart?

A critical-difference diagram, turned so that each recipe has a line for its name.
"""

import math
from typing import Any

from descentlab.experiments.across import Across
from descentlab.experiments.statistics.ranks import FEWEST
from descentlab.reports import drawing
from descentlab.reports.across_figures import shown
from descentlab.reports.words import p_value

TITLE = "Average ranks"
PLACE = 40


def table(across: Across) -> list[dict[str, Any]]:
    """One row for each recipe and data set: its rank there; average rank and groups are the recipe's."""
    ranks = across.ranks
    rows = sorted(shown(across), key=lambda row: row["rank"])
    return [
        {
            "recipe": row["recipe"],
            "data": label,
            "rank": float(ranks.ranks[i, row["place"]]),
            "average_rank": row["rank"],
            "groups": " ".join(str(j + 1) for j, group in enumerate(ranks.groups) if row["place"] in group),
            "critical_difference": ranks.critical_difference,
            "recipes": len(across.recipes),
            "hue": row["hue"],
            "mark": row["mark"],
        }
        for row in rows
        for i, label in enumerate(across.data)
    ]


def draw(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Large marks: average ranks; small ones: each data set's. Bars on the right join what is not told apart."""
    names = list(dict.fromkeys(row["recipe"] for row in rows))
    data: list[dict[str, Any]] = []
    for place, name in enumerate(names):
        own = [row for row in rows if row["recipe"] == name]
        data += [_of_data_sets(own, place), _average(own[0], place)]
    last = rows[0]["recipes"]
    shapes = [
        shape for j, group in enumerate(_groups(rows, names)) for shape in _bar(group, last + 0.35 + 0.22 * j)
    ]
    ruler = rows[0]["critical_difference"]
    notes: list[dict[str, Any]] = []
    if math.isfinite(ruler):
        height = len(names) - 0.15
        shapes += [_line(1, 1 + ruler, height, height, 2), _line(1, 1, height - 0.1, height + 0.1, 2)]
        shapes.append(_line(1 + ruler, 1 + ruler, height - 0.1, height + 0.1, 2))
        notes.append(
            {
                "x": 1 + ruler / 2,
                "y": height + 0.32,
                "text": f"critical difference {ruler:.2f}",
                "showarrow": False,
                "font": {"size": 12},
            }
        )
    end = max(
        last + 0.35 + 0.22 * max(1, len(_groups(rows, names))), 1.2 + (ruler if math.isfinite(ruler) else 0)
    )
    xaxis = drawing.axis("rank, 1 is best", range=[0.7, end], dtick=max(1, last // 10))
    yaxis = drawing.names_axis(names) | {"range": [len(names) + 0.55, -0.6]}
    layout = drawing.layout(drawing.rows_height(names) + 60, xaxis, yaxis, shapes=shapes, annotations=notes)
    return {"data": data, "layout": layout}


def caption(across: Across, rows: list[dict[str, Any]]) -> str:
    """What is drawn and tested, or why nothing is."""
    sets, ranks = len(across.data), across.ranks
    said = (
        f"Large marks: rank averaged over {sets} data sets, each ranking the recipes by their mean over "
        f"{across.seeds} seeds, ties shared; small marks: the data sets' ranks. "
    )
    bars = "Bars on the right join recipes that are not told apart"
    if sets < FEWEST:
        return (
            f"{said}{bars}: with fewer than {FEWEST} data sets that is all of them, for ranks cannot be tested."
        )
    tested = f"Wilcoxon's signed-rank test over data sets, Holm-corrected over all pairs, at {across.alpha:g}"
    if ranks.friedman is not None:
        tested = f"Friedman's test first (p {p_value(ranks.friedman.p_value)}), then {tested}"
    return (
        f"{said}{bars}: {tested}. The ruler is Nemenyi's critical difference: by that test, which looks at average "
        "ranks alone and is meant for many data sets, recipes further apart than it differ. The data sets are the "
        "sample here: what is told apart is so for data sets like these."
    )


def _groups(rows: list[dict[str, Any]], names: list[str]) -> list[list[int]]:
    """For each group the lines of its recipes."""
    members: dict[int, list[int]] = {}
    for row in rows:
        for group in row["groups"].split():
            lines = members.setdefault(int(group), [])
            if names.index(row["recipe"]) not in lines:
                lines.append(names.index(row["recipe"]))
    return [members[group] for group in sorted(members)]


def _bar(group: list[int], x: float) -> list[dict[str, Any]]:
    return [_line(x, x, min(group) - 0.18, max(group) + 0.18, 5)]


def _line(x0: float, x1: float, y0: float, y1: float, width: float) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": round(x0, 4),
        "x1": round(x1, 4),
        "y0": round(y0, 4),
        "y1": round(y1, 4),
        "line": {"color": drawing.GREY, "width": width},
    }


def _of_data_sets(own: list[dict[str, Any]], place: int) -> dict[str, Any]:
    seen: dict[float, int] = {}
    heights: list[float] = []
    for row in own:
        heights.append(round(place + 0.2 + 0.07 * seen.get(row["rank"], 0), 4))
        seen[row["rank"]] = seen.get(row["rank"], 0) + 1
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [row["rank"] for row in own],
        "y": heights,
        "text": [f"{drawing.plain(row['data'])}: rank {row['rank']:g}" for row in own],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"size": 6, "color": drawing.colour(own[0]), "opacity": 0.6},
    }


def _average(row: dict[str, Any], place: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [row["average_rank"]],
        "y": [place],
        "text": [f"{drawing.plain(row['recipe'])}<br>average rank {row['average_rank']:.2f}"],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"size": 12, "color": drawing.colour(row), "symbol": drawing.SYMBOLS[row["mark"]]},
    }
