"""A grid: settings of which some are lists, and the recipes that their product gives."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from descentlab import catalogue
from descentlab.errors import SettingError
from descentlab.experiments.recipe import DERIVED, TECHNIQUES, Recipe, recipe

LISTS = ("hidden", "class_weights")
"""Settings whose one value is a list."""
MOST = 100_000
"""Recipes of a grid."""


@dataclass(frozen=True)
class Grid:
    """recipes: the product. axes: the settings that vary."""

    recipes: tuple[Recipe, ...]
    axes: tuple[str, ...]

    def names(self) -> tuple[str, ...]:
        """One short name for each recipe, out of the settings that vary: "adam + relu", "l2=0.0001"."""
        return tuple(
            " + ".join(_told(axis, getattr(one, axis)) for axis in self.axes) or one.optimizer
            for one in self.recipes
        )


def grid(**settings: Any) -> Grid:
    """All combinations of the settings; any list is an axis.

    ``hidden`` and ``class_weights`` are themselves lists: a list of such lists is their axis. "all" stands for
    every technique of the family that needs nothing to be said. Recipes that come out equal are kept once.
    Raises SettingError for what no recipe can have, and for an empty list.
    """
    axes: dict[str, Sequence[Any]] = {}
    for name, value in settings.items():
        values = _values(name, value)
        if not values:
            raise SettingError(f"{name} is an empty list: give at least one value")
        axes[name] = values
    if (count := math.prod(map(len, axes.values()))) > MOST:
        raise SettingError(
            f"the lists give {count:,} recipes, and at most {MOST:,} are compared: leave values out"
        )
    recipes = dict.fromkeys(
        recipe(**dict(zip(axes, choice, strict=True))) for choice in product(*axes.values())
    )
    varying = [name for name in axes if len({getattr(one, name) for one in recipes}) > 1]
    return Grid(tuple(recipes), tuple(varying))


def _values(name: str, value: Any) -> Sequence[Any]:
    if name in LISTS:
        several = isinstance(value, list | tuple) and any(isinstance(one, list | tuple | str) for one in value)
        return [tuple(one) if isinstance(one, list | tuple) else one for one in value] if several else [value]
    if name in TECHNIQUES and (value == "all" or (isinstance(value, list) and "all" in value)):
        every = catalogue.complete(TECHNIQUES[name], DERIVED.get(name, ()))
        listed: list[Any] = value if isinstance(value, list) else [value]
        return [part for one in listed for part in (every if one == "all" else (one,))]
    if isinstance(value, list) or (isinstance(value, tuple) and not hasattr(value, "_fields")):
        return value
    return [value]


def _told(axis: str, value: Any) -> str:
    if axis in LISTS and not isinstance(value, str):
        return "-".join(f"{one:g}" for one in value or ())
    if value is None and axis != "learning_rate":
        return f"no {axis.replace('_', ' ')}"
    if isinstance(value, str):
        return value
    if isinstance(value, float) and float(f"{value:g}") == value:
        return f"{axis}={value:g}"
    return f"{axis}={value!r}"
