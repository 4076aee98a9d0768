"""A mini-batch on its way from the data to the network: augmentation, then standardization.

Augmentations see the features as the data hold them: pixels in [0, 1], or columns of about unit scale.
"""

from typing import Any

from descentlab.arrays import Array, Arrays, distribution, namespace
from descentlab.contracts import Shape
from descentlab.techniques.layers.sequential import within
from descentlab.training.feed import prepare
from descentlab.training.update import Method


def prepared(method: Method, x: Array, targets: Array, part: Any) -> tuple[Array, Array]:
    """Examples and targets as the network takes them. part: has shift, scale, target_shift and target_scale."""
    if method.network.loss.TASK == "regression":
        targets = prepare(targets, part.target_shift, part.target_scale)
    return prepare(x, part.shift, part.scale), targets


def augmented(
    method: Method, x: Array, targets: Array, noise: Arrays, image: Shape | None, classes: int
) -> tuple[Array, Array]:
    """Examples and targets after all augmentations, of the same shapes; class numbers become probabilities
    where examples are mixed.

    x: (batch, features). image: (height, width, channels) of an example. noise: that of the whole step.
    """
    if not method.augmentations:
        return x, targets
    xp = namespace(x)
    flat = x.shape
    x = x if image is None else xp.reshape(x, (flat[0], *image))
    for i, one in enumerate(method.augmentations):
        if one.MIXES and method.network.loss.TASK == "classification":
            targets = distribution(targets, classes, x)
        x, targets = one.apply(x, targets, within(noise, f"augmentations.{i}"))
    return xp.reshape(x, flat), targets
