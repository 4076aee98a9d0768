"""The compiled program of a population: an epoch of training and validation for every run at once.

An epoch is written for one run, as on paper; ``vmap`` or ``lax.map`` carries it over the rows and columns of the
population, and ``shard_map`` spreads those over the cores. Numbers, weights, rows and data are arguments: a
program is compiled for shapes and kinds alone.

Strategies, of which the engine takes the fastest:
    vectorized    all runs move together, step by step (many small networks)
    sequential    each run's epoch is finished before the next begins (large products: better use of the cache)
    stepwise      as vectorized, but one call a step (for layers that are slow inside a compiled loop)
"""

import warnings
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from descentlab.arrays import Array, Arrays
from descentlab.training.evaluation import Sums, sums
from descentlab.training.examples import augmented, prepared
from descentlab.training.feed import Feed
from descentlab.training.population.devices import forget_programs, jax, jnp, sharding
from descentlab.training.population.layout import Layout
from descentlab.training.randomness import draw
from descentlab.training.structure import with_numbers
from descentlab.training.update import (
    Method,
    RunState,
    declaration,
    evaluation_weights,
    train_step,
    watched,
)

STRATEGIES = ("vectorized", "sequential", "stepwise")
VALIDATION_BLOCK = 1024
"""Examples evaluated at once: bounds the memory of a large validation part."""


class Carry(NamedTuple):
    """What an epoch moves. best: parameters and layer state of the best epoch, where a stopping rule is used."""

    run: RunState
    stopping: Any
    best: tuple[Arrays, Arrays] | None


class Row(NamedTuple):
    """What the runs of one seed share in an epoch.

    batches: row numbers (steps, batch size). rest: those of the last, smaller mini-batch. validation: row
    numbers. key: uint32 (1,).
    """

    batches: Array
    rest: Array
    validation: Array
    key: Array
    shift: Array
    scale: Array
    target_shift: Array
    target_scale: Array


class Shared(NamedTuple):
    """What all runs share: the data, and how many steps were done before, uint32 (1,)."""

    features: Array
    targets: Array
    step: Array


class Measured(NamedTuple):
    """What an epoch came to, for each run.

    losses: of the mini-batches, (steps,). validation: sums over the validation part. improved, stopped: what the
    stopping rule says, (); without one every epoch improves.
    """

    losses: Array
    validation: Sums
    improved: Array
    stopped: Array


class Program:
    """An epoch, compiled for one layout. Call it with arrays that ``put`` has placed."""

    def __init__(self, method: Method, feed: Feed, layout: Layout, strategy: str) -> None:
        self._run = _Run(method, feed)
        self._strategy = strategy
        self.mesh = _mesh(layout.devices)
        axes: list[str | None] = [None, None]
        axes[layout.axis] = "cores"
        self._slots = sharding.PartitionSpec(*axes)
        self._rows = sharding.PartitionSpec(axes[0])
        self._whole = sharding.PartitionSpec()
        self._compiled: dict[str, Any] = {}

    def put(self, tree: Any, kind: str) -> Any:
        """Places arrays on the devices. kind: "slots" (rows, columns, ...), "rows" (rows, ...) or "whole"."""
        spec = {"slots": self._slots, "rows": self._rows, "whole": self._whole}[kind]
        return jax.device_put(tree, sharding.NamedSharding(self.mesh, spec))

    def epoch(self, values: Arrays, carry: Carry, rows: Row, shared: Shared) -> tuple[Carry, Measured]:
        """The state after an epoch, and what it came to; each array begins with (rows, columns)."""
        if self._strategy == "stepwise":
            return self._stepwise(values, carry, rows, shared)
        return self._call("epoch", self._run.epoch, values, carry, rows, shared)

    def _stepwise(self, values: Arrays, carry: Carry, rows: Row, shared: Shared) -> Any:
        losses: list[Array] = []
        for i in range(rows.batches.shape[1]):
            one = rows._replace(batches=rows.batches[:, i : i + 1], rest=rows.rest[:, :0])
            carry, loss = self._call("step", self._run.steps, values, carry, one, shared)
            shared = shared._replace(step=shared.step + 1)
            losses.append(loss)
        if rows.rest.shape[1]:
            last = rows._replace(batches=rows.batches[:, :0])
            carry, loss = self._call("rest", self._run.steps, values, carry, last, shared)
            losses.append(loss)
        carry, found = self._call("validate", self._run.validate, values, carry, rows, shared)
        return carry, Measured(jnp.concatenate(losses, axis=-1), *found)

    def _call(self, name: str, of_one_run: Callable[..., Any], *arguments: Any) -> Any:
        if name not in self._compiled:
            over = _in_turn if self._strategy == "sequential" else _together
            row = over(of_one_run, (True, True, False, False))
            spread = jax.shard_map(
                over(row, (True, True, True, False)),
                mesh=self.mesh,
                in_specs=(self._slots, self._slots, self._rows, self._whole),
                out_specs=self._slots,
                check_vma=False,
            )
            self._compiled[name] = _compile(spread, arguments)
        return self._compiled[name](*arguments)


class _Run:
    """One run's epoch, and its parts."""

    def __init__(self, method: Method, feed: Feed) -> None:
        self.method = method
        self.declared = declaration(method, feed.inputs, feed.image)
        self.dtype, self.image, self.classes = feed.dtype, feed.image, feed.classes

    def epoch(self, values: Arrays, carry: Carry, row: Row, shared: Shared) -> tuple[Carry, Measured]:
        carry, losses = self.steps(values, carry, row, shared)
        carry, found = self.validate(values, carry, row, shared)
        return carry, Measured(losses, *found)

    def steps(self, values: Arrays, carry: Carry, row: Row, shared: Shared) -> tuple[Carry, Array]:
        method = with_numbers(self.method, values)

        def body(state: tuple[RunState, Array], rows: Array) -> tuple[tuple[RunState, Array], Array]:
            run, step = state
            noise = {
                name: draw(one, row.key, i, step, rows.shape[0], self.dtype)
                for i, (name, one) in enumerate(self.declared.noise.items())
            }
            x, targets = shared.features[rows], shared.targets[rows]
            x, targets = augmented(method, x, targets, noise, self.image, self.classes)
            x, targets = prepared(method, x, targets, row)
            count = step[0].astype(self.dtype)
            run, loss = train_step(method, self.declared, run, count, x, targets, noise, _branch)
            return (run, step + 1), loss

        state, losses = jax.lax.scan(body, (carry.run, shared.step), row.batches)
        if row.rest.shape[0]:
            state, last = body(state, row.rest)
            losses = jnp.append(losses, last)
        return carry._replace(run=state[0]), losses

    def validate(
        self, values: Arrays, carry: Carry, row: Row, shared: Shared
    ) -> tuple[Carry, tuple[Sums, Array, Array]]:
        method = with_numbers(self.method, values)
        run = carry.run
        params = evaluation_weights(method, run)

        def block(rows: Array) -> Sums:
            x, targets = prepared(method, shared.features[rows], shared.targets[rows], row)
            return sums(method.network, params, run.layers, x, targets)

        examples = row.validation.shape[0]
        full = examples // VALIDATION_BLOCK * VALIDATION_BLOCK
        parts = [block(row.validation[full:])] if full < examples else []
        if full:
            many = jax.lax.map(block, row.validation[:full].reshape(-1, VALIDATION_BLOCK))
            parts.append(Sums(jnp.sum(many.loss), jnp.sum(many.hits)))
        total = Sums(sum(part.loss for part in parts), sum(part.hits for part in parts))
        run = watched(method, run, total.loss / examples)
        if method.stopping is None:
            return carry._replace(run=run), (total, jnp.ones((), bool), jnp.zeros((), bool))
        rule = method.stopping.update(carry.stopping, total.loss / examples)

        def better(new: Array, old: Array) -> Array:
            return jnp.where(rule.improved, new, old)

        best = jax.tree.map(better, (params, run.layers), carry.best)
        return Carry(run, rule, best), (total, rule.improved, rule.stopped)


def _branch(condition: Array, function: Callable[[Any], Any], value: Any) -> Any:
    """A branch that is compiled; the condition is the same for all runs, so that only one side is computed."""
    return jax.lax.cond(condition, function, _unchanged, value)


def _unchanged(value: Any) -> Any:
    return value


def _together(function: Callable[..., Any], mapped: tuple[bool, ...]) -> Callable[..., Any]:
    """The function over the first axis of the arguments marked, all entries at once."""
    return jax.vmap(function, in_axes=tuple(0 if m else None for m in mapped))


def _in_turn(function: Callable[..., Any], mapped: tuple[bool, ...]) -> Callable[..., Any]:
    """The function over the first axis of the arguments marked, one entry after the other."""

    def over(*arguments: Any) -> Any:
        moving = tuple(a for a, m in zip(arguments, mapped, strict=True) if m)

        def one(entry: tuple[Any, ...]) -> Any:
            parts = iter(entry)
            return function(*(next(parts) if m else a for a, m in zip(arguments, mapped, strict=True)))

        return jax.lax.map(one, moving)

    return over


def _compile(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Ahead of time. On CPU, XLA's first level of optimization is as fast as its last and compiles in a third."""
    lowered = jax.jit(function, donate_argnums=1).lower(*arguments)
    options: Any = {"xla_backend_optimization_level": 1} if jax.default_backend() == "cpu" else None
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        compiled = lowered.compile(compiler_options=options)
    for one in told:
        if "persistent compilation cache" in str(
            one.message
        ):  # half an entry, of a killed process or a full disk
            forget_programs()
        else:
            warnings.warn_explicit(one.message, one.category, one.filename, one.lineno)
    return compiled


@cache
def _mesh(devices: int) -> Any:
    chosen = jax.devices()[:devices]
    return jax.make_mesh((devices,), ("cores",), axis_types=(sharding.AxisType.Auto,), devices=chosen)
