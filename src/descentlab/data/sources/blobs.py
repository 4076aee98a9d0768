"""Blobs: three round clouds of points in the plane; generated."""

from descentlab.data.dataset import Dataset
from descentlab.data.generated import checked, made, plane

SOURCE = "scikit-learn, make_blobs"
_CENTRES = ((0.0, 2.0), (-1.7320508, -1.0), (1.7320508, -1.0))  # a triangle on the circle of radius 2


def load(*, examples: int = 1000, noise: float = 1.0, seed: int = 0) -> Dataset:
    """Features (examples, 2), three classes; noise: deviation of each cloud, 2 away from the origin."""
    examples, noise, seed = checked(examples, noise, seed)
    points, numbers = made("blobs", n_samples=examples, centers=_CENTRES, cluster_std=noise, random_state=seed)
    return plane("blobs", points, numbers, ("top", "left", "right"))
