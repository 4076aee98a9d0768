"""The reference engine: one run at a time, step by step, in NumPy or on torch tensors.

It is the program that the population engine must agree with, written as one would on paper.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from descentlab.arrays import Array, Arrays
from descentlab.training.evaluation import Evaluation, evaluation, sums
from descentlab.training.feed import Feed
from descentlab.training.network import declare
from descentlab.training.randomness import order, uniform
from descentlab.training.structure import numbers, with_numbers
from descentlab.training.update import Method, RunState, begin, initial_values, train_step


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
    dtype = feed.dtype
    method = with_numbers(method, {path: convert(np.asarray(n, dtype)) for path, n in numbers(method).items()})
    declared = declare(method.network, feed.inputs)
    params, layers = initial_values(method, feed.inputs, seed, dtype)
    run = begin(method, _converted(params, convert), _converted(layers, convert))
    part = feed.part(seed)
    validation = feed.rows(part, part.validation)
    key = np.array([seed], dtype=np.uint32)
    step = 0
    for epoch in range(epochs):
        rows = part.train[order(seed, epoch, len(part.train))]
        losses: list[Array] = []
        for first in range(0, len(rows), batch_size):
            x, targets = feed.rows(part, rows[first : first + batch_size])
            noise: Arrays = {
                name: convert(uniform(key, i, np.array([step], np.uint32), (len(x), *shape), dtype))
                for i, (name, shape) in enumerate(declared.noise.items())
            }
            count = convert(np.asarray(step, dtype))
            run, loss = train_step(method, declared, run, count, convert(x), convert(targets), noise)
            losses.append(loss)
            step += 1
        total = sums(method.network, run.params, run.layers, convert(validation[0]), convert(validation[1]))
        spread = feed.spread(part, part.validation)
        yield Epoch(
            np.asarray([float(loss) for loss in losses]),
            Evaluation(*(float(v) for v in evaluation(method.network, total, len(part.validation), spread))),
            run,
        )


def _converted(arrays: Arrays, convert: Callable[[Any], Array]) -> Arrays:
    return {name: convert(array) for name, array in arrays.items()}
