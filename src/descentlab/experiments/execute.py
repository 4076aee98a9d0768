"""Execution: trains the runs that a store does not have yet, and writes each chunk down as it happens."""

import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from descentlab.errors import ExperimentError
from descentlab.experiments.plan import REPORT, Batch, Wanted, batches, method_of, run_id
from descentlab.experiments.recipe import Recipe
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


def train_missing(store: Store, feed: Feed, wanted: list[Wanted], watch: Watch | None = None) -> int:
    """Trains what is missing and returns how many runs that was.

    Populations that were left unfinished go on first, from their last checkpoint.
    """
    known = {run.id: run for run in store.runs()}
    missing = list({run.id: run for run in wanted if run.id not in known}.values())
    waiting = [run for run in wanted if run.id in known and known[run.id].status == "waiting"]
    holding = {known[run.id].population for run in waiting}
    unfinished = [population for population in store.populations() if population.id in holding]
    planned = batches(missing, feed)
    if not planned and not unfinished:
        return 0
    meter = _Meter(wanted, sum(batch.work for batch in planned) or 1.0, watch)
    for population in unfinished:
        _go_on(store, feed, population, [run for run in store.runs() if run.population == population.id], meter)
    for batch in planned:
        _begin(store, feed, batch, meter)
    return len(missing) + len(waiting)


class _Meter:
    """Keeps count for whoever watches."""

    def __init__(self, wanted: Iterable[Wanted], work: float, watch: Watch | None) -> None:
        self._wanted = list(wanted)
        self._work = work
        self._done = 0.0
        self._watch = watch
        self._ended = 0
        self._diverged = 0
        self._scores: dict[str, float] = {}

    def chunk(self, runs: list[str], chunk: Chunk, work: float) -> None:
        self._done += work
        self._ended += len(chunk.finished)
        self._diverged += sum(end.status == "diverged" for end in chunk.finished.values())
        for run, records in chunk.records.items():
            if records:
                self._scores[runs[run]] = records[-1].validation.score
        if self._watch is not None and self._wanted:
            scores = list(self._scores.values())
            self._watch(
                Progress(
                    self._wanted[0].stage,
                    len(self._wanted),
                    self._ended,
                    self._diverged,
                    min(1.0, self._done / self._work),
                    max(scores, default=None),
                    float(np.median(scores)) if scores else None,
                )
            )


def _begin(store: Store, feed: Feed, batch: Batch, meter: _Meter) -> None:
    population = _population(feed, [(run.recipe, run.seed) for run in batch.runs])
    rows = [
        StoredRun(
            run.id, run.stage, run.recipe.settings(), run.seed, 0, place, "waiting", None, None, None, None
        )
        for place, run in enumerate(batch.runs)
    ]
    number = store.plan(batch.program, population.strategy, population.cores, batch.chunk, rows)
    _train(store, feed, number, rows, population, batch.chunk, batch.work, meter)


def _go_on(store: Store, feed: Feed, left: StoredPopulation, rows: list[StoredRun], meter: _Meter) -> None:
    """A population that was stopped, from its last checkpoint or, without one, from the start."""
    if left.cores > devices():
        raise ExperimentError(
            f"{store.folder}: was begun on {left.cores} cores and goes on with the same bytes there only;"
            f" this machine shows {devices()}"
        )
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
        cores=left.cores,
    )
    if left.checkpoint is not None:
        ended = {row.place: row.status for row in rows if row.status != "waiting"}
        population.restore(store.checkpoint(left), ended)
    _train(store, feed, left.id, rows, population, left.chunk, 0.0, meter)


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
    work: float,
    meter: _Meter,
) -> None:
    names = [row.id for row in rows]
    while population.alive:
        begin = time.monotonic()
        before = population.epoch
        chunk = population.advance(chunk_epochs)
        weights: dict[str, Any] = {}
        ended: list[tuple[str, int, int, dict[str, Any] | None, str]] = []
        for place, end in chunk.finished.items():
            scores = None
            if end.status != "diverged":
                weights |= {f"{names[place]}/{key}": array for key, array in (end.params | end.layers).items()}
                if rows[place].stage == REPORT:
                    run = population.runs[place]
                    scores = final_scores(run.method, feed, run.seed, end)
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
        trained = (population.epoch if population.alive else population.epochs) - before
        meter.chunk(names, chunk, work * trained / population.epochs)


def final_scores(method: Method, feed: Feed, seed: int, end: Finished) -> dict[str, list[float]]:
    """Loss and score of final weights on each part of the data: {"train": [loss, score], ...}."""
    part = feed.part(seed)
    found: dict[str, list[float]] = {}
    for name, rows in {"train": part.train, "validation": part.validation, "test": feed.test}.items():
        total = sums(method.network, end.params, end.layers, *feed.rows(part, rows))
        loss, score = evaluation(method.network, total, len(rows), feed.spread(part, rows))
        found[name] = [float(loss), float(score)]
    return found
