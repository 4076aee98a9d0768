"""How good a network is on a set of examples: its mean loss and its score.

The score is the accuracy in classification and R^2 in regression, 1 - (squared error) / (squared deviation of
the targets from their mean); both are best at 1.
"""

from typing import Any, NamedTuple

from descentlab.arrays import Array, Arrays, namespace
from descentlab.training.network import Network, infer


class Sums(NamedTuple):
    """Sums over examples: of the losses, and of hits (right answers, or squared errors). Shape () each."""

    loss: Array
    hits: Array


class Evaluation(NamedTuple):
    """Mean loss and score."""

    loss: Any
    score: Any


def sums(network: Network, params: Arrays, state: Arrays, x: Array, targets: Array) -> Sums:
    """Sums over the examples x (examples, ...) with their targets."""
    outputs = infer(network, params, state, x)
    losses, _ = network.loss.forward(outputs, targets)
    xp = namespace(losses)
    if network.loss.TASK == "classification":
        hits = xp.argmax(network.loss.predict(outputs), axis=-1) == targets
        return Sums(xp.sum(losses), xp.sum(xp.astype(hits, losses.dtype)))
    return Sums(xp.sum(losses), xp.sum((network.loss.predict(outputs) - targets) ** 2))


def evaluation(network: Network, total: Sums, examples: int, spread: Any) -> Evaluation:
    """Mean loss and score from sums over so many examples.

    spread: in regression, the sum of squared deviations of the targets from their mean; not used otherwise.
    """
    if network.loss.TASK == "classification":
        return Evaluation(total.loss / examples, total.hits / examples)
    if spread == 0:  # constant targets leave nothing to explain
        return Evaluation(total.loss / examples, 1.0 if total.hits == 0 else 0.0)
    return Evaluation(total.loss / examples, 1 - total.hits / spread)
