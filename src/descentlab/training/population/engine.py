"""The population engine: trains the runs of one program together, a chunk of epochs at a time.

At the end of a chunk the runs that diverged, stopped early or are done leave with their weights; where few are
left, the others move to a smaller rectangle. What remains can be written down (``checkpoint``) and taken up
again (``restore``) with the same bytes.
"""

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from descentlab.arrays import Array, Arrays
from descentlab.training.evaluation import Evaluation, Sums, evaluation
from descentlab.training.feed import Feed
from descentlab.training.initialization import initial_values
from descentlab.training.network import operations, step_bytes
from descentlab.training.population.devices import devices, jax, precision
from descentlab.training.population.layout import Layout, arrange, slots
from descentlab.training.population.programs import Carry, Measured, Program, Row, Shared
from descentlab.training.population.strategies import choose
from descentlab.training.randomness import order
from descentlab.training.structure import numbers, signature, with_numbers
from descentlab.training.update import Method, begin, evaluation_weights

_WORTH_COMPILING = 1e11
"""Floating-point operations that moving to a smaller rectangle must save."""
_PROGRAMS: dict[str, Program] = {}


class Run(NamedTuple):
    """What to train."""

    method: Method
    seed: int


class EpochRecord(NamedTuple):
    """One run's epoch, numbered from 1. loss: mean over the epoch's examples, as they were trained on."""

    epoch: int
    loss: float
    validation: Evaluation


class Finished(NamedTuple):
    """How a run ended. status: "done", "stopped early" or "diverged".

    at: the last epoch, or the step at fault. kept: the epoch whose weights these are (0: none).
    """

    status: str
    at: int
    kept: int
    params: Arrays
    layers: Arrays


class Chunk(NamedTuple):
    """What a chunk of epochs brought, by number of run."""

    records: dict[int, list[EpochRecord]]
    finished: dict[int, Finished]


class Population:
    """Runs of one program (equal structure, batch size and data) in training."""

    def __init__(
        self,
        runs: list[Run],
        feed: Feed,
        *,
        batch_size: int,
        epochs: int,
        strategy: str | None = None,
        cores: int | None = None,
    ) -> None:
        """strategy: None measures. cores: over how many devices to spread; None takes all."""
        self.runs = runs
        self.feed = feed
        self.batch_size = batch_size
        self.epochs = epochs
        self.epoch = 0
        self.status = ["running"] * len(runs)
        self._kept = [0] * len(runs)
        self.method = runs[0].method
        self.cores = cores or devices()
        with precision(feed.dtype):
            carries = {i: self._first(run) for i, run in enumerate(runs)}
            self._settle(arrange(self._seeds, self.alive, self.cores), carries, strategy)

    @property
    def alive(self) -> list[int]:
        """Numbers of the runs still in training."""
        return [i for i, status in enumerate(self.status) if status == "running"]

    @property
    def steps_per_epoch(self) -> int:
        """Mini-batches in an epoch, a smaller last one included."""
        return -(-self._examples // self.batch_size)

    def advance(self, epochs: int) -> Chunk:
        """Trains so many more epochs (at most to the end) and lets go of the runs that have ended."""
        with precision(self.feed.dtype):
            before = self.epoch
            # JAX computes while Python goes on: all epochs are asked for before the first is looked at
            measured = [self._train_epoch() for _ in range(min(epochs, self.epochs - self.epoch))]
            records: dict[int, list[EpochRecord]] = {run: [] for run in self.alive}
            ends: dict[int, tuple[str, int]] = {}
            for epoch, found in enumerate(measured, start=before + 1):
                self._note(epoch, found, records, ends)
            if self.epoch == self.epochs:
                ends = dict.fromkeys(self.alive, ("done", self.epoch)) | ends
            here = self._fetched() if ends else None
            finished = {run: self._finished(here, run, *end) for run, end in ends.items()}
            for run, (status, _) in ends.items():
                self.status[run] = status
            if self.alive and ends:
                self._compact(here)
            return Chunk(records, finished)

    def checkpoint(self) -> Arrays:
        """All that ``restore`` needs, as NumPy arrays by name."""
        leaves = {f"carry{i}": np.array(leaf) for i, leaf in enumerate(jax.tree.leaves(self._carry))}
        return leaves | {"epoch": np.array(self.epoch), "kept": np.array(self._kept), "grid": self.layout.grid}

    def restore(self, saved: Arrays, ended: dict[int, str]) -> None:
        """Goes back to a checkpoint. ended: the status of the runs that had left by then.

        The checkpoint may be of another number of cores: its runs are placed anew.
        """
        with precision(self.feed.dtype):
            self.epoch = int(saved["epoch"])
            self.status = [ended.get(i, "running") for i in range(len(self.runs))]
            self._kept = [int(epoch) for epoch in saved["kept"]]
            tree = jax.tree.structure(self._carry)
            here = jax.tree.unflatten(tree, [saved[f"carry{i}"] for i in range(tree.num_leaves)])
            carries = {run: _at(here, slot) for run, slot in slots(saved["grid"]).items()}
            self._settle(arrange(self._seeds, sorted(carries), self.cores), carries, self.strategy)

    def weights(self, run: int) -> tuple[Arrays, Arrays]:
        """Parameters and layer state of a run as they stand; those of its best epoch where a rule watches."""
        return self._weights_of(_at(self._fetched(), self._slots[run]), run)

    def _first(self, run: Run) -> Carry:
        method, dtype = run.method, self.feed.dtype
        examples = partial(self.feed.first, run.seed)
        params, layers = initial_values(
            method.network, method.initializer, self.feed.inputs, self.feed.root(run.seed), dtype, examples
        )
        rule = run.method.stopping
        nothing = np.zeros((), dtype)
        stopping = None if rule is None else rule.init(nothing)
        best = None if rule is None else (params, layers)
        return Carry(begin(method, params, layers, nothing), stopping, best)

    def _settle(self, layout: Layout, carries: dict[int, Carry] | None, strategy: str | None) -> None:
        """Takes up a layout: places what the slots hold and finds their program."""
        self.layout = layout
        self._row_seeds = [self._seeds[int(row[0])] for row in layout.grid]
        self._parts = [self.feed.part(seed) for seed in self._row_seeds]
        self._slots = slots(layout.grid)
        self._spreads = [self.feed.spread(part, part.validation) for part in self._parts]
        grid: list[list[int]] = layout.grid.tolist()
        of_runs = {i: numbers(self.runs[i].method) for row in grid for i in row}
        values: Arrays = {
            path: np.array([[of_runs[i][path] for i in row] for row in grid], dtype=self.feed.dtype)
            for path in of_runs[grid[0][0]]
        }
        carry = None if carries is None else _stacked([[carries[i] for i in row] for row in grid])
        if strategy is None:
            assert carry is not None, "only a population that begins is measured"
            arguments = (values, carry, self._rows(), self._shared())
            size = step_bytes(self.method.network, self.feed.inputs, self.batch_size)
            strategy = choose(self._new, self._key(""), self._work(), size, arguments)
        self.strategy = strategy
        self._program = self._find(self.strategy)
        self._values = self._program.put(values, "slots")
        self._features = self._program.put(self.feed.features, "whole")
        self._targets = self._program.put(self.feed.targets, "whole")
        if carry is not None:
            self._carry = self._program.put(carry, "slots")

    def _train_epoch(self) -> Measured:
        rows = self._program.put(self._rows(), "rows")
        step = self._program.put(np.array([self.epoch * self.steps_per_epoch], np.uint32), "whole")
        shared = Shared(self._features, self._targets, step)
        self._carry, measured = self._program.epoch(self._values, self._carry, rows, shared)
        self.epoch += 1
        return measured

    def _note(
        self,
        epoch: int,
        measured: Measured,
        records: dict[int, list[EpochRecord]],
        ends: dict[int, tuple[str, int]],
    ) -> None:
        """How the runs that were still in training fared in an epoch."""
        losses, stopped = np.array(measured.losses, np.float64), np.asarray(measured.stopped)
        improved = np.asarray(measured.improved)
        sums_of = [np.asarray(part, np.float64) for part in measured.validation]
        for run in self.alive:
            if run in ends:
                continue
            slot = self._slots[run]
            record = self._record(epoch, slot, losses[slot], Sums(*(float(part[slot]) for part in sums_of)))
            if isinstance(record, int):
                ends[run] = ("diverged", record)
                continue
            records[run].append(record)
            if improved[slot]:
                self._kept[run] = epoch
            if stopped[slot]:
                ends[run] = ("stopped early", epoch)

    def _record(self, epoch: int, slot: tuple[int, int], losses: Any, total: Sums) -> EpochRecord | int:
        """A run's epoch, or the step at which a loss was not finite any more."""
        part = self._parts[slot[0]]
        validation = evaluation(self.method.network, total, len(part.validation), self._spreads[slot[0]])
        losses[-1] += 0 * validation.loss  # a last step that ruined the weights shows in validation only
        faults = np.flatnonzero(~np.isfinite(losses))
        if faults.size:
            return (epoch - 1) * self.steps_per_epoch + int(faults[0]) + 1
        sizes = np.full(len(losses), self.batch_size)
        sizes[-1] = self._examples - self.batch_size * (len(losses) - 1)
        return EpochRecord(epoch, float(losses @ sizes / self._examples), validation)

    def _finished(self, here: Any, run: int, status: str, at: int) -> Finished:
        if status == "diverged":
            return Finished(status, at, 0, {}, {})
        carry = _at(here, self._slots[run])
        return Finished(status, at, self._kept[run], *self._weights_of(carry, run))

    def _weights_of(self, carry: Carry, run: int) -> tuple[Arrays, Arrays]:
        """The weights to use outside of training: those of the best epoch where a rule watches."""
        if carry.best is not None:
            return carry.best
        given = numbers(self.runs[run].method)
        values = {path: np.asarray(number, self.feed.dtype) for path, number in given.items()}
        return evaluation_weights(with_numbers(self.method, values), carry.run), carry.run.layers

    def _fetched(self) -> Carry:
        """The state of all slots as NumPy arrays of their own: the next epoch overwrites JAX's."""
        return jax.tree.map(np.array, self._carry)

    def _compact(self, here: Any) -> None:
        """Moves the runs that are left to a smaller rectangle where that saves more than compiling costs."""
        layout = arrange(self._seeds, self.alive, self.cores)
        saved = 1 - layout.grid.size / self.layout.grid.size
        if saved < 0.25 or saved * self._work() * (1 - self.epoch / self.epochs) < _WORTH_COMPILING:
            return
        carries = {run: _at(here, self._slots[run]) for run in self.alive}
        self._settle(layout, carries, self.strategy)

    def _rows(self) -> Row:
        """What each row of the coming epoch is given."""
        full = self._examples // self.batch_size * self.batch_size
        trained = np.stack(
            [
                part.train[order(self.feed.root(seed), self.epoch, self._examples)]
                for seed, part in zip(self._row_seeds, self._parts, strict=True)
            ]
        )
        return Row(
            batches=trained[:, :full].reshape(len(trained), -1, self.batch_size),
            rest=trained[:, full:],
            validation=np.stack([part.validation for part in self._parts]),
            key=np.array([[self.feed.root(seed)] for seed in self._row_seeds], np.uint32),
            shift=np.stack([part.shift for part in self._parts]),
            scale=np.stack([part.scale for part in self._parts]),
            target_shift=np.stack([part.target_shift for part in self._parts]),
            target_scale=np.stack([part.target_scale for part in self._parts]),
        )

    def _shared(self) -> Shared:
        return Shared(self.feed.features, self.feed.targets, np.zeros(1, np.uint32))

    def _find(self, strategy: str) -> Program:
        key = self._key(strategy)
        if key not in _PROGRAMS:
            _PROGRAMS[key] = self._new(strategy)
        return _PROGRAMS[key]

    def _new(self, strategy: str) -> Program:
        return Program(self.method, self.feed, self.layout, strategy)

    def _key(self, strategy: str) -> str:
        part = self._parts[0]
        data = (self.feed.features.shape, self.feed.image, self.feed.classes)
        sizes = (data, self._examples, len(part.validation), self.batch_size)
        layout = (self.layout.grid.shape, self.layout.axis, self.layout.devices)
        return f"{strategy} {self.feed.dtype} {sizes} {layout} {signature(self.method)}"

    def _work(self) -> float:
        """Floating-point operations of all epochs."""
        example = operations(self.method.network, self.feed.inputs)
        return example * self._examples * self.epochs * self.layout.grid.size

    @property
    def _examples(self) -> int:
        return len(self._parts[0].train)

    @property
    def _seeds(self) -> list[int]:
        return [run.seed for run in self.runs]


def _at(carry: Any, slot: tuple[int, int]) -> Carry:
    def entry(leaf: Array) -> Array:
        return leaf[slot]

    return jax.tree.map(entry, carry)


def _stacked(carries: list[list[Carry]]) -> Carry:
    def stack(*leaves: Array) -> Array:
        return np.stack(leaves)

    return jax.tree.map(stack, *[jax.tree.map(stack, *row) for row in carries])
