"""Circles: a small circle in the plane within a large one; generated."""

from descentlab.data.dataset import Dataset
from descentlab.data.generated import checked, made, plane

SOURCE = "scikit-learn, make_circles"


def load(*, examples: int = 1000, noise: float = 0.1, seed: int = 0) -> Dataset:
    """Features (examples, 2), two classes; noise: deviation of the points, the radii being 1 and 0.5."""
    examples, noise, seed = checked(examples, noise, seed)
    points, numbers = made("circles", n_samples=examples, noise=noise, factor=0.5, random_state=seed)
    return plane("circles", points, numbers, ("outer", "inner"))
