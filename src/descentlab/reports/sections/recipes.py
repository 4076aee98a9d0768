"""The recipes: what differs, what is the same for all, every setting, and where the techniques come from."""

import json
from collections import defaultdict
from typing import Any

from descentlab import catalogue
from descentlab.experiments.methods import method, network, stored_problem, techniques
from descentlab.experiments.result import RecipeResult, Result
from descentlab.reports import drawing
from descentlab.reports.markup import Cell, Column, facts, linked, name, safe, table
from descentlab.reports.words import rate


def settings(result: Result) -> str:
    """What differs between recipes, then what does not, then each in full."""
    differs = [key for key in result.config["axes"] if key != "learning_rate"]
    columns = [Column("recipe", "Recipe"), *(Column(key, _words(key)) for key in differs)]
    columns.append(Column("rate", "Learning rate", True))
    rows = [_row(one, differs) for one in result.recipes]
    given = {key: value for key, value in result.recipes[0].recipe.settings().items() if key not in differs}
    given.pop("learning_rate")
    if "loss" in given:
        given["loss"] = _loss(result)
    off = [_words(key) for key, value in given.items() if value is None or value is False or value == 0]
    on = [(_words(key), safe(_told(value))) for key, value in given.items() if _words(key) not in off]
    unused = f"<p>Not used: {safe(', '.join(off).lower())}.</p>" if off else ""
    return "\n".join(
        [
            table(
                "<b>What differs.</b> All other settings are the same.", columns, rows, marked=result.best.name
            ),
            "<h3>The same for all</h3>",
            facts(on),
            unused,
            f"<details><summary>{_whose(result)}</summary>",
            *(_full(one) for one in drawing.shown(result)),
            "</details>",
        ]
    )


def sources(result: Result) -> str:
    """Each technique that some recipe uses, with the work it comes from."""
    used: dict[tuple[str, str], str] = {}
    for one in result.recipes:
        for family, technique in techniques(method(one.recipe, stored_problem(result.data))):
            used[family, catalogue.name_of(technique)] = getattr(technique, "SOURCE", "no source given")
    by_source: dict[str, list[str]] = defaultdict(list)
    for family, technique in sorted(used, key=lambda key: (catalogue.FAMILIES.index(key[0]), key[1])):
        by_source[used[family, technique]].append(f"{technique} <small>{catalogue.kind_of(family)}</small>")
    items = [
        f"<div><dt>{', '.join(users)}</dt><dd>{linked(source)}</dd></div>"
        for source, users in by_source.items()
    ]
    return '<dl class="sources">\n' + "\n".join(items) + "\n</dl>"


def _row(one: RecipeResult, differs: list[str]) -> list[Cell]:
    values = [getattr(one.recipe, key) for key in differs]
    own = one.recipe.learning_rate or one.recipe.default_learning_rate
    chosen = " <small>chosen</small>" if one.choice is not None else " <small>given</small>"
    return [
        Cell(name(one.name), one.name),
        *(
            Cell(safe(_told(value)), value if isinstance(value, int | float) else str(value))
            for value in values
        ),
        Cell(" to ".join(dict.fromkeys(rate(end) for end in (min(one.rates), max(one.rates)))) + chosen, own),
    ]


def _whose(result: Result) -> str:
    if len(result.recipes) <= drawing.MOST:
        return "All settings of each recipe"
    return f"All settings of {drawing.MOST} recipes, the best and the leader"


def _full(one: RecipeResult) -> str:
    lines = [
        f"{key} = {json.dumps(value)}" for key, value in one.recipe.settings().items() if value is not None
    ]
    return f"<details><summary>{name(one.name)}</summary><pre>{safe(chr(10).join(lines))}</pre></details>"


def _loss(result: Result) -> str:
    """The loss, and whether the task said which."""
    first = result.recipes[0].recipe
    loss = catalogue.name_of(network(first, stored_problem(result.data)).loss)
    return f"{loss}, by the task" if first.loss is None else str(first.loss)


def _words(setting: str) -> str:
    words = setting.replace("_", " ")
    return words[0].upper() + words[1:]


def _told(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
