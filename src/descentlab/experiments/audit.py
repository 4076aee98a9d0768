"""The audit: what can be said of a finished experiment without training anything again.

Each check holds or names the first thing that does not add up. All numbers are computed again from what the store
holds and from the data; nothing is taken from the report.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from descentlab import catalogue
from descentlab.data import Dataset
from descentlab.errors import DescentlabError
from descentlab.experiments.choosing import Rates
from descentlab.experiments.compare import Study
from descentlab.experiments.execute import final_scores
from descentlab.experiments.leader_model import best_run, model_of
from descentlab.experiments.model import Model
from descentlab.experiments.plan import REPORT, method_of, run_id
from descentlab.experiments.recipe import Recipe
from descentlab.experiments.result import Result
from descentlab.experiments.rows import DIVERGED, WAITING
from descentlab.experiments.store import Store, StoredRun
from descentlab.training.evaluation import evaluation, sums
from descentlab.training.feed import Feed
from descentlab.training.network import declare
from descentlab.training.population.engine import Finished

NEAR = 1e-5
"""Relative difference of a loss that was computed again in another order or on another machine."""


class Check(NamedTuple):
    """A check and its outcome. said: what was checked, in numbers; where it fails, what does not add up."""

    name: str
    holds: bool
    said: str


class Audit:
    """The checks of one experiment."""

    def __init__(self, store: Store, dataset: Dataset) -> None:
        self.store = store
        self.dataset = dataset
        config = store.fact("config")
        self.study = Study.of(config, dataset)
        self.chosen = Rates(store, config, dataset.task)
        self.feed = self.study.feed
        self.runs = store.runs()
        self.task: str = dataset.task

    def checks(self) -> list[Check]:
        """All checks, in order. Each names the first thing that does not add up."""
        asked: dict[str, Callable[[], Iterable[str]]] = {
            "files": self.files,
            "runs": self.accounted,
            "curves": self.curves,
            "scores": self.scores,
            "rates": self.rates,
            "model": self.model,
        }
        return [self._check(name, check) for name, check in asked.items()]

    def files(self) -> Iterator[str]:
        """Every file is as it was written; opening the store has checked its rows."""
        yield from self.store.damaged_files()
        self.said = "all rows and files have the checksums they were written with"

    def accounted(self) -> Iterator[str]:
        """Every run that was asked for is there once, ended, and is the run that its name says."""
        here = {run.id: run for run in self.runs}
        if len(here) < len(self.runs):
            yield "a run is stored twice"
        for run in self.runs:
            if run.status == WAITING:
                yield f"{_named(run)} has not ended"
            if run_id(Recipe(**run.recipe), run.seed, self.feed) != run.id:
                yield f"{_named(run)} is not the run of its recipe, data and seed: one of them was changed"
        for wanted in [*self.study.selection(), *self.study.report(self.chosen)]:
            found = here.get(wanted.id)
            if found is None or found.stage != wanted.stage:
                yield f"run {wanted.id} ({wanted.stage}, seed {wanted.seed}) is missing"
        self.said = f"{len(self.runs):,} runs, all accounted for"

    def curves(self) -> Iterator[str]:
        """Epochs run from 1 to the run's end without a gap, are finite, and the epoch kept is the one to keep."""
        for run in self.runs:
            curve = self.store.curves(run.id)
            recipe = Recipe(**run.recipe)
            last = int(run.at or 0)
            if run.status == DIVERGED:
                last = (last - 1) // -(-len(self.feed.part(run.seed).train) // recipe.batch_size)
            if [row[0] for row in curve] != list(range(1, last + 1)):
                yield f"{_named(run)} has {len(curve)} epochs, not those from 1 to {last}"
            elif not np.isfinite(np.array(curve, dtype=np.float64)).all():
                yield f"{_named(run)} has a loss or score that is not finite"
            elif run.status != DIVERGED and (run.status, last, run.kept) != _ends(recipe, curve):
                yield f"{_named(run)} ended at epoch {last} and kept epoch {run.kept}; by its curve it should not have"
        epochs = sum(len(self.store.curves(run.id)) for run in self.runs)
        self.said = f"{epochs:,} epochs without a gap"

    def scores(self) -> Iterator[str]:
        """The stored losses and scores are those of the stored weights, computed again."""
        weighed = [run for run in self.runs if run.status != DIVERGED]
        kept = self.store.kept_epochs()
        for run in weighed:
            method = method_of(Recipe(**run.recipe), self.feed)
            end = _finished(self.store, run, method, self.feed)
            if run.stage == REPORT:
                found = final_scores(method, self.feed, run.seed, end)
                stored = run.scores or {}
            else:
                found = {"validation": self._validation(method, run, end)}
                stored = {}
            if run.id not in kept:
                yield f"{_named(run)}: the epoch that it kept is not stored"
                continue
            of_curve = list(kept[run.id])
            for part, pair in [*stored.items(), ("validation", of_curve)]:
                if not self._near(pair, found[part], len(self._rows(run, part))):
                    yield (
                        f"{_named(run)}: stored {part} loss {pair[0]:.6g} and score {pair[1]:.6g}; "
                        f"its weights give {found[part][0]:.6g} and {found[part][1]:.6g}"
                    )
        self.said = f"the scores of {len(weighed):,} runs are those of their weights"

    def rates(self) -> Iterator[str]:
        """Every report run is at the learning rate that the stored selection scores speak for."""
        tuned = [recipe for recipe in self.study.grid.recipes if recipe.tunes_learning_rate]
        for recipe in tuned:
            for run in self.runs:
                if run.stage != REPORT or {**run.recipe, "learning_rate": None} != recipe.settings():
                    continue
                best = self.chosen.recipe(recipe, run.seed).learning_rate
                if run.recipe["learning_rate"] != best:
                    yield (
                        f"{_named(run)} has learning rate {run.recipe['learning_rate']:g};"
                        f" by the selection scores {best:g} is the best"
                    )
        self.said = f"{len(tuned):,} chosen learning rates are the best by stored scores"

    def model(self) -> Iterator[str]:
        """The model file holds the weights of the leader's best run, and prepares data as that run did."""
        result = Result(self.store)
        best = best_run(result)
        if best is None:
            if result.model_file.exists():
                yield "every run of the leader diverged, yet there is a model"
            self.said = "none, as every run of the leader diverged"
            return
        expected = model_of(self.feed, Recipe(**best.recipe), best.seed, self.store.weights(best))
        found = Model.load(result.model_file)
        for kind in ("params", "layers", "preparation"):
            ours, theirs = getattr(expected, kind), getattr(found, kind)
            if ours.keys() != theirs.keys() or any(not np.array_equal(ours[key], theirs[key]) for key in ours):
                yield f"model.safetensors does not hold the {kind} of {_named(best)}, the leader's best by validation"
        if expected.card.settings != found.card.settings or expected.card.classes != found.card.classes:
            yield "model.safetensors tells of another recipe or other classes"
        self.said = f"model.safetensors is {_named(best)}"

    def _check(self, name: str, check: Callable[[], Iterable[str]]) -> Check:
        self.said = ""
        try:
            faults = list(check())
        except DescentlabError as error:
            return Check(name, False, str(error))
        if not faults:
            return Check(name, True, self.said)
        more = f" (and {len(faults) - 1:,} more)" if len(faults) > 1 else ""
        return Check(name, False, faults[0] + more)

    def _validation(self, method: Any, run: StoredRun, end: Finished) -> list[float]:
        part = self.feed.part(run.seed)
        total = sums(method.network, end.params, end.layers, *self.feed.rows(part, part.validation))
        spread = self.feed.spread(part, part.validation)
        return [float(v) for v in evaluation(method.network, total, len(part.validation), spread)]

    def _rows(self, run: StoredRun, part: str) -> Any:
        return self.feed.test if part == "test" else getattr(self.feed.part(run.seed), part)

    def _near(self, stored: Any, found: Any, examples: int) -> bool:
        """Whether two (loss, score) are one up to rounding: a score may differ by one example between two classes."""
        if list(stored) == list(found):
            return True
        score = 1.5 / examples if self.task == "classification" else 1e-4
        loss = abs(stored[0] - found[0]) <= NEAR * max(abs(stored[0]), abs(found[0]), 1e-3)
        return loss and abs(stored[1] - found[1]) <= score


def _finished(store: Store, run: StoredRun, method: Any, feed: Feed) -> Finished:
    weights = store.weights(run)
    declared = declare(method.network, feed.inputs)
    params = {name: weights[name] for name in declared.parameters if name in weights}
    layers = {name: weights[name] for name in declared.state if name in weights}
    if len(params) + len(layers) != len(weights) or len(params) != len(declared.parameters):
        raise DescentlabError(f"{_named(run)}: its weights are not those of its network")
    return Finished(run.status, int(run.at or 0), int(run.kept or 0), params, layers)


def _ends(recipe: Recipe, curve: list[tuple[int, float, float, float]]) -> tuple[str, int, int]:
    """Status, last epoch and epoch kept that a curve of validation losses leads to."""
    if recipe.patience is None:
        return "done", recipe.epochs, recipe.epochs
    rule = catalogue.build(
        "stopping", "patience", patience=recipe.patience, minimum_improvement=recipe.minimum_improvement
    )
    state, kept = rule.init(np.zeros((), recipe.dtype)), 0
    for epoch, _, loss, _ in curve:
        state = rule.update(state, np.asarray(loss, recipe.dtype))
        if state.improved:
            kept = epoch
        if state.stopped:
            return "stopped early", epoch, kept
    return "done", recipe.epochs, kept


def _named(run: StoredRun) -> str:
    return f"run {run.id} ({run.stage}, seed {run.seed})"
