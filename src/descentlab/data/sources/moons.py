"""Moons: two half circles in the plane that reach into each other; generated."""

from descentlab.data.dataset import Dataset
from descentlab.data.generated import checked, made, plane

SOURCE = "scikit-learn, make_moons"


def load(*, examples: int = 1000, noise: float = 0.2, seed: int = 0) -> Dataset:
    """Features (examples, 2), two classes; noise: deviation of the points, the circles having radius 1."""
    examples, noise, seed = checked(examples, noise, seed)
    points, numbers = made("moons", n_samples=examples, noise=noise, random_state=seed)
    return plane("moons", points, numbers, ("upper", "lower"))
