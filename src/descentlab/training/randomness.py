"""Random numbers: functions of a seed and a place, the same for every engine and in any order.

What is drawn once (initial weights, the order of examples) comes from NumPy. What is drawn at every step (the
noise of dropout) comes from Threefry, a function from a counter to random bits that needs nothing but 32-bit
additions, rotations and exclusive-ors: NumPy and a compiled program compute the same bits.

Source: Salmon, Moraes, Dror & Shaw (2011), Parallel Random Numbers: As Easy as 1, 2, 3.
"""

import math
import zlib
from typing import Any

import numpy as np

from descentlab.arrays import Array, namespace
from descentlab.contracts import Noise, Shape

_INITIAL, _ORDER = 1, 2  # streams of one seed that must not meet
_ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
_PARITY = 0x1BD11BDA


def initial_noise(kind: str, seed: int, name: str, shape: Shape) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Standard noise for a parameter's first values, float64 of this shape.

    kind: "none" (zeros), "normal", "uniform" in [-1, 1), or "truncated_normal" (within +-2).
    """
    generator = np.random.default_rng([seed, _INITIAL, zlib.crc32(name.encode())])
    if kind == "uniform":
        return generator.uniform(-1.0, 1.0, shape)
    if kind == "none":
        return np.zeros(shape)
    noise = generator.standard_normal(shape)
    while kind == "truncated_normal" and (outside := np.abs(noise) > 2).any():
        noise[outside] = generator.standard_normal(int(outside.sum()))
    return noise


def order(seed: int, epoch: int, examples: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The order of examples in an epoch (0 is the first): a permutation, int64 of shape (examples,)."""
    return np.random.default_rng([seed, _ORDER, epoch]).permutation(examples)


def uniform(seed: Array, stream: int, step: Array, shape: Shape, dtype: Any) -> Array:
    """Uniform numbers in [0, 1), multiples of 2^-24, the same in every dtype and library.

    seed, step: uint32 arrays of shape (1,). stream: tells apart the places that draw at the same step.
    """
    xp = namespace(seed)
    size = math.prod(shape)
    half = (size + 1) // 2
    counter = xp.arange(half, dtype=xp.uint32)
    key = xp.full((1,), stream, dtype=xp.uint32)
    words = xp.concat(threefry(seed, key, counter, step + xp.zeros_like(counter)))[:size]
    return xp.reshape(xp.astype(words >> 8, dtype) * 2.0**-24, shape)


def draw(noise: Noise, seed: Array, stream: int, step: Array, batch: int, dtype: Any) -> Array:
    """The noise that a technique asks for at a step. Normal noise comes from pairs of uniform (Box and Muller)."""
    shape = (batch, *noise.shape) if noise.per == "example" else noise.shape
    if noise.kind == "uniform":
        return uniform(seed, stream, step, shape, dtype)
    pair = uniform(seed, stream, step, (2, *shape), dtype)
    xp = namespace(pair)
    radius = xp.sqrt(-2 * xp.log(1 - pair[0, ...]))
    return radius * xp.cos(2 * math.pi * pair[1, ...])


def threefry(key0: Array, key1: Array, counter0: Array, counter1: Array) -> tuple[Array, Array]:
    """Threefry-2x32 with 20 rounds: two random uint32 arrays from two keys and two counters (all uint32)."""
    keys = (key0, key1, key0 ^ key1 ^ _PARITY)
    x0, x1 = counter0 + keys[0], counter1 + keys[1]
    for block in range(5):
        for rotation in _ROTATIONS[block % 2]:
            x0 = x0 + x1
            x1 = (x1 << rotation) | (x1 >> (32 - rotation))
            x1 = x1 ^ x0
        x0 = x0 + keys[(block + 1) % 3]
        x1 = x1 + keys[(block + 2) % 3] + (block + 1)
    return x0, x1
