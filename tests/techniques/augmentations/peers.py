"""What the tests of the augmentations share: images, and Keras's layers with what they drew."""

from typing import Any

import numpy as np

TARGETS = np.eye(3)
"""Targets of three examples."""


def images(batch: int = 3, height: int = 6, width: int = 5, channels: int = 2) -> np.ndarray:
    """Pixels in [0, 1)."""
    return np.random.default_rng(0).uniform(size=(batch, height, width, channels))


def by_keras(layer: Any, x: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Images as a Keras layer changes them in training, and what it drew for them."""
    drawn = layer.get_random_transformation(x, training=True)
    made = np.asarray(layer.transform_images(x, drawn, training=True))
    return made, {name: np.asarray(value) for name, value in drawn.items()}


def upright(rows: Any) -> np.ndarray:
    """One image of one channel from its rows."""
    return np.asarray(rows, float)[None, :, :, None]


def pixels(x: np.ndarray) -> np.ndarray:
    """The rows of a batch of one image of one channel."""
    return x[0, :, :, 0]
