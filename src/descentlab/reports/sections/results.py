"""The answer: the verdict, the table of recipes, and all pairs."""

import math
from typing import Any

from descentlab.experiments.findings import remarks
from descentlab.experiments.ranking import Compared
from descentlab.experiments.result import Result
from descentlab.experiments.sentences import size
from descentlab.experiments.statistics import StepsToTarget
from descentlab.reports.markup import Cell, Column, facts, name, paragraphs, safe, span, table, within
from descentlab.reports.words import (
    NOTHING,
    both,
    count,
    difference,
    measure,
    more,
    p_value,
    rate,
    score,
    share,
)

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
        Column(
            "tuned",
            "Tuned",
            True,
            "Mean validation score at the chosen rate, on the seeds that chose it",
        ),
        Column("train", "Train", True, "Mean score on the training part, diverged runs left out"),
        Column(
            "steps",
            "Steps to target",
            True,
            "Median over seeds, misses counted as never; runs that reached it",
        ),
        Column(
            "expected",
            "Expected steps",
            True,
            "Steps of all runs, misses with all they had, over the runs that reached the target; 95% interval",
        ),
        Column("diverged", "Diverged", True, "Runs whose loss was no finite number"),
    ]
    unused = set() if tuned else {"untuned", "tuned"}
    unused |= set() if result.target is not None else {"steps", "expected"}
    unused |= set() if any(one.diverged for one in result.recipes) else {"diverged"}
    kept = [column for column in columns if column.key not in unused]
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
        Column(
            "interval", "95% interval", True, "Stretched BCa bootstrap, not corrected for the number of pairs"
        ),
        Column("p", "p", True, "Two-sided, of this pair alone"),
        Column(
            "corrected", "Corrected p", True, "Holm, within the family for the leader's pairs, else over all"
        ),
        Column(
            "wins", "P(A > B)", True, "Share of the seeds in which A beats B, ties half; Wilson's 95% interval"
        ),
        Column(
            "equivalent",
            "Equivalence p",
            True,
            "That the difference is within the band, corrected as p is",
        ),
        Column("verdict", "A is"),
        Column(
            "more",
            "More seeds",
            True,
            "For a verdict with a chance of 80%, if the true difference is the one seen",
        ),
    ]
    kept = [column for column in columns if result.comparison.band or column.key != "equivalent"]
    left = len(others) - len(shown)
    caption = (
        f"<b>{count(len(own) + len(others), 'pair')}, paired over {count(own[0].n, 'seed')}.</b> "
        f"{_tests(result)} The leader's pairs were asked for, and are corrected among themselves; the others are "
        "exploratory, corrected over all pairs."
    )
    caption += f" {left:,} exploratory pairs with larger p-values are left out here." if left else ""
    cells = [_pair(pair, percent) for pair in [*own, *shown]]
    return table(caption, kept, [[row[c.key] for c in kept] for row in cells])


def _recipe(result: Result, row: dict[str, Any], percent: bool) -> dict[str, Cell]:
    own = next(one for one in result.recipes if one.name == row["recipe"])
    reached = sum(math.isfinite(steps) for steps in own.steps_to_target.steps)
    median = row["steps_to_target"]
    steps = "never" if math.isinf(median) else f"{median:,.0f}"
    leads = own is result.best
    against = both(row["against_leader"], row["equivalent"])
    at_edge = (
        ' <small title="At the edge of the rates tried">edge</small>'
        if own.choice and own.choice.at_edge
        else ""
    )
    ends = within(row["low"], row["high"], percent)
    lead = ' <small class="tag">leader</small>' if leads else ""
    return {
        "recipe": Cell(name(row["recipe"]) + lead, row["recipe"]),
        "rate": Cell(
            " to ".join(dict.fromkeys(map(rate, row["learning_rates"]))) + at_edge, row["learning_rate"]
        ),
        "score": Cell(f"<b>{score(row['score'], percent)}</b> {ends}", row["score"]),
        "against": Cell(NOTHING if leads else _strong(against), "" if leads else against),
        "untuned": _score(row["untuned"], percent),
        "tuned": _score(row["tuned"], percent),
        "train": _score(row["train_score"], percent),
        "steps": Cell(f"{steps} <small>{reached} of {row['n']}</small>", median),
        "expected": _expected(own.steps_to_target),
        "diverged": Cell(f"{row['diverged']} of {row['n']}", float(row["diverged"])),
    }


def _pair(pair: Compared, percent: bool) -> dict[str, Cell]:
    pair_name = f"{pair.recipe_a} − {pair.recipe_b}"
    low, high = difference(pair.low, percent), difference(pair.high, percent)
    wins = f"<small>{share(pair.probability_low).removesuffix('%')} to {share(pair.probability_high)}</small>"
    seeds = min(filter(None, pair.seeds[:2]), default=math.inf) if pair.seeds else math.nan
    return {
        "pair": Cell(f"{name(pair.recipe_a)} − {name(pair.recipe_b)}", pair_name),
        "family": Cell(pair.family, "0" if pair.family == "leader" else "1"),
        "difference": Cell(difference(pair.difference, percent), pair.difference),
        "interval": Cell(span(low, high), pair.low),
        "p": Cell(safe(p_value(pair.p_value)), pair.p_value),
        "corrected": Cell(safe(p_value(pair.p_corrected)), pair.p_corrected),
        "wins": Cell(f"{share(pair.probability)} {wins}", pair.probability),
        "equivalent": Cell(safe(p_value(pair.p_equivalent_corrected)), pair.p_equivalent_corrected),
        "verdict": Cell(_strong(both(pair.verdict, pair.equivalent)), pair.verdict),
        "more": Cell(f'<span class="nowrap">{safe(more(pair))}</span>', seeds),
    }


def _columns(result: Result, tuned: bool, percent: bool) -> str:
    said = []
    if tuned:
        said.append(
            "Untuned and tuned are validation scores at the optimizer's default rate and at the chosen one; tuned is "
            f"the best of {count(result.config['rates'], 'rate')} on the very seeds that chose it, and so flatters."
        )
    if result.target is not None:
        said.append(
            f"Steps: until the validation score first was {score(result.target, percent)}; expected steps count in "
            "the runs that never got there."
        )
    if result.comparison.band:
        said.append(f"Equivalent: shown to be within {size(result.comparison.band, percent)} of the leader.")
    if any(one.diverged for one in result.recipes):
        said.append("Train leaves diverged runs out; the test score counts them as the worst.")
    else:
        said.append("No run diverged.")
    return safe(" ".join(said))


def _tests(result: Result) -> str:
    tests = sorted({pair.test for pair in result.comparison.pairs})
    return f"{safe(' and '.join(test[0].upper() + test[1:] for test in tests))} test, two-sided."


def _expected(found: StepsToTarget) -> Cell:
    """Expected running time and its interval; an end without a bound is so because resamples had no success."""
    if math.isinf(found.expected):
        return Cell("never", math.inf)
    if math.isnan(found.expected_low):
        return Cell(f"{found.expected:,.0f}", found.expected)
    high = "∞" if math.isinf(found.expected_high) else f"{found.expected_high:,.0f}"
    return Cell(f"{found.expected:,.0f} <small>{found.expected_low:,.0f} to {high}</small>", found.expected)


def _score(value: float | None, percent: bool) -> Cell:
    return Cell(score(value, percent), math.nan if value is None else value)


def _strong(verdict: str) -> str:
    tag = "span" if verdict == "no difference shown" else "b"
    return f'<{tag} class="nowrap">{safe(verdict)}</{tag}>'


def _seconds(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
