"""Several data sets as one HTML page: the verdict, the recipes over all data sets, pairs, ranks, grounds."""

import math
import shlex
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from descentlab.experiments import across_verdict
from descentlab.experiments.across import NORMALIZATIONS, Across, ComparedAcross
from descentlab.experiments.statistics import EXACT_UP_TO, FLIPS
from descentlab.experiments.statistics.across import RESAMPLES
from descentlab.reports import drawing, pictures
from descentlab.reports.across_figures import figures, scale_title
from descentlab.reports.markup import Cell, Column, facts, name, paragraphs, safe, span, table, within
from descentlab.reports.shell import Part, shell
from descentlab.reports.words import NOTHING, count, p_value, score

MOST_PAIRS = 200
"""Pairs in the table; the result's JSON has all."""


def write(across: Across, file: str | Path) -> None:
    """Writes the page; the file appears only when it is whole."""
    pictures.write_page(html(across), Path(file))


def html(across: Across) -> str:
    """The whole page."""
    found = pictures.tables(figures(), across)
    title = f"{count(len(across.recipes), 'training recipe')} on {count(len(across.data), 'data set')}"
    return shell(
        "descentlab across",
        title=title,
        heading=safe(title),
        parts=list(_parts(across, found)),
        version=version("descentlab"),
        data=pictures.numbers(figures(), found),
        libraries=[pictures.plotly()],
    )


def _parts(across: Across, found: dict[str, pictures.Rows]) -> Iterator[Part]:
    drawn = {key: pictures.figure(figures()[key], key, across, rows) for key, rows in found.items()}
    speed = drawn.get("speed", "")
    yield "verdict", "Verdict", _verdict(across)
    yield (
        "recipes",
        "Recipes",
        "\n".join([_recipes(across), _left_out(across), drawn["scores"], drawn["profiles"]]),
    )
    yield "data", "Data sets", "\n".join([_data_sets(across), drawn["data_sets"]])
    yield "pairs", "Pairs", "\n".join([drawn["improvement"], _pairs(across), speed])
    yield "ranks", "Ranks", "\n".join([drawn["ranks"], _ranks(across)])
    yield "method", "Method", paragraphs(_method(across))
    yield "limits", "Limits", paragraphs([*across_verdict.notes(across), *across_verdict.limits(across)])
    yield "repeat", "Repeat", _repeat(across)


def _verdict(across: Across) -> str:
    first, *others = across.verdict()
    runs = int(across.raw.size)
    said = facts(
        [
            ("Data sets", f"{len(across.data):,}"),
            ("Recipes", f"{len(across.recipes):,}"),
            ("Seeds", f"{across.seeds:,} on each data set"),
            ("Runs compared", f"{runs:,}"),
        ]
    )
    return "\n".join([f'<p class="lead">{safe(first)}</p>', paragraphs(others), said])


def _recipes(across: Across) -> str:
    percent = across.percent
    about = NORMALIZATIONS[across.normalize]
    columns = [
        Column("recipe", "Recipe"),
        Column("mean", "Mean, interval", True, "Of the data sets' means; diverged runs count as the worst"),
        Column(
            "iqm", "Interquartile mean", True, "Mean of the middle half of all runs: diverged ones may be cut"
        ),
        Column("median", "Median", True, "Of the data sets' means"),
        Column("rank", "Average rank", True, "Over data sets, 1 is best"),
        Column("diverged", "Diverged", True, "Runs whose loss was no finite number"),
    ]
    rows = [
        [
            Cell(name(row["recipe"]), row["recipe"]),
            Cell(
                f"<b>{score(row['mean'], percent)}</b> {within(row['mean_low'], row['mean_high'], percent)}",
                row["mean"],
            ),
            Cell(score(row["iqm"], percent), row["iqm"]),
            Cell(score(row["median"], percent), row["median"]),
            Cell(f"{row['rank']:.2f}", row["rank"]),
            Cell(f"{row['diverged']} of {row['n']}", float(row["diverged"])),
        ]
        for row in across.rows()
    ]
    caption = (
        f"<b>{safe(_capital(scale_title(across)))} over {len(across.data)} data sets.</b> {safe(_capital(about))}. "
        f"{100 * (1 - across.alpha):g}% intervals over seeds, {across.seeds} on each data set; highest mean first."
    )
    return table(caption, columns, rows, marked=across.best)


def _data_sets(across: Across) -> str:
    means = across.means()
    columns = [
        Column("data", "Data set"),
        Column("task", "Score"),
        Column("test", "Test examples", True),
        Column("target", "Target", True, "Validation score to reach, for steps to target"),
        *(Column(f"r{i}", one, True) for i, one in enumerate(across.recipes)),
    ]
    rows: list[list[Cell]] = []
    for i, (label, result) in enumerate(zip(across.data, across.results, strict=True)):
        percent = result.task == "classification"
        target = math.nan if result.target is None else result.target
        rows.append(
            [
                Cell(name(label), label),
                Cell("accuracy" if percent else "R²", result.task),
                Cell(f"{result.data['sizes']['test']:,}", float(result.data["sizes"]["test"])),
                Cell(score(target, percent), target),
                *(_mean(float(value), float(value) == means[i].max(), percent) for value in means[i]),
            ]
        )
    caption = (
        f"<b>Mean test score of each recipe on each data set, as it is.</b> {count(across.seeds, 'seed')}; diverged "
        "runs count as the worst score of their data set; the highest in bold."
    )
    return table(caption, columns, rows)


def _pairs(across: Across) -> str:
    columns = [
        Column("pair", "A − B"),
        Column("difference", "Difference", True, "Mean of A less that of B"),
        Column("interval", "Interval", True, "Stratified bootstrap, not corrected for the number of pairs"),
        Column("wins", "A beats B", True, "Probability that a run of A beats one of B, ties half"),
        Column("p", "p", True, "Sign-flip test of the mean over paired runs, two-sided"),
        Column("corrected", "Corrected p", True, "Holm, over all pairs of recipes"),
        Column("verdict", "A is"),
        Column("speed", "Steps B ÷ A", True, "Geometric mean where both reached the target"),
        Column("reached", "Reached: both, A, B, none", True, "Runs in which both, only A, only B or none did"),
    ]
    shown = across.pairs[:MOST_PAIRS]
    every = len(across.recipes) * (len(across.recipes) - 1) // 2
    caption = (
        f"<b>{count(len(shown), 'pair')}, paired over {across.seeds * len(across.data)} runs on {len(across.data)} "
        f"data sets.</b> Pairs with the best recipe first; p-values are corrected for {count(every, 'pair')}."
    )
    return table(caption, columns, [_pair(pair, across.percent) for pair in shown])


def _pair(pair: ComparedAcross, percent: bool) -> list[Cell]:
    found, fast = pair.found, pair.speed_up
    wins, ratio = found.improvement, fast.ratio
    reached = f"{fast.both}, {fast.only_a}, {fast.only_b}, {fast.neither}"
    return [
        Cell(f"{name(pair.a)} − {name(pair.b)}", f"{pair.a} − {pair.b}"),
        Cell(_signed(found.difference.value, percent), found.difference.value),
        Cell(
            span(_signed(found.difference.low, percent), _signed(found.difference.high, percent)),
            found.difference.low,
        ),
        Cell(f"{wins.value:.2f} {_small(wins.low, wins.high)}", wins.value),
        Cell(safe(p_value(found.p_value)), found.p_value),
        Cell(safe(p_value(pair.p_corrected)), pair.p_corrected),
        Cell(f'<span class="nowrap">{pair.verdict}</span>', pair.verdict),
        Cell(
            NOTHING if math.isnan(ratio.value) else f"{ratio.value:.2f} {_small(ratio.low, ratio.high)}",
            ratio.value,
        ),
        Cell(reached, float(fast.both)),
    ]


def _ranks(across: Across) -> str:
    ranks = across.ranks
    if not ranks.pairs:
        return ""
    columns = [
        Column("pair", "A, B"),
        Column("wins", "Data sets won by A", True, "Ties half"),
        Column("p", "p", True, "Wilcoxon's signed-rank test over data sets, exact, two-sided"),
        Column("corrected", "Corrected p", True, "Holm, over all pairs"),
    ]
    rows = [
        [
            Cell(f"{name(across.recipes[pair.a])}, {name(across.recipes[pair.b])}", across.recipes[pair.a]),
            Cell(f"{pair.wins:g} of {len(across.data)}", pair.wins),
            Cell(safe(p_value(pair.p_value)), pair.p_value),
            Cell(safe(p_value(pair.p_corrected)), pair.p_corrected),
        ]
        for pair in sorted(ranks.pairs, key=lambda pair: pair.p_value)[:MOST_PAIRS]
    ]
    caption = f"<b>Recipes over {len(across.data)} data sets,</b> one mean score each."
    return table(caption, columns, rows)


def _method(across: Across) -> list[str]:
    level = f"{100 * (1 - across.alpha):g}%"
    return [
        f"Each experiment judges its recipes by test scores on fresh seeds; {across.seeds} of them are taken from "
        "each, the same for all recipes, so that runs are paired. A recipe is known by its name in all experiments.",
        f"Scale: {NORMALIZATIONS[across.normalize]}. A run that diverged counts as accuracy 0, or for R² as far below "
        "the lowest as the highest lies above it.",
        "Mean and median are those of the data sets' means. Interquartile mean: the mean of the middle half of the "
        "runs of all data sets, a quarter cut from either end, diverged runs among them (Agarwal et al. 2021, "
        "arXiv:2108.13264); no verdict rests on it.",
        f"{level} intervals: stratified bootstrap of {RESAMPLES:,} resamples; seeds are drawn anew within each data "
        "set, the same for all recipes; percentiles moved outwards as Student's t asks for so few seeds (Hesterberg "
        f"2015).{_scale_known(across)}",
        "A difference is shown where the sign-flip test of the mean over the paired runs of all data sets, "
        f"Holm-corrected over all pairs of recipes, has p at most {across.alpha:g} and the interval of the difference "
        f"of means excludes zero. The test counts all flips of up to {EXACT_UP_TO} differences, and draws {FLIPS:,} of "
        "more. It speaks of other seeds on these data sets.",
        "Ranks speak of other data sets: Friedman's test in the form of Iman and Davenport, then Wilcoxon's "
        "signed-rank test over data sets, exact, Holm-corrected; Nemenyi's critical difference beside (Demšar 2006, "
        "JMLR 7).",
        "Speed-up: the geometric mean of ratios of steps to each data set's own target, of paired runs that both "
        "reached it.",
    ]


def _scale_known(across: Across) -> str:
    if across.normalize != "range":
        return ""
    return (
        " They take the scale for known, though it comes from these runs; the test does not mind, for the scale stays "
        "the same when two recipes change places in a seed."
    )


def _repeat(across: Across) -> str:
    folders = " ".join(shlex.quote(str(result.folder)) for result in across.results)
    option = "" if across.normalize == "range" else f" --normalize {across.normalize}"
    command = f"descentlab across {folders}{option}"
    return f"<p>From the experiments' folders, without training:</p>\n<pre>{safe(command)}</pre>"


def _left_out(across: Across) -> str:
    if len(across.recipes) <= drawing.MOST:
        return ""
    return f'<p class="note">Figures show the best {drawing.MOST} of {len(across.recipes):,} recipes.</p>'


def _mean(value: float, highest: bool, percent: bool) -> Cell:
    text = score(value, percent)
    return Cell(f"<b>{text}</b>" if highest else text, value)


def _signed(value: float, percent: bool) -> str:
    if math.isnan(value):
        return NOTHING
    return (f"{100 * value:+.2f}" if percent else f"{value:+.3f}").replace("-", "−")


def _small(low: float, high: float) -> str:
    return "" if math.isnan(low) else f"<small>{low:.2f} to {high:.2f}</small>"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
