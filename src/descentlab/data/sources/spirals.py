"""Spirals: two arms in the plane wound around each other one and a half times; generated.

Along an arm, with s drawn evenly from 0 to 1, the radius is r = sqrt(s) and the angle 3 pi r, so that points
lie nearly evenly along its length; the second arm is the first turned by half a circle.
"""

import numpy as np

from descentlab.data.dataset import Dataset
from descentlab.data.generated import checked, plane

SOURCE = "after Lang & Witbrock (1988), Learning to tell two spirals apart"
_TURNS = 1.5


def load(*, examples: int = 1000, noise: float = 0.03, seed: int = 0) -> Dataset:
    """Features (examples, 2), two classes; noise: deviation of the points, the arms ending at radius 1."""
    examples, noise, seed = checked(examples, noise, seed)
    random = np.random.default_rng(seed)
    numbers = random.permutation(np.arange(examples) % 2)
    radius = np.sqrt(random.uniform(size=examples))
    angle = 2 * np.pi * _TURNS * radius + np.pi * numbers
    points = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return plane("spirals", points + noise * random.normal(size=points.shape), numbers, ("first", "second"))
