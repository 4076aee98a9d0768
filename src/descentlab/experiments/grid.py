"""A grid: settings of which some are lists, and the recipes that their product gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from descentlab.errors import SettingError
from descentlab.experiments.recipe import Recipe, recipe


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

    ``hidden`` is itself a list of widths: a list of such lists is its axis. Recipes that come out equal are
    kept once. Raises SettingError for what no recipe can have, and for an empty list.
    """
    axes: dict[str, Sequence[Any]] = {}
    for name, value in settings.items():
        values = _values(name, value)
        if not values:
            raise SettingError(f"{name} is an empty list: give at least one value")
        axes[name] = values
    recipes = dict.fromkeys(
        recipe(**dict(zip(axes, choice, strict=True))) for choice in product(*axes.values())
    )
    varying = [name for name in axes if len({getattr(one, name) for one in recipes}) > 1]
    return Grid(tuple(recipes), tuple(varying))


def _values(name: str, value: Any) -> Sequence[Any]:
    if name == "hidden":
        nested = isinstance(value, list | tuple) and any(isinstance(one, list | tuple) for one in value)
        return [tuple(one) if isinstance(one, list | tuple) else (one,) for one in value] if nested else [value]
    if isinstance(value, list) or (isinstance(value, tuple) and not hasattr(value, "_fields")):
        return value
    return [value]


def _told(axis: str, value: Any) -> str:
    if axis == "hidden":
        return "-".join(str(width) for width in value)
    if isinstance(value, str):
        return value
    if isinstance(value, float) and float(f"{value:g}") == value:
        return f"{axis}={value:g}"
    return f"{axis}={value!r}"
