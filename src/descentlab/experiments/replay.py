"""Replay: a stored run trained once more, alone, on the reference engine, and how far the two lie apart.

Two engines add the same numbers in another order, so they differ in the last bits, and training can make such a
difference grow until two runs have nothing in common but their quality. How fast it grows is a property of the run.
Therefore each replay has a *twin* whose first weights are changed in about the last bits (`NUDGE`): what the twin
drifts is what rounding can do to this run. A drift is *explained* while, after every epoch, it is at most `STRICT`,
or at most `TIMES` the largest drift that the twin had reached by twice that epoch (growth may begin a little sooner in
one than in the other). Where that condemns a run, further twins are asked before it counts. Drifts of losses and
weights are relative to the larger of the two.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from descentlab.arrays import Array
from descentlab.contracts import Shape
from descentlab.experiments.execute import final_scores, finite
from descentlab.experiments.plan import REPORT, method_of
from descentlab.experiments.recipe import Recipe
from descentlab.experiments.rows import DIVERGED
from descentlab.experiments.store import Store, StoredRun
from descentlab.training import reference
from descentlab.training.feed import Feed, Numbers
from descentlab.training.population.engine import Finished
from descentlab.training.structure import numbers, with_numbers
from descentlab.training.update import Method, evaluation_weights

NUDGE = {"float32": 2.0**-20, "float64": 2.0**-49}
"""Change of the twin's first weights, in units of their usual size, by the recipe's dtype: eight last places."""
STRICT = {"float32": 1e-4, "float64": 1e-9}
"""Drift of losses that needs no explanation; of final weights ten times as much."""
TIMES = 100.0
"""Rounding happens at every step, the twin's change once."""
TWINS = 4
"""Twins to ask at most."""
CLOSE = 1e-5
"""Relative difference of training losses within which a replay is said to agree."""

Convert = Callable[[Any], Array]


class Trace(NamedTuple):
    """A run on the reference engine. losses, validation: (epochs,), validation with rows (loss, score).

    status, at, kept: as the store has them. scores: {"train": [loss, score], ...} of the weights, empty if diverged.
    """

    losses: Numbers
    validation: Numbers
    status: str
    at: int
    kept: int
    weights: dict[str, Numbers]
    scores: dict[str, list[float]]


@dataclass(frozen=True)
class Replay:
    """A run and its replay. Scores are of the weights kept; None where the run diverged, test None in selection.

    agrees: epochs until which the losses agree within `CLOSE`. loss, weights: largest relative drifts.
    twin: the twin's largest drift of the loss. unexplained: what rounding does not explain, None where it all is.
    """

    run: str
    stage: str
    recipe: dict[str, Any]
    seed: int
    epochs: int
    status: tuple[str, str]
    agrees: int
    loss: float
    weights: float
    twin: float
    validation: tuple[float | None, float | None]
    test: tuple[float | None, float | None]
    kept: int
    scores: dict[str, list[float]] | None
    validation_loss: float | None
    unexplained: str | None

    @property
    def score_drift(self) -> float:
        """The larger of the two scores' drifts; 0 where both runs diverged, infinite where one did."""
        drifts = [_apart(*pair) for pair in (self.validation, self.test)]
        return max(drifts)


def replay(store: Store, run: StoredRun, feed: Feed, convert: Convert = np.asarray, tick: Any = None) -> Replay:
    """Trains a stored run and its twin again, and compares. tick: is called after every epoch.

    feed: of the run's data and scaling, in the dtype to train in. convert: as in ``reference.train``.
    """
    recipe = Recipe(**run.recipe)
    method = method_of(recipe, feed)
    judged = run.stage == REPORT
    again = train_alone(method, feed, run.seed, recipe, convert, tick, judged=judged)
    curve = np.array(store.curves(run.id), dtype=np.float64).reshape(-1, 4)
    stored_weights = {} if run.status == DIVERGED else store.weights(run)
    drift = relative(curve[:, 1], again.losses)
    far = weights_apart(stored_weights, again.weights)
    yardstick, moved, fault = np.zeros(len(again.losses)), 0.0, None
    for number in range(TWINS):
        nudged = method._replace(initializer=_Nudged(method.initializer, NUDGE[recipe.dtype], number))
        told = tick if number == 0 else None
        twin = train_alone(nudged, feed, run.seed, recipe, convert, told, judged=judged)
        found = relative(twin.losses, again.losses)
        yardstick[: len(found)] = np.maximum(yardstick[: len(found)], found)
        moved = max(moved, weights_apart(twin.weights, again.weights))
        ends = (_stored_end(run, again), again[2:5], twin[2:5])
        fault = unexplained(recipe.dtype, drift, yardstick, weights=(far, moved), ends=ends)
        if fault is None:
            break
    kept = None if run.status == DIVERGED else float(curve[int(run.kept or 0) - 1, 3])
    ended = again.status != DIVERGED
    return Replay(
        run=run.id,
        stage=run.stage,
        recipe=run.recipe,
        seed=run.seed,
        epochs=len(drift),
        status=(run.status, again.status),
        agrees=first_beyond(drift, CLOSE),
        loss=float(drift.max(initial=0.0)),
        weights=far,
        twin=float(yardstick.max(initial=0.0)),
        validation=(kept, float(again.validation[again.kept - 1, 1]) if ended else None),
        test=(_test(run.scores), _test(again.scores) if run.scores or run.status == DIVERGED else None),
        kept=again.kept,
        scores=again.scores if ended else None,
        validation_loss=float(again.validation[again.kept - 1, 0]) if ended else None,
        unexplained=fault,
    )


def train_alone(
    method: Method,
    feed: Feed,
    seed: int,
    recipe: Recipe,
    convert: Convert = np.asarray,
    tick: Any = None,
    *,
    judged: bool = False,
) -> Trace:
    """One run on the reference engine, which ends as populations do: when it is done, stops early or diverges.

    judged: as a run of the report, which diverges too where its final scores are no numbers.
    """
    rule = method.stopping
    state: Any = None if rule is None else rule.init(np.zeros((), feed.dtype))
    examples = len(feed.part(seed).train)
    sizes = np.full(-(-examples // recipe.batch_size), recipe.batch_size)
    sizes[-1] = examples - recipe.batch_size * (len(sizes) - 1)
    losses: list[float] = []
    validation: list[tuple[float, float]] = []
    status, at, kept, run = "done", recipe.epochs, 0, None
    with np.errstate(all="ignore"):  # a run that diverges overflows on its way
        epochs = reference.train(
            method, feed, seed, batch_size=recipe.batch_size, epochs=recipe.epochs, convert=convert
        )
        for number, epoch in enumerate(epochs, start=1):
            steps = epoch.losses
            steps[-1] += 0 * epoch.validation.loss
            if not np.isfinite(steps).all():
                at = (number - 1) * len(steps) + int(np.flatnonzero(~np.isfinite(steps))[0]) + 1
                return Trace(np.array(losses), _rows(validation), DIVERGED, at, 0, {}, {})
            losses.append(float(steps @ sizes / examples))
            validation.append((float(epoch.validation.loss), _exact(float(epoch.validation.score), feed, seed)))
            if tick is not None:
                tick()
            if rule is not None:
                state = rule.update(state, np.asarray(epoch.validation.loss, feed.dtype))
            if rule is None or state.improved:
                kept, run = number, epoch.run
            if rule is not None and state.stopped:
                status, at = "stopped early", number
                break
        assert run is not None, "a finite validation loss improves on none"
        values = {path: convert(np.asarray(value, feed.dtype)) for path, value in numbers(method).items()}
        params = _arrays(evaluation_weights(with_numbers(method, values), run))
        layers = _arrays(run.layers)
        scores = final_scores(method, feed, seed, Finished(status, at, kept, params, layers))
        if judged and not finite(scores):  # it overflows on other examples than it was trained on
            return Trace(np.array(losses[:-1]), _rows(validation[:-1]), DIVERGED, at * len(sizes), 0, {}, {})
    return Trace(np.array(losses), _rows(validation), status, at, kept, params | layers, scores)


def unexplained(
    dtype: str,
    drift: Numbers,
    twin: Numbers,
    *,
    weights: tuple[float, float],
    ends: tuple[Any, Any, Any],
) -> str | None:
    """What of a drift rounding does not explain, in words, or None.

    drift, twin: of the losses, (epochs,). weights: the run's drift and the twin's. ends: (status, at, kept) of
    the stored run, its replay and the twin.
    """
    strict = STRICT[dtype]
    allowed = np.maximum(strict, TIMES * _reached(twin, len(drift)))
    faults = np.flatnonzero(drift > allowed)
    if faults.size:
        first = int(faults[0])
        return (
            f"the training loss of epoch {first + 1} differs by {drift[first]:.1e} (relative),"
            f" and rounding explains {min(1.0, allowed[first]):.1e}"
        )
    moved = TIMES * float(twin.max(initial=0.0))
    stored, again, other = ends
    if stored != again and again == other and moved < strict:
        return f"it ended as {_end(stored)}, and its replay as {_end(again)}"
    if stored == again and weights[0] > max(10 * strict, TIMES * weights[1], moved):
        return f"the final weights differ by {weights[0]:.1e} (relative), and those of the twin by {weights[1]:.1e}"
    return None


def relative(one: Numbers, other: Numbers) -> Numbers:
    """Differences relative to the larger of the two, for as long as both last; 0 to 2."""
    length = min(len(one), len(other))
    one, other = one[:length], other[:length]
    larger = np.maximum(np.abs(one), np.abs(other))
    return np.abs(one - other) / np.where(larger == 0, 1.0, larger)


def weights_apart(one: dict[str, Numbers], other: dict[str, Numbers]) -> float:
    """Length of the difference of all weights over the larger of their lengths; 0 where one run has none."""
    if not one or not other:
        return 0.0
    if one.keys() != other.keys():
        return math.inf
    lengths = [
        math.sqrt(sum(float(np.sum(np.square(w, dtype=np.float64))) for w in all_.values()))
        for all_ in (one, other)
    ]
    apart = sum(float(np.sum(np.square(one[name] - other[name], dtype=np.float64))) for name in one)
    return math.sqrt(apart) / (max(lengths) or 1.0)


def first_beyond(drift: Numbers, limit: float) -> int:
    """How many epochs go by before a drift exceeds the limit."""
    beyond = np.flatnonzero(drift > limit)
    return int(beyond[0]) if beyond.size else len(drift)


def _reached(twin: Numbers, epochs: int) -> Numbers:
    """The twin's largest drift by twice each epoch, (epochs,)."""
    if not len(twin):
        return np.zeros(epochs)
    so_far = np.maximum.accumulate(twin)
    return so_far[np.minimum(2 * np.arange(1, epochs + 1), len(twin)) - 1]


class _Nudged:
    """An initializer whose kernels are changed a little: by noise of their usual size times ``size``."""

    def __init__(self, initializer: Any, size: float, seed: int) -> None:
        self._initializer = initializer
        self._size = size
        self._seed = seed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._initializer, name)

    def draw(self, noise: Numbers, fan_in: int, fan_out: int) -> Array:
        drawn = self._initializer.draw(noise, fan_in, fan_out)
        shape: Shape = drawn.shape
        change = np.random.default_rng(self._seed).uniform(-1.0, 1.0, shape) / math.sqrt(max(1, fan_in))
        return drawn + self._size * change


def _stored_end(run: StoredRun, again: Trace) -> tuple[Any, ...]:
    """How the stored run ended; as its replay did, where the two only chose among equally good epochs."""
    stored = (run.status, run.at, run.kept)
    if DIVERGED in (run.status, again.status) or not 0 < int(run.kept or 0) <= len(again.validation):
        return stored
    best, other = again.validation[again.kept - 1, 0], again.validation[int(run.kept or 0) - 1, 0]
    return again[2:5] if run.kept != again.kept and abs(best - other) <= CLOSE * abs(best) else stored


def _apart(one: float | None, other: float | None) -> float:
    if one is None and other is None:
        return 0.0
    return math.inf if one is None or other is None else abs(one - other)


def _test(scores: dict[str, Any] | None) -> float | None:
    return float(scores["test"][1]) if scores else None


def _end(end: Any) -> str:
    status, at, kept = end
    if status == DIVERGED:
        return f"diverged at step {at}"
    return f"{status} after epoch {at}, keeping epoch {kept}"


def _arrays(arrays: dict[str, Any]) -> dict[str, Numbers]:
    return {name: np.asarray(array) for name, array in arrays.items()}


def _exact(score: float, feed: Feed, seed: int) -> float:
    """An accuracy as hits over examples, to the last bit: ties between rates hang on it."""
    examples = len(feed.part(seed).validation)
    return round(score * examples) / examples if feed.classification else score


def _rows(rows: list[tuple[float, float]]) -> Numbers:
    return np.array(rows, dtype=np.float64).reshape(-1, 2)
