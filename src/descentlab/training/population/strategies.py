"""Which strategy a population takes: the fastest on this machine, by measuring a few steps of each."""

import contextlib
import hashlib
import json
import platform
import time
from collections.abc import Callable
from typing import Any

from descentlab.arrays import Arrays
from descentlab.training.population.devices import cache_folder, jax
from descentlab.training.population.programs import STRATEGIES, Carry, Program, Row, Shared

WORTH_MEASURING = 2e12
"""Floating-point operations of a population below which measuring costs more than a bad choice."""
LARGE = 1_600_000
"""Bytes of a run's step, in float32, that fill a core's cache: such runs are better trained in turn."""
_STEPS = 24
_ROUNDS = 3


def choose(
    program: Callable[[str], Program],
    key: str,
    work: float,
    size: int,
    arguments: tuple[Arrays, Carry, Row, Shared],
) -> str:
    """The strategy for a population.

    program: makes the program of a strategy. key: what the choice depends on. work: the population's
    floating-point operations. size: bytes that a run's step works on. arguments: those of ``Program.epoch``,
    not yet placed.
    """
    if work < WORTH_MEASURING:
        return "sequential" if size > LARGE else "vectorized"
    name = hashlib.sha256(f"{key} {platform.node()} {jax.__version__}".encode()).hexdigest()[:32]
    known = cache_folder() / "strategies" / f"{name}.json"
    with contextlib.suppress(OSError, ValueError, KeyError):
        remembered = json.loads(known.read_text())["strategy"]
        if remembered in STRATEGIES:
            return remembered
    seconds = _measure({strategy: program(strategy) for strategy in STRATEGIES}, *arguments)
    best = min(seconds, key=lambda strategy: seconds[strategy])
    with contextlib.suppress(OSError):
        known.parent.mkdir(parents=True, exist_ok=True)
        known.write_text(json.dumps({"strategy": best, "seconds": seconds, "key": key}))
    return best


def _measure(
    programs: dict[str, Program], values: Arrays, carry: Carry, rows: Row, shared: Shared
) -> dict[str, float]:
    """Seconds that a few steps take: the best of some rounds in turn, so that a busy moment hits all alike.

    The first round compiles, and so is never the best.
    """
    few = rows._replace(
        batches=rows.batches[:, :_STEPS], rest=rows.rest[:, :0], validation=rows.validation[:, :1]
    )
    seconds = dict.fromkeys(programs, float("inf"))
    for _ in range(_ROUNDS):
        for name, program in programs.items():
            placed: Any = program.put(values, "slots"), program.put(few, "rows"), program.put(shared, "whole")
            moving = jax.block_until_ready(program.put(carry, "slots"))
            begin = time.perf_counter()
            jax.block_until_ready(program.epoch(placed[0], moving, placed[1], placed[2]))
            seconds[name] = min(seconds[name], time.perf_counter() - begin)
    return seconds
