"""The plan: which runs an experiment needs, and which of them train together.

A run is known by a hash of its recipe, its data and its seed, so that asking again for what is there trains
nothing. Runs of one program (equal structure, batch size and data) form a population, as large as memory allows.
"""

import hashlib
import json
from typing import Any, NamedTuple

from descentlab.cores import physical_memory
from descentlab.errors import SettingError
from descentlab.experiments.methods import Problem, method, network
from descentlab.experiments.recipe import Recipe
from descentlab.training.feed import Feed
from descentlab.training.network import activations, operations, weights
from descentlab.training.structure import signature
from descentlab.training.update import Method

SELECTION, REPORT = "selection", "report"
SELECTION_SEED = 1_000_000
"""Selection seeds are counted from here, so that no report ever uses one."""
CHUNK_WORK = 2e11
"""Floating-point operations after which a population is written down: a second or a few."""
_POPULATION_BYTES = 3 * 2**28


class Wanted(NamedTuple):
    """One run to have."""

    id: str
    stage: str
    recipe: Recipe
    seed: int


class Batch(NamedTuple):
    """Runs to train as one population. chunk: epochs between two commits. work: floating-point operations."""

    program: str
    runs: tuple[Wanted, ...]
    chunk: int
    work: float


def want(stage: str, recipes: list[Recipe], seeds: range, feed: Feed) -> list[Wanted]:
    """Every recipe with every seed."""
    first = SELECTION_SEED if stage == SELECTION else 0
    return [
        Wanted(run_id(recipe, first + seed, feed), stage, recipe, first + seed)
        for recipe in recipes
        for seed in seeds
    ]


def selection_seeds(count: int, seed: int) -> range:
    """The selection seeds that belong to a report seed alone, where studies are repeated."""
    first = SELECTION_SEED + seed * count
    return range(first, first + count)


def run_id(recipe: Recipe, seed: int, feed: Feed) -> str:
    """The name of a run: 16 hexadecimal digits."""
    content = {"recipe": recipe.settings(), "data": feed.dataset.fingerprint, "seed": seed}
    if code := recipe.code():  # from outside the package: another version is another technique
        content["code"] = code
    text = json.dumps(content, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def method_of(recipe: Recipe, feed: Feed) -> Method:
    """The recipe's techniques for these data."""
    return method(recipe, problem_of(recipe, feed))


def problem_of(recipe: Recipe, feed: Feed) -> Problem:
    """What the recipe's method must know of these data."""
    return Problem(
        "classification" if feed.classification else "regression",
        feed.classes,
        feed.inputs,
        feed.image,
        steps_per_epoch(recipe, feed),
        feed.counts,
    )


def steps_per_epoch(recipe: Recipe, feed: Feed) -> int:
    """Mini-batches in an epoch, a smaller last one included."""
    return -(-len(feed.part(0).train) // recipe.batch_size)


def batches(wanted: list[Wanted], feed: Feed) -> list[Batch]:
    """The populations that these runs form, in the order in which they were wanted."""
    groups: dict[str, list[Wanted]] = {}
    for run in wanted:
        recipe = run.recipe
        structure = signature(method_of(recipe, feed))
        program = f"{structure} batch_size={recipe.batch_size} epochs={recipe.epochs} {recipe.dtype}"
        groups.setdefault(program, []).append(run)
    return [
        _batch(program, tuple(runs[first : first + size]), feed)
        for program, runs in groups.items()
        for size in [largest(runs[0].recipe, feed)]
        for first in range(0, len(runs), size)
    ]


def _batch(program: str, runs: tuple[Wanted, ...], feed: Feed) -> Batch:
    recipe = runs[0].recipe
    epoch = operations(network(recipe, problem_of(recipe, feed)), feed.inputs)
    epoch *= len(feed.part(0).train) * len(runs)
    chunk = min(recipe.epochs, max(1, round(CHUNK_WORK / epoch)))
    return Batch(program, runs, chunk, epoch * recipe.epochs)


def largest(recipe: Recipe, feed: Feed) -> int:
    """Runs whose weights, optimizer states, gradients and activations fit in a population's share of memory."""
    net = network(recipe, problem_of(recipe, feed))
    widest = activations(net, feed.inputs) * max(recipe.batch_size, min(1024, len(feed.part(0).validation)))
    each = 4 * (6 * weights(net, feed.inputs) + 3 * widest)
    memory = physical_memory()
    if each > memory:
        what = f"hidden {recipe.hidden}" if recipe.layers is None else "layers"
        raise SettingError(
            f"{what}: one run needs about {each / 1e9:.0f} GB, and this machine has {memory / 1e9:.0f}"
        )
    return max(1, int(_POPULATION_BYTES // each))


def summary(planned: list[Batch]) -> dict[str, Any]:
    """How much a plan asks for: runs, programs, floating-point operations."""
    return {
        "runs": sum(len(batch.runs) for batch in planned),
        "programs": len(planned),
        "work": sum(batch.work for batch in planned),
    }
