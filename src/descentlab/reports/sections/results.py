"""The answer: the verdict, the table of recipes, and all pairs."""

import math
from typing import Any

from descentlab.experiments.findings import remarks
from descentlab.experiments.ranking import Compared
from descentlab.experiments.result import Result
from descentlab.reports.markup import Cell, Column, facts, name, paragraphs, safe, table
from descentlab.reports.words import NOTHING, count, difference, measure, p_value, rate, score

_LONG_SENTENCE = 700
"""Characters; a longer one, with the names of many recipes, scrolls."""
MOST_PAIRS = 200
"""Exploratory pairs in the table; the result's JSON has all."""


def verdict(result: Result) -> str:
    """The verdict, its first sentence large."""
    first, *others = result.verdict()
    found = remarks(result)
    lead = "lead" if len(first) <= _LONG_SENTENCE else 'lead long" tabindex="0'
    said = [f'<p class="{lead}">{safe(first)}</p>', paragraphs(others), overview(result)]
    if found:
        said += ["<h3>What others found</h3>", f"<p>{safe(' '.join(found))}</p>"]
    return "\n".join(said)


def overview(result: Result) -> str:
    """The experiment in numbers."""
    data, runs = result.data, result.to_json()["runs"]
    seeds = f"{count(result.config['seeds'], 'fresh seed')} each"
    return facts(
        [
            ("Data", f"{name(data['name'])}, {count(data['examples'], 'example')}"),
            ("Recipes", f"{len(result.recipes):,}, {seeds}"),
            ("Trainings", f"{runs:,} in {_seconds(result.seconds)}"),
            ("Leader, by validation", name(result.best.name)),
        ]
    )


def recipes(result: Result) -> str:
    """The table of recipes, best mean test score first."""
    percent = result.task == "classification"
    tuned = any(one.choice is not None for one in result.recipes)
    what = measure(result.task)
    columns = [
        Column("recipe", "Recipe"),
        Column("rate", "Rate", True, "Learning rate trained with"),
        Column(
            "score",
            f"Test {what}, 95% interval",
            True,
            "Mean over seeds; diverged runs count as the worst score",
        ),
        Column("against", "Against the leader", False, "By corrected test and interval on test scores"),
        Column("untuned", "Untuned", True, "Mean validation score at the optimizer's own default rate"),
        Column("tuned", "Tuned", True, "Mean validation score at the chosen rate, on the same selection seeds"),
        Column("train", "Train", True, "Mean score on the training part, diverged runs left out"),
        Column(
            "steps",
            "Steps to target",
            True,
            "Median over seeds, misses counted as never; share that reached it",
        ),
        Column("diverged", "Diverged", True, "Runs whose loss was no finite number"),
    ]
    kept = [column for column in columns if tuned or column.key not in ("untuned", "tuned")]
    cells = [_recipe(result, row, percent) for row in result.rows()]
    caption = (
        f"<b>Test {what} of each recipe.</b> Mean and 95% interval over {count(result.config['seeds'], 'seed')}, "
        f"best mean first. {_columns(result, tuned, percent)}"
    )
    return table(caption, kept, [[row[c.key] for c in kept] for row in cells], marked=result.best.name)


def pairs(result: Result) -> str:
    """All pairs: those with the leader first, then what was not asked beforehand."""
    percent = result.task == "classification"
    own = [pair for pair in result.comparison.pairs if pair.family == "leader"]
    others = [pair for pair in result.comparison.pairs if pair.family == "exploratory"]
    if not own:
        return "<p>There is one recipe, and so no pair.</p>"
    shown = sorted(others, key=lambda pair: (pair.p_corrected, pair.p_value))[:MOST_PAIRS]
    columns = [
        Column("pair", "A − B"),
        Column("family", "Family"),
        Column(
            "difference", "Points" if percent else "Difference", True, "Mean of A less B over the same seeds"
        ),
        Column("interval", "95% interval", True, "BCa bootstrap, not corrected for the number of pairs"),
        Column("p", "p", True, "Two-sided, of this pair alone"),
        Column(
            "corrected", "Corrected p", True, "Holm, within the family for the leader's pairs, else over all"
        ),
        Column("wins", "A beats B", True, "Share of the seeds, ties half"),
        Column("verdict", "A is"),
    ]
    left = len(others) - len(shown)
    caption = (
        f"<b>{count(len(own) + len(others), 'pair')}, paired over {count(own[0].n, 'seed')}.</b> "
        f"{_tests(result)} The leader's pairs were asked for, and are corrected among themselves; the others are "
        "exploratory, corrected over all pairs."
    )
    caption += f" {left:,} exploratory pairs with larger p-values are left out here." if left else ""
    return table(caption, columns, [_pair(pair, percent) for pair in [*own, *shown]])


def _recipe(result: Result, row: dict[str, Any], percent: bool) -> dict[str, Cell]:
    own = next(one for one in result.recipes if one.name == row["recipe"])
    reached = sum(math.isfinite(steps) for steps in own.steps_to_target.steps)
    median = row["steps_to_target"]
    steps = "never" if math.isinf(median) else f"{median:,.0f}"
    leads = own is result.best
    at_edge = (
        ' <small title="At the edge of the rates tried">edge</small>'
        if own.choice and own.choice.at_edge
        else ""
    )
    lead = ' <small class="tag">leader</small>' if leads else ""
    return {
        "recipe": Cell(name(row["recipe"]) + lead, row["recipe"]),
        "rate": Cell(rate(row["learning_rate"]) + at_edge, row["learning_rate"]),
        "score": Cell(f"<b>{score(row['score'], percent)}</b> {_within(row, percent)}", row["score"]),
        "against": Cell(
            NOTHING if leads else _strong(_against(result, row["recipe"])), _against(result, row["recipe"])
        ),
        "untuned": _score(row["untuned"], percent),
        "tuned": _score(row["tuned"], percent),
        "train": _score(row["train_score"], percent),
        "steps": Cell(f"{steps} <small>{reached} of {row['n']}</small>", median),
        "diverged": Cell(f"{row['diverged']} of {row['n']}", float(row["diverged"])),
    }


def _pair(pair: Compared, percent: bool) -> list[Cell]:
    pair_name = f"{pair.recipe_a} − {pair.recipe_b}"
    low, high = difference(pair.low, percent), difference(pair.high, percent)
    return [
        Cell(f"{name(pair.recipe_a)} − {name(pair.recipe_b)}", pair_name),
        Cell(pair.family, "0" if pair.family == "leader" else "1"),
        Cell(difference(pair.difference, percent), pair.difference),
        Cell(_span(low, high), pair.low),
        Cell(safe(p_value(pair.p_value)), pair.p_value),
        Cell(safe(p_value(pair.p_corrected)), pair.p_corrected),
        Cell(f"{100 * pair.probability:.0f}%", pair.probability),
        Cell(_strong(pair.verdict), pair.verdict),
    ]


def _columns(result: Result, tuned: bool, percent: bool) -> str:
    said = []
    if tuned:
        said.append(
            "Untuned and tuned are validation scores at the optimizer's default rate and at the chosen one."
        )
    if result.target is not None:
        said.append(f"Steps: until the validation score first was {score(result.target, percent)}.")
    return safe(" ".join(said))


def _tests(result: Result) -> str:
    tests = sorted({pair.test for pair in result.comparison.pairs})
    return f"{safe(' and '.join(test[0].upper() + test[1:] for test in tests))} test, two-sided."


def _against(result: Result, recipe: str) -> str:
    if recipe == result.best.name:
        return ""
    if recipe in result.comparison.indistinguishable:
        return "no difference shown"
    return "better" if recipe in result.comparison.better else "worse"


def _score(value: float | None, percent: bool) -> Cell:
    return Cell(score(value, percent), math.nan if value is None else value)


def _span(low: str, high: str) -> str:
    return NOTHING if low == NOTHING else f'<span class="nowrap">{low} to {high}</span>'


def _within(row: dict[str, Any], percent: bool) -> str:
    low, high = score(row["low"], percent), score(row["high"], percent)
    return "" if low == NOTHING else f"<small>{low.removesuffix('%')} to {high}</small>"


def _strong(verdict: str) -> str:
    tag = "span" if verdict == "no difference shown" else "b"
    return f'<{tag} class="nowrap">{safe(verdict)}</{tag}>'


def _seconds(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
