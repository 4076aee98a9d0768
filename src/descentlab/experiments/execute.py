"""Execution: trains the runs that a store does not have yet, and writes each chunk down as it happens."""

import math
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from descentlab.errors import ExperimentError
from descentlab.experiments.plan import REPORT, Batch, Wanted, batches, method_of, run_id
from descentlab.experiments.recipe import Recipe
from descentlab.experiments.rows import DIVERGED, WAITING
from descentlab.experiments.store import Store, StoredPopulation, StoredRun
from descentlab.training.evaluation import evaluation, sums
from descentlab.training.feed import Feed
from descentlab.training.population.devices import devices
from descentlab.training.population.engine import Chunk, Finished, Population, Run
from descentlab.training.update import Method


class Progress(NamedTuple):
    """How far a stage is. best, median: validation scores of the runs in training or done."""

    stage: str
    runs: int
    ended: int
    diverged: int
    part: float
    best: float | None
    median: float | None


Watch = Callable[[Progress], None]


def missing(store: Store, wanted: Iterable[Wanted]) -> bool:
    """Whether any of these runs is still to be trained."""
    ended = {run.id for run in store.runs() if run.status != WAITING}
    return any(run.id not in ended for run in wanted)


def train_missing(store: Store, feed: Feed, wanted: list[Wanted], watch: Watch | None = None) -> int:
    """Trains what is missing and returns how many runs that was.

    Populations that were left unfinished go on first, from their last checkpoint.
    """
    known = {run.id: run for run in store.runs()}
    missing = list({run.id: run for run in wanted if run.id not in known}.values())
    waiting = [run for run in wanted if run.id in known and known[run.id].status == WAITING]
    holding = {known[run.id].population for run in waiting}
    unfinished = [population for population in store.populations() if population.id in holding]
    planned = batches(missing, feed)
    if not planned and not unfinished:
        return 0
    meter = _Meter(batches(list({run.id: run for run in wanted}.values()), feed), watch)
    meter.ended_before([run for run in known.values() if run.status != WAITING], store.kept_epochs())
    for population in unfinished:
        rows = [run for run in known.values() if run.population == population.id]
        _go_on(store, feed, population, rows, meter)
    for batch in planned:
        _begin(store, feed, batch, meter)
    return len(missing) + len(waiting)


class _Meter:
    """Keeps count for whoever watches: of a whole stage, also of what was trained before."""

    def __init__(self, wanted: list[Batch], watch: Watch | None) -> None:
        self._stage = wanted[0].runs[0].stage
        self._work = {run.id: batch.work / len(batch.runs) for batch in wanted for run in batch.runs}
        self._part = dict.fromkeys(self._work, 0.0)
        self._diverged = 0
        self._ended = 0
        self._scores: dict[str, float] = {}
        self._watch = watch

    def ended_before(self, runs: Iterable[StoredRun], kept: dict[str, tuple[float, float]]) -> None:
        """Runs that had ended when training began; kept: loss and score of the epochs kept."""
        for run in runs:
            self._end(run.id, run.status)
            if run.id in self._part and run.id in kept:
                self._scores[run.id] = kept[run.id][1]

    def chunk(self, runs: list[str], chunk: Chunk, part: float) -> None:
        """A chunk of a population of these runs. part: of their epochs, how many lie behind."""
        for place, records in chunk.records.items():
            name = runs[place]
            if name in self._part and records:
                self._part[name] = part
                self._scores[name] = records[-1].validation.score
        for place, end in chunk.finished.items():
            self._end(runs[place], end.status)
        if self._watch is not None:
            done = sum(self._part[name] * work for name, work in self._work.items())
            scores = list(self._scores.values())
            self._watch(
                Progress(
                    self._stage,
                    len(self._work),
                    self._ended,
                    self._diverged,
                    min(1.0, done / (sum(self._work.values()) or 1.0)),
                    max(scores, default=None),
                    float(np.median(scores)) if scores else None,
                )
            )

    def _end(self, run: str, status: str) -> None:
        if run in self._part:
            self._part[run] = 1.0
            self._ended += 1
            self._diverged += status == DIVERGED


def _begin(store: Store, feed: Feed, batch: Batch, meter: _Meter) -> None:
    population = _population(feed, [(run.recipe, run.seed) for run in batch.runs])
    rows = [
        StoredRun(run.id, run.stage, run.recipe.settings(), run.seed, 0, place, WAITING, None, None, None, None)
        for place, run in enumerate(batch.runs)
    ]
    number = store.plan(batch.program, population.strategy, population.cores, batch.chunk, rows)
    _train(store, feed, number, rows, population, batch.chunk, meter)


def _go_on(store: Store, feed: Feed, left: StoredPopulation, rows: list[StoredRun], meter: _Meter) -> None:
    """A population that was stopped, from its last checkpoint or, without one, from the start."""
    recipes = [Recipe(**row.recipe) for row in rows]
    for row, recipe in zip(rows, recipes, strict=True):
        if run_id(recipe, row.seed, feed) != row.id:
            raise ExperimentError(
                f"{store.folder}: was trained on other data or with another version; start anew"
            )
    population = _population(
        feed,
        [(recipe, row.seed) for recipe, row in zip(recipes, rows, strict=True)],
        strategy=left.strategy,
        cores=min(left.cores, devices()),  # fewer than it began with is another environment, and was accepted
    )
    if left.checkpoint is not None:
        ended = {row.place: row.status for row in rows if row.status != WAITING}
        population.restore(store.checkpoint(left), ended)
    _train(store, feed, left.id, rows, population, left.chunk, meter)


def _population(feed: Feed, runs: list[tuple[Recipe, int]], **plan: Any) -> Population:
    recipe = runs[0][0]
    return Population(
        [Run(method_of(one, feed), seed) for one, seed in runs],
        feed,
        batch_size=recipe.batch_size,
        epochs=recipe.epochs,
        **plan,
    )


def _train(
    store: Store,
    feed: Feed,
    number: int,
    rows: list[StoredRun],
    population: Population,
    chunk_epochs: int,
    meter: _Meter,
) -> None:
    names = [row.id for row in rows]
    while population.alive:
        begin = time.monotonic()
        chunk = population.advance(chunk_epochs)
        weights: dict[str, Any] = {}
        ended: list[tuple[str, int, int, dict[str, Any] | None, str]] = []
        for place, end in list(chunk.finished.items()):
            scores = None
            if end.status != DIVERGED and rows[place].stage == REPORT:
                run = population.runs[place]
                scores = final_scores(run.method, feed, run.seed, end)
                if not finite(scores):
                    end, scores = Finished(DIVERGED, end.at * population.steps_per_epoch, 0, {}, {}), None
                    chunk.finished[place] = end
                    chunk.records[place].pop()  # as of every run that diverges: the epoch does not count
            weights |= {f"{names[place]}/{key}": array for key, array in (end.params | end.layers).items()}
            ended.append((end.status, end.at, end.kept, scores, names[place]))
        store.commit_chunk(
            number,
            population.epoch,
            epochs=[
                (names[place], record.epoch, record.loss, record.validation.loss, record.validation.score)
                for place, records in chunk.records.items()
                for record in records
            ],
            ended=ended,
            weights=weights,
            checkpoint=population.checkpoint() if population.alive else None,
            seconds=time.monotonic() - begin,
        )
        meter.chunk(names, chunk, population.epoch / population.epochs)


def final_scores(method: Method, feed: Feed, seed: int, end: Finished) -> dict[str, list[float]]:
    """Loss and score of final weights on each part of the data: {"train": [loss, score], ...}.

    Weights of finite training loss may overflow on other examples: then what they give is no score (see `finite`).
    """
    part = feed.part(seed)
    found: dict[str, list[float]] = {}
    with np.errstate(all="ignore"):
        for name, rows in {"train": part.train, "validation": part.validation, "test": feed.test}.items():
            total = sums(method.network, end.params, end.layers, *feed.rows(part, rows))
            loss, score = evaluation(method.network, total, len(rows), feed.spread(part, rows))
            found[name] = [float(loss), float(score)]
    return found


def finite(scores: dict[str, list[float]]) -> bool:
    """Whether all losses and scores are numbers; a run where one is not has diverged."""
    return all(math.isfinite(value) for pair in scores.values() for value in pair)
