"""The command line that compares variations of a recipe on the data of an experiment."""

import shlex
from collections.abc import Mapping
from typing import Any

from descentlab.experiments.grid import LISTS
from descentlab.experiments.recipe import Recipe

_REPEATED = (*LISTS, "layers")
"""Settings whose values hold commas: another value is given by giving the option again."""


def compare_command(
    source: Mapping[str, Any], recipe: Recipe, varied: Mapping[str, list[Any]], budget: Mapping[str, int]
) -> str:
    """``descentlab compare`` for a recipe of which some settings take several values.

    source: what ``data.load`` is asked for, its place under "what". budget: options such as seeds.
    """
    parts = ["descentlab compare", shlex.quote(str(source["what"]))]
    parts += [
        f"--{key} {shlex.quote(str(source[key]))}" for key in ("target", "task") if source.get(key) is not None
    ]
    plain, settings = Recipe(), recipe.settings()
    values = {
        name: [value] for name, value in settings.items() if getattr(recipe, name) != getattr(plain, name)
    }
    if "learning_rate" not in varied and any(name != "learning_rate" for name in varied):
        values.pop("learning_rate", None)  # other recipes want other rates
    for name, several in {**values, **varied}.items():
        option = f"--{name.replace('_', '-')}"
        if name in _REPEATED:
            parts += [f"{option} {shlex.quote(_text(value))}" for value in several]
        else:
            parts.append(f"{option} {shlex.quote(','.join(_text(value) for value in several))}")
    parts += [f"--{name.replace('_', '-')} {value}" for name, value in budget.items()]
    return " ".join(parts)


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
