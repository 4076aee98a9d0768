"""How to do it again: the command, and the same in Python."""

import shlex
from typing import Any

from descentlab import data
from descentlab.errors import SettingError
from descentlab.experiments.grid import LISTS, grid
from descentlab.experiments.recipe import SETTINGS, Recipe
from descentlab.experiments.result import Result
from descentlab.reports.markup import safe


def repeat(result: Result) -> str:
    """The command and the Python lines, where the recipes are a product of lists; else why there are none."""
    asked = axes(result.config)
    if asked is None:
        return "<p>These recipes are no product of lists: take them from their settings above.</p>"
    where = "" if result.data["name"] in data.names() else "<p>With the data file in the current folder:</p>"
    return (
        f"{where}<pre><code>{safe(command(result, asked))}</code></pre>\n<p>or in Python</p>\n"
        f"<pre><code>{safe(python(result, asked))}</code></pre>\n"
        "<p>The same machine and versions give the same numbers to the bit; others give them up to rounding, "
        "which training can make large for single runs.</p>"
    )


def axes(config: dict[str, Any]) -> dict[str, list[Any]] | None:
    """For each setting its values, such that their grid is these recipes; None where there are no such lists."""
    recipes = tuple(Recipe(**settings) for settings in config["recipes"])
    plain = Recipe()
    order = [*config["axes"], *(key for key in SETTINGS if key not in config["axes"])]
    values = {key: list(dict.fromkeys(getattr(one, key) for one in recipes)) for key in order}
    asked = {key: found for key, found in values.items() if found != [getattr(plain, key)]}
    without_rate = {key: found for key, found in asked.items() if key != "learning_rate"}
    for candidate in (without_rate, asked):  # a rate may be written with its optimizer
        try:
            if grid(**candidate).recipes == recipes:
                return candidate
        except SettingError:
            continue
    return None


def command(result: Result, asked: dict[str, list[Any]]) -> str:
    """``descentlab compare`` with the options that give this experiment."""
    parts = [shlex.quote(result.data["name"])]
    if result.data["name"] not in data.names():
        parts += [f"--target {shlex.quote(target)}" for target in result.data["targets"][:1]]
    for setting, values in asked.items():
        option = f"--{setting.replace('_', '-')}"
        if setting in LISTS or setting == "layers":
            parts += [f"{option} {shlex.quote(_joined(value))}" for value in values]
        else:
            parts.append(f"{option} {shlex.quote(','.join(_text(value) for value in values))}")
    for key, value in _numbers(result).items():
        option = f"--{key.replace('_', '-')}"
        parts.append(option if value is True else f"{option} {value}")
    return _folded(["descentlab compare", *parts])


def python(result: Result, asked: dict[str, list[Any]]) -> str:
    """The same as a few lines of Python."""
    settings = ", ".join(
        f"{key}={values[0]!r}" if len(values) == 1 else f"{key}={values!r}" for key, values in asked.items()
    )
    budget = ", ".join(f"{key}={value}" for key, value in _numbers(result).items())
    target = "" if result.data["name"] in data.names() else f", target={result.data['targets'][0]!r}"
    return (
        f"import descentlab as dl\n\ndata = dl.data.load({result.data['name']!r}{target})\n"
        f"recipes = dl.grid({settings})\nresult = dl.compare(data, recipes, {budget})"
    )


def _numbers(result: Result) -> dict[str, Any]:
    """The budget, and the band where it was asked for."""
    keys = ["seeds", "rates", "selection_seeds"] if result.config["rates"] else ["seeds"]
    asked = {} if result.equivalence is None else {"equivalence": result.equivalence}
    if result.config.get("repeat_studies"):
        asked["repeat_studies"] = True
    return {key: result.config[key] for key in keys} | asked


def _text(value: Any) -> str:
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else f"{value}"


def _joined(value: Any) -> str:
    return ",".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)


def _folded(parts: list[str]) -> str:
    lines = [parts[0]]
    for part in parts[1:]:
        if len(lines[-1]) + len(part) < 96:
            lines[-1] += f" {part}"
        else:
            lines.append(f"  {part}")
    return " \\\n".join(lines)
