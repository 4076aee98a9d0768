"""The main job: from data and a grid of recipes to evidence on which of them trains best.

    1. selection   each recipe that leaves its learning rate open tries a grid of rates on the selection seeds
    2. report      every recipe, at its chosen rate, trains on fresh seeds and is scored on the test part
    3. the result  is read from the store; the best model is written beside it

What the folder already has is not trained again.
"""

import json
import shutil
import tempfile
import weakref
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from descentlab.data import Dataset
from descentlab.errors import ExperimentError, SettingError
from descentlab.experiments.choosing import Rates
from descentlab.experiments.environment import check_environment, environment
from descentlab.experiments.execute import Watch, missing, train_missing
from descentlab.experiments.files import remove
from descentlab.experiments.grid import Grid
from descentlab.experiments.leader_model import MODEL, best_run, has_model, model_of
from descentlab.experiments.plan import (
    REPORT,
    SELECTION,
    Wanted,
    batches,
    steps_per_epoch,
    summary,
    want,
)
from descentlab.experiments.ranking import band_for
from descentlab.experiments.recipe import Recipe
from descentlab.experiments.result import Result
from descentlab.experiments.selection import rates_to_train
from descentlab.experiments.store import FILE, Store
from descentlab.training.feed import Feed

ASKED = "asked"
"""The fact that says what was asked for last, band included; "config" is what there is a result of."""
REPORTED = "reported"
"""The fact that says whether a report was written of what there is a result of."""


class Study:
    """An experiment about to run: its plan can be looked at before anything is trained."""

    def __init__(
        self,
        dataset: Dataset,
        grid: Grid,
        *,
        seeds: int = 10,
        rates: int = 9,
        selection_seeds: int = 5,
        equivalence: float | None = None,
        repeat_studies: bool = False,
    ) -> None:
        """seeds: of the report. rates: tried for each recipe without a learning rate. Raises SettingError.

        equivalence: the band (see `ranking.band_for`); None leaves what the folder has. It is no part of what makes
        an experiment: with another one nothing is trained again. repeat_studies: each report seed is a study of its
        own, which chooses rates anew on selection seeds that no other has.
        """
        for name, value in {"seeds": seeds, "rates": rates, "selection_seeds": selection_seeds}.items():
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise SettingError(f"{name} is {value!r}; it must be a whole number of at least 1")
        for name in ("dtype", "scaling"):
            if len({getattr(recipe, name) for recipe in grid.recipes}) > 1:
                raise SettingError(f"{name} cannot be an axis: compare its values in experiments of their own")
        self.dataset = dataset
        self.grid = grid
        self.seeds = seeds
        tuned = any(recipe.tunes_learning_rate for recipe in grid.recipes)
        self.rates = rates if tuned else 0
        self.selection_seeds = selection_seeds if tuned else 0
        self.repeat_studies = repeat_studies and tuned
        self.feed = Feed(dataset, grid.recipes[0].dtype, grid.recipes[0].scaling)
        self.equivalence = equivalence
        if equivalence is not None:
            band_for(equivalence, len(self.feed.test) if self.feed.classification else None)

    def selection(self) -> list[Wanted]:
        """The runs that choose learning rates."""
        recipes = [
            recipe.with_learning_rate(rate)
            for recipe in self.grid.recipes
            if recipe.tunes_learning_rate
            for rate in rates_to_train(recipe, self.rates)
        ]
        studies = self.seeds if self.repeat_studies else 1
        return want(SELECTION, recipes, range(studies * self.selection_seeds), self.feed)

    def report(self, rates: Rates) -> list[Wanted]:
        """The runs that recipes are judged by, at the rates that were chosen."""
        return [
            wanted
            for recipe in self.grid.recipes
            for seed in range(self.seeds)
            for wanted in want(REPORT, [rates.recipe(recipe, seed)], range(seed, seed + 1), self.feed)
        ]

    def plan(self) -> dict[str, Any]:
        """Runs, programs and work of the whole experiment, by stage."""
        middle = [
            recipe.with_learning_rate(recipe.default_learning_rate) if recipe.tunes_learning_rate else recipe
            for recipe in self.grid.recipes
        ]
        return {
            SELECTION: summary(batches(self.selection(), self.feed)),
            REPORT: summary(batches(want(REPORT, middle, range(self.seeds), self.feed), self.feed)),
        }

    def config(self) -> dict[str, Any]:
        """What was asked for, as plain data."""
        return {
            "recipes": [recipe.settings() for recipe in self.grid.recipes],
            "names": list(self.grid.names()),
            "axes": list(self.grid.axes),
            "code": {name: digest for one in self.grid.recipes for name, digest in one.code().items()},
            "seeds": self.seeds,
            "rates": self.rates,
            "selection_seeds": self.selection_seeds,
            **({"repeat_studies": True} if self.repeat_studies else {}),
        }

    @classmethod
    def of(cls, config: dict[str, Any], dataset: Dataset) -> "Study":
        """The study that a stored configuration asks for."""
        return cls(
            dataset,
            Grid(tuple(Recipe(**settings) for settings in config["recipes"]), tuple(config["axes"])),
            seeds=config["seeds"],
            rates=config["rates"] or 1,  # 0: no rate was left open
            selection_seeds=config["selection_seeds"] or 1,
            repeat_studies=bool(config.get("repeat_studies")),
            equivalence=config.get("equivalence"),
        )

    def about_data(self) -> dict[str, Any]:
        """The data as a result tells of them."""
        data, part = self.dataset, self.feed.part(0)
        sizes = {"train": len(part.train), "validation": len(part.validation), "test": len(self.feed.test)}
        return {
            "name": data.name,
            "fingerprint": data.fingerprint,
            "task": data.task,
            "sizes": sizes,
            "examples": len(data.features),
            "features": data.features.shape[1],
            "classes": None if data.classes is None else list(data.classes),
            "targets": list(data.target_names),
            "steps_per_epoch": [steps_per_epoch(recipe, self.feed) for recipe in self.grid.recipes],
            "image": data.image_shape,
            "counts": self.feed.counts,
            "notes": list(data.notes),
        }

    def run(
        self,
        folder: Path,
        watch: Watch | None = None,
        *,
        accept_environment: bool = False,
        finish: Callable[[Result], None] | None = None,
    ) -> Result:
        """Trains what the folder does not have yet.

        accept_environment: goes on where versions or the machine are not those it was begun with. finish: is called
        with the result while the folder is still this process's own. Raises ExperimentError when the folder holds
        another experiment, or was begun in another environment.
        """
        with closing(self._open(folder)) as store:
            self._train(store, self.selection(), watch, accept_environment)
            rates = Rates(store, self.config(), self.dataset.task)
            self._train(store, self.report(rates), watch, accept_environment)
            # only now: an extension that is stopped leaves the old result
            self._ask(store, config=self.config(), **self._band())
            result = Result(store)
            self._save_model(store, result)
            if finish is not None:
                finish(result)
                store.set_fact(REPORTED, True)
            return result

    def _open(self, folder: Path) -> Store:
        if (folder / FILE).exists():
            store = Store.open(folder, write=True)
            try:
                self._check_same(store)
            except BaseException:
                store.close()
                raise
            return store
        if not Store.is_vacant(folder):
            raise ExperimentError(f"{folder}: is there and is no experiment; choose another folder with --out")
        facts = {
            "config": self.config(),
            ASKED: self.config() | self._band(),
            "data": self.about_data(),
            "origin": self._origin(),
            "environment": environment(),
            **self._band(),
        }
        return Store.create(folder, facts)

    def _band(self) -> dict[str, float]:
        return {} if self.equivalence is None else {"equivalence": self.equivalence}

    def _ask(self, store: Store, **facts: Any) -> None:
        """Writes down what is asked for, with further facts; a report of anything else is out of date by that."""
        facts[ASKED] = self.config() | self._band()
        if any(store.fact(name) != value for name, value in facts.items()):
            store.set_facts({**facts, REPORTED: False})

    def _check_same(self, store: Store) -> None:
        """Raises ExperimentError unless the store holds this experiment, seeds of the report aside."""
        before, now = store.fact("config"), self.config()
        differing = {key for key in before | now if before.get(key) != now.get(key)} - {"seeds"}
        remedy = "choose another folder with --out"
        if differing == {"code"}:
            changed = [name for name in now["code"] if before["code"].get(name) != now["code"][name]]
            raise ExperimentError(
                f"{store.folder}: holds another experiment: {', '.join(changed)} has changed since; bring the"
                f" earlier code back or {remedy}"
            )
        if differing:
            raise ExperimentError(f"{store.folder}: holds another experiment; {remedy}")
        first, second = store.fact("data")["fingerprint"], self.dataset.fingerprint
        if first != second:
            raise ExperimentError(
                f"{store.folder}: holds another experiment: its data have the fingerprint {first[:12]}, and these"
                f" {second[:12]}; bring the earlier data back or {remedy}"
            )

    def _origin(self) -> dict[str, Any] | None:
        """What ``data.load`` was asked for, where it can be written down."""
        try:
            return None if self.dataset.origin is None else json.loads(json.dumps(dict(self.dataset.origin)))
        except TypeError:
            return None

    def _train(self, store: Store, wanted: list[Wanted], watch: Watch | None, accept_environment: bool) -> None:
        if not missing(store, wanted):
            return
        check_environment(store, accept_environment)
        self._ask(store, **{REPORTED: False})
        train_missing(store, self.feed, wanted, watch)

    def _save_model(self, store: Store, result: Result) -> None:
        """Writes the leader's run with the best validation score, where another or none was written."""
        best = best_run(result)
        if best is None:
            remove(result.model_file)
        elif not has_model(store, result):
            # a kill between the two writes must not leave a name for another's weights
            store.set_fact(MODEL, None)
            made = model_of(self.feed, Recipe(**best.recipe), best.seed, store.weights(best))
            made.save(result.model_file)
            store.set_fact(MODEL, best.id)


def compare(
    data: Dataset,
    recipes: Grid,
    *,
    seeds: int = 10,
    rates: int = 9,
    selection_seeds: int = 5,
    equivalence: float | None = None,
    repeat_studies: bool = False,
    out: str | Path | None = None,
    accept_environment: bool = False,
    watch: Watch | None = None,
) -> Result:
    """Trains a grid of recipes on a data set and compares them.

    seeds: fresh seeds to judge each recipe by. rates, selection_seeds: the budget for choosing a learning rate
    where a recipe leaves it open. repeat_studies: chooses the rate anew for each of the fresh seeds, on selection
    seeds of its own, so that intervals hold the chance of the choice; it takes as many times the selection runs.
    equivalence: differences up to this make no difference, in the score's own unit, 0
    where that is not asked; by default one point of accuracy, or one test example where that is more, and 0.01 of R2.
    out: the experiment's folder; None keeps it in a temporary one,
    which goes with the result. accept_environment: goes on with a folder that was begun elsewhere.
    watch: is called with the progress after every chunk.
    Raises SettingError for a budget that is not lawful, ExperimentError for a folder that cannot be used.
    """
    study = Study(
        data,
        recipes,
        seeds=seeds,
        rates=rates,
        selection_seeds=selection_seeds,
        equivalence=equivalence,
        repeat_studies=repeat_studies,
    )
    if out is not None:
        return study.run(Path(out), watch, accept_environment=accept_environment)
    temporary = tempfile.mkdtemp(prefix="descentlab-")
    try:
        result = study.run(Path(temporary) / "experiment", watch)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    weakref.finalize(result, shutil.rmtree, temporary, ignore_errors=True)
    return result
