"""Sharpness-aware minimization (SAM): the gradient is taken where the loss is near its worst within a radius.

    norm  = sqrt(sum of g^2 over all entries of all parameters)
    place = w + rho * g / norm

The step is then made from w with the gradient at that place. It leads away from narrow valleys, whose walls are
near, at the price of a second gradient for each step. Gradients of norm zero lead nowhere: the place is w.

With ``adaptive`` (ASAM) the radius of each weight is in proportion to its size, so that rescaling layers in a
way that leaves the network's function alone leaves the method alone too; rho is then about ten times as large:

    norm  = sqrt(sum of (|w| * g)^2)
    place = w + rho * w^2 * g / norm

Convention: the norm is over all parameters, and nothing is added to it (optax's ``sam`` with ``normalize`` does
the same, but has 0/0 at norm zero). The code of ASAM's authors takes |w| + 0.01 for kernels and 1 for biases in
place of |w|.
"""

from functools import reduce
from typing import NamedTuple

from descentlab.arrays import Array, Arrays, Scalar, namespace
from descentlab.contracts import Range


class SharpnessAware(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); whether the radius goes with the weights' sizes."""

    rho: Scalar = 0.05
    adaptive: bool = False

    SOURCE = (
        "Foret et al. (2021), Sharpness-Aware Minimization for Efficiently Improving Generalization, "
        "arXiv:2010.01412; adaptive: Kwon et al. (2021), ASAM, arXiv:2102.11600"
    )
    RANGES = {
        "rho": Range(lawful=(0, None), search=(1e-2, 2e0), scale="log"),
    }

    def ascend(self, grads: Arrays, params: Arrays) -> Arrays:
        """The parameters at which to take the gradient, by name."""
        xp = namespace(*grads.values())
        climbs = self._scaled(grads, params)
        peaks: list[Array] = [xp.max(xp.abs(climb)) for climb in climbs.values()]
        peak = reduce(xp.maximum, peaks)
        unit = xp.where(peak == 0, xp.ones_like(peak), peak)  # the squares do not overflow
        climbs = {name: climb / unit for name, climb in climbs.items()}
        squares: list[Array] = [xp.sum(climb**2) for climb in climbs.values()]
        norm = xp.sqrt(reduce(xp.add, squares))
        factor = self.rho / xp.where(norm == 0, xp.ones_like(norm), norm)
        climbs = self._scaled(climbs, params)
        return {name: params[name] + factor * climb for name, climb in climbs.items()}

    def _scaled(self, climbs: Arrays, params: Arrays) -> Arrays:
        if not self.adaptive:
            return climbs
        return {name: namespace(climb).abs(params[name]) * climb for name, climb in climbs.items()}
