"""Adaptive gradient clipping (AGC): an output's gradient is at most a share of that output's own weights.

    size    = sqrt(sum of w^2 over all axes but the last)      (for each output)
    norm    = sqrt(sum of g^2 over the same)
    longest = clipping * max(size, epsilon)
    g       = g * longest / max(norm, longest)

So a step changes no output's weights by much more than their share, however large the gradient is. Epsilon lets
weights that are zero move. A vector, such as a bias, is taken as a whole.

Convention: every parameter is clipped; the paper leaves the last layer out. optax does the same, except that it
takes only the first axis for the norms of a parameter of three axes, and a kernel of one input as a whole.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Arrays, Scalar, namespace
from descentlab.contracts import Range
from descentlab.techniques.regularizers.max_norm import incoming_norms


class ClipAdaptive(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    clipping: Scalar = 1e-2
    epsilon: Scalar = 1e-3

    SOURCE = (
        "Brock, De, Smith & Simonyan (2021), High-Performance Large-Scale Image Recognition Without "
        "Normalization, arXiv:2102.06171"
    )
    RANGES = {
        "clipping": Range(lawful=(0, None), closed="neither", search=(1e-3, 1e0), scale="log"),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-4, 1e-1), scale="log"),
    }
    NOISE = "none"

    def apply(self, grads: Arrays, params: Arrays, step: Scalar, noise: Arrays) -> Arrays:
        """Gradients by name, shortened output by output."""
        del step, noise  # the weights and their gradients decide
        return {name: self._clipped(grad, params[name]) for name, grad in grads.items()}

    def _clipped(self, grad: Array, param: Array) -> Array:
        norms, sizes = incoming_norms(grad), incoming_norms(param)
        xp = namespace(norms, sizes)
        longest = self.clipping * xp.maximum(sizes, self.epsilon + xp.zeros_like(sizes))
        return grad * (longest / xp.maximum(norms, longest))
