"""Mixup: each example is mixed with the next one of the mini-batch, and its target likewise.

    x[i] = share * x[i] + (1 - share) * x[i + 1]      share ~ Beta(alpha, alpha), one for each example
    t[i] = share * t[i] + (1 - share) * t[i + 1]      t: probabilities, or values

The last is mixed with the first. The order of examples is random already, so the next is as good as any.

The share is drawn by Johnk's method. For uniform u and v, and given that u^(1/alpha) + v^(1/alpha) <= 1,

    share = u^(1/alpha) / (u^(1/alpha) + v^(1/alpha))

follows the law exactly. Of 16 pairs the first that fulfils the condition is taken; where none does, the share is
1/2. At alpha 1 that is so in one of 65,000 cases, and less often the smaller alpha is.

Convention: a share for each example (as in Keras's ``MixUp``; in the authors' code one for the mini-batch), and
alpha in (0, 1].
"""

from collections.abc import Mapping
from typing import NamedTuple

from descentlab.arrays import Array, Arrays, Scalar, namespace
from descentlab.contracts import Noise, Range, Shape

PROPOSALS = 16


class MixUp(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    alpha: Scalar = 0.2

    SOURCE = (
        "Zhang et al. (2018), mixup: Beyond Empirical Risk Minimization, arXiv:1710.09412; Johnk (1964), "
        "Erzeugung von betaverteilten und gammaverteilten Zufallszahlen, Metrika 8"
    )
    RANGES = {
        "alpha": Range(lawful=(0, 1), closed="right", search=(0.05, 1.0), scale="log"),
    }
    INPUTS = "any"
    MIXES = True

    def needs(self, inputs: Shape) -> Mapping[str, Noise]:
        """Pairs of numbers for each example."""
        del inputs  # the same for all
        return {"share": Noise((PROPOSALS, 2))}

    def apply(self, x: Array, targets: Array, noise: Arrays) -> tuple[Array, Array]:
        """Mixed examples and targets, of the same shapes."""
        share = beta(self.alpha, noise["share"])
        return mixed(x, share), mixed(targets, share)


def beta(alpha: Scalar, noise: Array) -> Array:
    """Numbers of the law Beta(alpha, alpha), of shape (batch,), from uniform noise (batch, PROPOSALS, 2)."""
    xp = namespace(noise)
    logarithms = xp.log1p(-noise) / alpha  # of a number in (0, 1], to the power 1 / alpha
    first, second = logarithms[:, :, 0], logarithms[:, :, 1]
    quotient = xp.exp(-xp.abs(first - second))  # the smaller over the larger: never too large
    accepted = xp.maximum(first, second) + xp.log1p(quotient) <= 0
    share = xp.where(first > second, xp.ones_like(quotient), quotient) / (1 + quotient)
    chosen = xp.full_like(share[:, 0], 0.5)
    for k in reversed(range(PROPOSALS)):
        chosen = xp.where(accepted[:, k], share[:, k], chosen)
    return chosen


def mixed(values: Array, share: Array) -> Array:
    """Each example's values times its share, and the next one's times the rest. share: (batch,)."""
    xp = namespace(values)
    share = xp.reshape(share, (-1,) + (1,) * (values.ndim - 1))
    return share * values + (1 - share) * xp.roll(values, -1, axis=0)
