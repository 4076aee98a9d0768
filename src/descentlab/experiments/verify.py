"""Verifying an experiment: audit, replay of a sample of runs, and whether the verdict would be another.

    1. the audit       what needs no training (``audit``)
    2. the replay      a sample of runs, each alone on the reference engine (``replay``)
    3. the verdict     read again, by the same code, from a store in which the replayed runs stand in for the stored
                       ones; and from stores in which the runs that were not replayed drift too

The sample is drawn by a seed: in turn a report run of the leader, one of each recipe that cannot be told apart from
it, a selection run of the leader, report and selection runs of the others, and so on.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np

from descentlab.data import Dataset
from descentlab.errors import ExperimentError, SettingError, one_of
from descentlab.experiments.audit import Audit, Check
from descentlab.experiments.certificate import Certificate, Claim
from descentlab.experiments.choosing import Rates
from descentlab.experiments.data_again import data_again
from descentlab.experiments.database import understood
from descentlab.experiments.plan import REPORT, SELECTION
from descentlab.experiments.recipe import Recipe
from descentlab.experiments.replay import Convert, Replay, replay
from descentlab.experiments.result import Result
from descentlab.experiments.store import Store, StoredRun
from descentlab.training.feed import Feed

DRAWS = 20
"""How often the drift of the runs that were not replayed is drawn."""
NOTHING = 1e-6
"""Drift of a score that is none: scores are stored in single precision."""
Watch = Callable[["Progress"], None]


class Progress(NamedTuple):
    """How far the replay is. seconds: about how long the rest takes."""

    done: int
    runs: int
    part: float
    seconds: float


def verify(
    folder: str | Path,
    *,
    data: Dataset | str | Path | None = None,
    runs: int = 10,
    engine: str = "numpy",
    dtype: str | None = None,
    seed: int = 0,
    watch: Watch | None = None,
) -> Certificate:
    """Audits a finished experiment and replays a sample of its runs.

    data: where the data are now, if not where they came from. runs: how many to replay, 0 for none.
    engine: "numpy" or "torch". dtype: to replay in; None takes the experiment's. seed: of the sample.
    Raises ExperimentError for a folder without a finished experiment or with other data, SettingError for options.
    """
    if isinstance(runs, bool) or not isinstance(runs, int) or runs < 0:
        raise SettingError(f"runs is {runs!r}; it must be a whole number of at least 0")
    convert = converter(engine)
    begin = time.monotonic()
    store = Store.open(Path(folder), write=False)
    try:
        with understood(store.folder):
            dataset = data_again(store, data)
        checks = tuple(Audit(store, dataset).checks())
        try:
            with understood(store.folder):
                result = Result(store)
        except ExperimentError:
            if all(check.holds for check in checks):
                raise
            return _unreadable(store, engine, checks, time.monotonic() - begin)
        chosen = sample(result, store.runs(), runs, seed)
        replays = _replayed(store, chosen, dataset, convert, dtype, watch)
        otherwise = _restated(store, result, replays)
        drift, claims = _robustness(store, result, replays, seed)
        return Certificate(
            folder=str(store.folder),
            engine=engine,
            dtype=dtype or result.recipes[0].recipe.dtype,
            runs=len(store.runs()),
            checks=checks,
            replays=tuple(replays),
            names=tuple(_name(result, one.recipe) for one in replays),
            changes=otherwise.changes,
            remarks=otherwise.remarks,
            drift=drift,
            claims=claims,
            verdict=tuple(result.verdict()),
            task=result.task,
            seconds=time.monotonic() - begin,
        )
    finally:
        store.close()


def converter(engine: str) -> Convert:
    """What makes the engine's arrays. Raises SettingError for an engine that is not known."""
    if engine == "numpy":
        return np.asarray
    if engine != "torch":
        raise SettingError(one_of("engine", engine, ("numpy", "torch")))
    from descentlab.training.torch_tensors import converter as of_torch

    return of_torch()


def sample(result: Result, runs: list[StoredRun], count: int, seed: int) -> list[StoredRun]:
    """So many runs, those first on which the verdict hangs; of a recipe and stage in a random order."""
    leader = result.best.name
    pairs = [pair for pair in result.comparison.pairs if pair.family == "leader"]
    near = [pair.recipe_b for pair in pairs if pair.verdict in ("equivalent", "no difference shown")]
    rest = [one.name for one in result.recipes if one.name not in (leader, *near)]
    order = [(leader, REPORT), *((name, REPORT) for name in near), (leader, SELECTION)]
    order += [
        (name, stage) for stage in (REPORT, SELECTION) for name in [*rest, *near] if (name, stage) not in order
    ]
    generator = np.random.default_rng(seed)
    strata: dict[tuple[str, str], list[StoredRun]] = {key: [] for key in order}
    for run in runs:
        strata[_name(result, run.recipe), run.stage].append(run)
    for stratum in strata.values():
        generator.shuffle(stratum)  # pyright: ignore[reportArgumentType]  (a list will do)
    chosen: list[StoredRun] = []
    while len(chosen) < min(count, len(runs)):
        chosen += [stratum.pop() for stratum in strata.values() if stratum]
    return chosen[:count]


class Restated:
    """A store as it would be with other outcomes of some runs, for whoever reads results."""

    def __init__(self, store: Store, replays: dict[str, Replay], moved: dict[str, float] | None = None) -> None:
        """replays: take the place of stored runs. moved: what is added to the scores of others, by run."""
        self._store = store
        self._replays = replays
        self._moved = moved or {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def runs(self, stage: str | None = None) -> list[StoredRun]:
        """All runs, in the order of population and place."""
        return [self._restated(run) for run in self._store.runs(stage)]

    def kept_epochs(self) -> dict[str, tuple[float, float]]:
        """By run: validation loss and score of the epoch whose weights were kept."""
        kept = {
            run: (loss, score + self._moved.get(run, 0.0))
            for run, (loss, score) in self._store.kept_epochs().items()
        }
        for run, again in self._replays.items():
            kept.pop(run, None)
            if again.validation_loss is not None and again.validation[1] is not None:
                kept[run] = (again.validation_loss, again.validation[1])
        return kept

    def _restated(self, run: StoredRun) -> StoredRun:
        again = self._replays.get(run.id)
        if again is not None:
            scores = again.scores if run.stage == REPORT else None
            return run._replace(status=again.status[1], kept=again.kept, scores=scores)
        if run.scores is None or run.id not in self._moved:
            return run
        moved = {part: [loss, score + self._moved[run.id]] for part, (loss, score) in run.scores.items()}
        return run._replace(scores=moved)


class Differences(NamedTuple):
    """What another reading of an experiment says otherwise.

    changes: of the verdict: the winner, or what is said of a recipe against the leader. remarks: of what the verdict
    does not hang on: learning rates, a leader that is no winner.
    """

    changes: tuple[str, ...]
    remarks: tuple[str, ...]


def differences(stored: Result, other: Result) -> Differences:
    """What another reading of the same experiment says otherwise."""
    was, now = stored.comparison, other.comparison
    if was.leader != now.leader:
        said = f"{now.leader} would lead, not {was.leader}"
        if "winner" in (was.outcome, now.outcome):
            return Differences((said,), ())
        return Differences((), (f"{said}; neither is a winner",))
    before, after = _against_leader(stored), _against_leader(other)
    return Differences(
        tuple(
            f"of {was.leader} against {name} it would say '{after[name]}', not '{verdict}'"
            for name, verdict in before.items()
            if after[name] != verdict
        ),
        (),
    )


def _restated(store: Store, result: Result, replays: list[Replay]) -> Differences:
    """What the experiment would say otherwise, had the replayed runs been the stored ones."""
    other = Restated(store, {one.run: one for one in replays})
    rates: list[str] = []
    chosen = Rates(cast("Store", other), result.config, result.task)
    for one, settings in zip(result.recipes, result.config["recipes"], strict=True):
        asked = Recipe(**settings)
        again = chosen.choice(asked) if one.choice else None
        if one.choice and again and again.chosen.learning_rate != one.choice.chosen.learning_rate:
            before, now = one.choice.chosen.learning_rate, again.chosen.learning_rate
            rates.append(f"the learning rate of {one.name} would be {now:g}, not {before:g}")
    if rates:  # at another rate no report run was trained: the rest is said for the rates as they are
        other = Restated(store, {one.run: one for one in replays if one.stage == REPORT})
    found = differences(result, Result(cast("Store", other)))
    return found._replace(remarks=(*rates, *found.remarks))


def _unreadable(store: Store, engine: str, checks: tuple[Check, ...], seconds: float) -> Certificate:
    """The certificate of an experiment that does not add up to a result."""
    nothing: dict[str, Any] = dict.fromkeys(("replays", "names", "changes", "remarks", "claims", "verdict"), ())
    return Certificate(
        folder=str(store.folder),
        engine=engine,
        dtype="float32",
        runs=len(store.runs()),
        checks=checks,
        drift=0.0,
        task=store.fact("data")["task"],
        seconds=seconds,
        **nothing,
    )


def _replayed(
    store: Store,
    chosen: list[StoredRun],
    dataset: Dataset,
    convert: Convert,
    dtype: str | None,
    watch: Watch | None,
) -> list[Replay]:
    feeds: dict[str, Feed] = {}
    total = sum(2 * Recipe(**run.recipe).epochs for run in chosen)
    begin, ticks = time.monotonic(), 0
    found: list[Replay] = []

    def tick() -> None:
        nonlocal ticks
        ticks += 1
        if watch is not None:
            watch(
                Progress(
                    len(found), len(chosen), ticks / total, (time.monotonic() - begin) * (total / ticks - 1)
                )
            )

    for run in chosen:
        recipe = Recipe(**run.recipe)
        kind = dtype or recipe.dtype
        if kind not in feeds:
            feeds[kind] = Feed(dataset, kind, recipe.scaling)
        found.append(replay(store, run, feeds[kind], convert, tick))
    return found


def _robustness(
    store: Store, result: Result, replays: list[Replay], seed: int
) -> tuple[float, tuple[Claim, ...]]:
    """The largest drift of a score in the report, and in how many draws each claim of the verdict is kept.

    In a draw every other run of the report drifts as far as the farthest replay of its recipe (of any, where none of
    its own was replayed), up or down by chance.
    """
    report = [one for one in replays if one.stage == REPORT and np.isfinite(one.score_drift)]
    largest = max((one.score_drift for one in report), default=0.0)
    replayed = {one.run: one for one in report}
    others = [run for run in store.runs(REPORT) if run.id not in replayed]
    claims = {name: said for name, said in _against_leader(result).items() if said != "no difference shown"}
    if largest < NOTHING or not others or not claims:
        return largest, ()
    by_recipe: dict[str, float] = {}
    for one in report:
        name = _name(result, one.recipe)
        by_recipe[name] = max(by_recipe.get(name, 0.0), one.score_drift)
    drifts = np.array([by_recipe.get(_name(result, run.recipe), largest) for run in others])
    generator = np.random.default_rng(seed)
    kept = dict.fromkeys(claims, 0)
    for _ in range(DRAWS):
        signed = drifts * generator.choice([-1.0, 1.0], len(others))
        moved = {run.id: drift for run, drift in zip(others, signed.tolist(), strict=True)}
        drawn = _against_leader(Result(cast("Store", Restated(store, replayed, moved))))
        for name, said in claims.items():
            kept[name] += drawn[name] == said
    return largest, tuple(Claim(name, said, kept[name], DRAWS) for name, said in claims.items())


def _against_leader(result: Result) -> dict[str, str]:
    """What the verdict says of the leader against each other recipe."""
    return {pair.recipe_b: pair.verdict for pair in result.comparison.pairs if pair.family == "leader"}


def _name(result: Result, settings: dict[str, Any]) -> str:
    """The recipe that a run belongs to. Raises ExperimentError where it is none of the experiment's."""
    for name, asked in zip(result.config["names"], result.config["recipes"], strict=True):
        tuned = asked["learning_rate"] is None
        if ({**settings, "learning_rate": None} if tuned else settings) == asked:
            return name
    raise ExperimentError(f"{result.folder}: holds a run of a recipe that was not asked for")
