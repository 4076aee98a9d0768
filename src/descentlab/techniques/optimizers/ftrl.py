"""FTRL-proximal: AdaGrad with penalties that make weights exactly zero.

The weights are those that would have done best on all gradients so far, held near the places where these were
taken, under penalties on their sizes. For each entry w of a parameter, with gradient g:

    total <- total + g^2
    hold   = beta + sqrt(total)
    z      = pull + learning_rate * g - hold * w
    w_new  = 0                                                 where |z| < learning_rate * l1_strength
             (sign(z) * learning_rate * l1_strength - z) / (hold + learning_rate * l2_strength)      elsewhere
    pull  <- z + hold * w_new
    change = w_new - w

The pull starts at zero, the total at initial_total. This z is the paper's times the learning rate, and the pull
is what the penalties keep from it: without penalties it is zero, and the change is AdaGrad's,
-learning_rate * g / (beta + sqrt(total)). The rate multiplies gradients and penalties alike.

Convention: initial weights are held like later ones (the paper starts at zero, where this makes no difference).
Keras does not hold them, so that weights which start elsewhere are soon lost; its initial_total is 0.1 and its
beta 0 unless told otherwise. l2_strength is the paper's, of half the square; Keras's factor is half of this one.
Keras's shrinkage is the regularizer ``l2``. PyTorch and optax have no FTRL.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class FTRLState(NamedTuple):
    """Sum of the squared gradients and the penalties' pull, each of the parameter's shape and dtype."""

    total: Array
    pull: Array


class FTRL(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 1e-1
    beta: Scalar = 1.0
    l1_strength: Scalar = 0.0
    l2_strength: Scalar = 0.0
    initial_total: Scalar = 0.0

    SOURCE = "McMahan et al. (2013), Ad Click Prediction: a View from the Trenches, KDD"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-3, 1e1), scale="log"),
        "beta": Range(lawful=(0, None), search=(1e-3, 1e1), scale="log"),
        "l1_strength": Range(lawful=(0, None), search=(1e-5, 1e0), scale="log"),
        "l2_strength": Range(lawful=(0, None), search=(1e-5, 1e0), scale="log"),
        "initial_total": Range(lawful=(0, None), search=(1e-3, 1e0), scale="log"),
    }

    def init(self, param: Array) -> FTRLState:
        """State before the first step."""
        zeros = namespace(param).zeros_like(param)
        return FTRLState(total=zeros + self.initial_total, pull=zeros)

    def step(self, state: FTRLState, grad: Array, param: Array, t: Scalar) -> tuple[Array, FTRLState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del t  # the time does not matter
        xp = namespace(grad)
        total = state.total + grad**2
        hold = self.beta + xp.sqrt(total)
        slope = state.pull + self.learning_rate * grad
        z = slope - hold * param
        threshold = xp.zeros_like(z) + self.learning_rate * self.l1_strength
        penalty = self.learning_rate * self.l2_strength
        stiffness = hold + penalty
        free = stiffness == 0  # as long as there is no gradient, if beta is 0
        stiffness = xp.where(free, xp.ones_like(stiffness), stiffness)
        change = (xp.sign(z) * threshold - slope - penalty * param) / stiffness
        change = xp.where(xp.abs(z) < threshold, -param, change)
        return change, FTRLState(total, slope + hold * change)
