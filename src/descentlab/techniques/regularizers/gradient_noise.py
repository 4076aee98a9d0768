"""Gradient noise: normal noise on every gradient, less and less of it as training goes on.

    variance = eta / (1 + step)^gamma
    g        = g + sqrt(variance) * noise       noise: normal of mean 0 and variance 1

Early noise helps out of bad starts; the decay lets training settle.

Convention: step counts the updates done before (0 at the first), and eta is the variance at the first step. The
paper and optax's ``add_noise`` do the same.
"""

from typing import NamedTuple

from descentlab.arrays import Arrays, Scalar
from descentlab.contracts import Range


class GradientNoise(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    eta: Scalar = 1e-2
    gamma: Scalar = 0.55

    SOURCE = (
        "Neelakantan et al. (2015), Adding Gradient Noise Improves Learning for Very Deep Networks, "
        "arXiv:1511.06807"
    )
    RANGES = {
        "eta": Range(lawful=(0, None), search=(1e-4, 1e0), scale="log"),
        "gamma": Range(lawful=(0, None), search=(0.0, 1.0)),
    }
    NOISE = "normal"

    def apply(self, grads: Arrays, params: Arrays, step: Scalar, noise: Arrays) -> Arrays:
        """Gradients by name, with noise on each."""
        del params  # the noise does not depend on where training stands
        deviation = (self.eta / (1 + step) ** self.gamma) ** 0.5
        return {name: grad + deviation * noise[name] for name, grad in grads.items()}
