"""Which learning rate each recipe trains with: what the selection runs of a store speak for.

In an ordinary experiment all selection runs choose one rate for a recipe, and all its report runs train with it.
Where whole studies are repeated, each report seed has selection runs of its own, which choose for that seed alone:
the spread of the scores then holds the chance of the choice too.
"""

import json
from typing import Any

from descentlab.experiments.plan import SELECTION, selection_seeds
from descentlab.experiments.recipe import Recipe
from descentlab.experiments.rows import DIVERGED
from descentlab.experiments.selection import Choice, choose
from descentlab.experiments.store import Store


class Rates:
    """The rates that the selection runs of an experiment speak for; they are read once."""

    def __init__(self, store: Store, config: dict[str, Any], task: str) -> None:
        """config: what was asked for, as the store has it."""
        self._config, self._task = config, task
        self._found: dict[str, list[tuple[float, int, tuple[float, float] | None]]] = {}
        kept = store.kept_epochs()
        for run in store.runs(SELECTION):
            score = None if run.status == DIVERGED else kept.get(run.id)
            entry = (run.recipe["learning_rate"], run.seed, score)
            self._found.setdefault(_key(run.recipe), []).append(entry)

    @property
    def repeated(self) -> bool:
        """Whether each report seed is a study of its own."""
        return bool(self._config.get("repeat_studies"))

    def choice(self, recipe: Recipe, seed: int | None = None) -> Choice | None:
        """What was found for a recipe: by all selection runs or, where studies are repeated, by those of a report seed.

        None where the recipe fixes its rate, or no run has tried one yet.
        """
        if not recipe.tunes_learning_rate or not self._config["rates"]:
            return None
        own = None
        if self.repeated and seed is not None:
            own = selection_seeds(int(self._config["selection_seeds"]), seed)
        by_rate: dict[float, list[tuple[float, float] | None]] = {}
        for rate, tried_on, score in self._found.get(_key(recipe.settings()), []):
            if own is None or tried_on in own:
                by_rate.setdefault(rate, []).append(score)
        return choose(recipe, by_rate, self._task, int(self._config["rates"])) if by_rate else None

    def recipe(self, recipe: Recipe, seed: int | None = None) -> Recipe:
        """The recipe as it trains, with the rate that was chosen for it."""
        choice = self.choice(recipe, seed)
        return recipe if choice is None else recipe.with_learning_rate(choice.chosen.learning_rate)


def _key(settings: dict[str, Any]) -> str:
    return json.dumps({**settings, "learning_rate": None}, sort_keys=True)
