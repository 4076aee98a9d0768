"""The reference engine: one run at a time, step by step, in NumPy or on torch tensors.

It is the program that the population engine must agree with, written as one would on paper.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from descentlab.arrays import Array, Arrays
from descentlab.training.evaluation import Evaluation, evaluation, sums
from descentlab.training.examples import augmented, prepared
from descentlab.training.feed import Feed, SeedPart
from descentlab.training.initialization import initial_values
from descentlab.training.randomness import draw, order
from descentlab.training.structure import numbers, with_numbers
from descentlab.training.update import (
    Method,
    RunState,
    begin,
    declaration,
    evaluation_weights,
    train_step,
    watched,
)


class Epoch(NamedTuple):
    """What an epoch of a run came to. losses: the mini-batches' mean losses, (steps,)."""

    losses: Any
    validation: Evaluation
    run: RunState


def train(
    method: Method,
    feed: Feed,
    seed: int,
    *,
    batch_size: int,
    epochs: int,
    convert: Callable[[Any], Array] = np.asarray,
) -> Iterator[Epoch]:
    """Trains one run and yields after every epoch.

    convert: makes an array of the library to train in out of a NumPy array (``torch.from_numpy``).
    Early stopping is left to the caller: every epoch asked for is trained.
    """
    dtype, root = feed.dtype, feed.root(seed)
    params, layers = initial_values(
        method.network, method.initializer, feed.inputs, root, dtype, partial(feed.first, seed)
    )
    method = with_numbers(method, {path: convert(np.asarray(n, dtype)) for path, n in numbers(method).items()})
    declared = declaration(method, feed.inputs, feed.image)
    nothing = convert(np.zeros((), dtype))
    run = begin(method, _converted(params, convert), _converted(layers, convert), nothing)
    part = feed.part(seed)
    here = SeedPart(*(convert(array) for array in part))
    features, all_targets = convert(feed.features), convert(feed.targets)
    validation = [convert(array) for array in feed.rows(part, part.validation)]
    key = np.array([root], dtype=np.uint32)
    step = 0
    for epoch in range(epochs):
        rows = part.train[order(root, epoch, len(part.train))]
        losses: list[Array] = []
        for first in range(0, len(rows), batch_size):
            chosen = rows[first : first + batch_size]
            noise: Arrays = {
                name: convert(draw(one, key, i, np.array([step], np.uint32), len(chosen), dtype))
                for i, (name, one) in enumerate(declared.noise.items())
            }
            x, targets = features[chosen], all_targets[chosen]
            x, targets = augmented(method, x, targets, noise, feed.image, feed.classes)
            x, targets = prepared(method, x, targets, here)
            run, loss = train_step(method, declared, run, convert(np.asarray(step, dtype)), x, targets, noise)
            losses.append(loss)
            step += 1
        total = sums(method.network, evaluation_weights(method, run), run.layers, *validation)
        run = watched(method, run, total.loss / len(part.validation))
        spread = feed.spread(part, part.validation)
        yield Epoch(
            np.asarray([float(loss) for loss in losses]),
            Evaluation(*(float(v) for v in evaluation(method.network, total, len(part.validation), spread))),
            run,
        )


def _converted(arrays: Arrays, convert: Callable[[Any], Array]) -> Arrays:
    return {name: convert(array) for name, array in arrays.items()}
