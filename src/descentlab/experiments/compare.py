"""The main job: from data and a grid of recipes to evidence on which of them trains best.

    1. selection   each recipe that leaves its learning rate open tries a grid of rates on the selection seeds
    2. report      every recipe, at its chosen rate, trains on fresh seeds and is scored on the test part
    3. the result  is read from the store; the best model is written beside it

What the folder already has is not trained again.
"""

import shutil
import sqlite3
import tempfile
import time
import weakref
from pathlib import Path
from typing import Any

from descentlab.data import Dataset
from descentlab.data.preparation import standardization
from descentlab.errors import ExperimentError, SettingError
from descentlab.experiments.environment import environment
from descentlab.experiments.execute import Watch, train_missing
from descentlab.experiments.grid import Grid
from descentlab.experiments.model import Card, Model
from descentlab.experiments.plan import (
    REPORT,
    SELECTION,
    Wanted,
    batches,
    method_of,
    steps_per_epoch,
    summary,
    want,
)
from descentlab.experiments.recipe import Recipe
from descentlab.experiments.result import Result, chosen_rate
from descentlab.experiments.selection import learning_rates
from descentlab.experiments.store import FILE, Store, StoredRun
from descentlab.training.feed import Feed
from descentlab.training.network import declare


class Study:
    """An experiment about to run: its plan can be looked at before anything is trained."""

    def __init__(
        self, dataset: Dataset, grid: Grid, *, seeds: int = 10, rates: int = 9, selection_seeds: int = 5
    ) -> None:
        """seeds: of the report. rates: tried for each recipe without a learning rate. Raises SettingError."""
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
        self.feed = Feed(dataset, grid.recipes[0].dtype, grid.recipes[0].scaling)

    def selection(self) -> list[Wanted]:
        """The runs that choose learning rates."""
        recipes = [
            recipe.with_learning_rate(rate)
            for recipe in self.grid.recipes
            if recipe.tunes_learning_rate
            for rate in learning_rates(recipe, self.rates)
        ]
        return want(SELECTION, recipes, range(self.selection_seeds), self.feed)

    def report(self, recipes: list[Recipe]) -> list[Wanted]:
        """The runs that recipes are judged by."""
        return want(REPORT, recipes, range(self.seeds), self.feed)

    def plan(self) -> dict[str, Any]:
        """Runs, programs and work of the whole experiment, by stage."""
        middle = [
            recipe.with_learning_rate(recipe.default_learning_rate) if recipe.tunes_learning_rate else recipe
            for recipe in self.grid.recipes
        ]
        return {
            SELECTION: summary(batches(self.selection(), self.feed)),
            REPORT: summary(batches(self.report(middle), self.feed)),
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
        }

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

    def run(self, folder: Path, watch: Watch | None = None) -> Result:
        """Trains what the folder does not have yet. Raises ExperimentError when it holds another experiment."""
        begin = time.monotonic()
        store = self._open(folder)
        try:
            trained = train_missing(store, self.feed, self.selection(), watch)
            runs = store.runs(SELECTION)
            chosen = [self._chosen(recipe, runs, store) for recipe in self.grid.recipes]
            trained += train_missing(store, self.feed, self.report(chosen), watch)
            if trained:
                earlier = float(store.fact("seconds") or 0.0)
                store.set_fact("seconds", earlier + time.monotonic() - begin)
            store.set_fact(
                "config", self.config()
            )  # only now: an extension that is stopped leaves the old result
            result = Result(store)
            self._save_model(store, result)
            return result
        except sqlite3.Error as error:
            raise ExperimentError(
                f"{folder}: the store cannot be written ({error}); is another process at it, or the disk full?"
            ) from error
        finally:
            store.close()

    def _open(self, folder: Path) -> Store:
        if (folder / FILE).exists():
            store = Store.open(folder)
            with_seeds, asked = store.fact("config"), self.config()
            same = {**with_seeds, "seeds": None} == {**asked, "seeds": None}
            if not same or store.fact("data")["fingerprint"] != self.dataset.fingerprint:
                store.close()
                raise ExperimentError(f"{folder}: holds another experiment; choose another folder with --out")
            return store
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise ExperimentError(f"{folder}: is there and is no experiment; choose another folder with --out")
        facts = {"config": self.config(), "data": self.about_data(), "environment": environment()}
        return Store.create(folder, facts)

    def _chosen(self, recipe: Recipe, runs: list[StoredRun], store: Store) -> Recipe:
        choice = chosen_rate(recipe, runs, store, self.dataset.task)
        return recipe if choice is None else recipe.with_learning_rate(choice.chosen.learning_rate)

    def _save_model(self, store: Store, result: Result) -> None:
        """Writes the leader's run with the best validation score, where another or none was written."""
        trained = [run for run in result.best.runs if run.scores is not None]
        if not trained:
            result.model_file.unlink(missing_ok=True)
            return
        best = max(trained, key=lambda run: (run.scores or {})["validation"][1])
        if store.fact("model") == best.id and result.model_file.is_file():
            return
        model_of(self.feed, result.best.recipe, best.seed, store.weights(best)).save(result.model_file)
        store.set_fact("model", best.id)


def model_of(feed: Feed, recipe: Recipe, seed: int, weights: dict[str, Any]) -> Model:
    """A model for raw features out of a run's weights (parameters and layer states by name)."""
    data, rows = feed.dataset, feed.part(seed).train
    shift, scale = feed.scaling(rows)
    preparation = {"shift": shift, "scale": scale}
    if data.classes is None:
        target_shift, target_scale = standardization(data.targets[rows])
        preparation |= {"target_shift": target_shift, "target_scale": target_scale}
    else:
        part = feed.part(seed)
        preparation |= {"target_shift": part.target_shift, "target_scale": part.target_scale}
    card = Card(
        settings=recipe.settings(),
        task=data.task,
        feature_names=list(data.feature_names),
        target_names=list(data.target_names),
        classes=None if data.classes is None else list(data.classes),
        image=None if data.image_shape is None else list(data.image_shape),
        data=data.name,
        code=recipe.code(("activation", "normalization", "loss", "layers", "dropout")),
    )
    declared = declare(method_of(recipe, feed).network, feed.inputs)
    params = {name: weights[name] for name in declared.parameters}
    return Model(card, params, {name: weights[name] for name in declared.state}, preparation)


def compare(
    data: Dataset,
    recipes: Grid,
    *,
    seeds: int = 10,
    rates: int = 9,
    selection_seeds: int = 5,
    out: str | Path | None = None,
    watch: Watch | None = None,
) -> Result:
    """Trains a grid of recipes on a data set and compares them.

    seeds: fresh seeds to judge each recipe by. rates, selection_seeds: the budget for choosing a learning rate
    where a recipe leaves it open. out: the experiment's folder; None keeps it in a temporary one,
    which goes with the result.
    watch: is called with the progress after every chunk.
    Raises SettingError for a budget that is not lawful, ExperimentError for a folder that cannot be used.
    """
    study = Study(data, recipes, seeds=seeds, rates=rates, selection_seeds=selection_seeds)
    if out is not None:
        return study.run(Path(out), watch)
    temporary = tempfile.mkdtemp(prefix="descentlab-")
    try:
        result = study.run(Path(temporary) / "experiment", watch)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    weakref.finalize(result, shutil.rmtree, temporary, ignore_errors=True)
    return result
