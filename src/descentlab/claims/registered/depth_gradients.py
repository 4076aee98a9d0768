"""Poor scales of the first weights make gradients vanish or explode with depth."""

from typing import Literal

import numpy as np

from descentlab.claims.contract import Budget, Claim, Question
from descentlab.data import load
from descentlab.experiments.plan import method_of
from descentlab.experiments.recipe import Recipe, recipe
from descentlab.experiments.statistics import Floats
from descentlab.training.feed import Feed
from descentlab.training.initialization import initial_values
from descentlab.training.network import loss_and_gradient

SHALLOW, DEEP = 2, 16
SMALL, LARGE, HE = "normal(scale=0.05)", "normal(scale=0.5)", "he_normal"
_EXAMPLES = 128


def _ask(budget: Budget) -> list[Question]:
    feed = Feed(load("digits"), np.float64)
    of_scale = {
        one: np.array([_fall(feed, one, seed) for seed in range(budget.seeds)]) for one in (SMALL, LARGE, HE)
    }
    return [
        _question(of_scale[SMALL], "normal weights of deviation 0.05", "less than", -3.0),
        _question(of_scale[LARGE], "normal weights of deviation 0.5", "more than", 3.0),
        _question(of_scale[HE], "He initialization", "more than", -1.0),
        _question(of_scale[HE], "He initialization", "less than", 1.0),
    ]


def _fall(feed: Feed, initializer: str, seed: int) -> float:
    """Decimal logarithm of the first layer's gradient in the deep network over that in the shallow one."""
    shallow, deep = (
        _gradient(feed, recipe(hidden=(64,) * k, initializer=initializer), seed) for k in (SHALLOW, DEEP)
    )
    return float(np.log10(deep / shallow))


def _gradient(feed: Feed, chosen: Recipe, seed: int) -> float:
    """Norm of the first kernel's gradient before any training."""
    method, part = method_of(chosen, feed), feed.part(seed)
    x, targets = feed.rows(part, part.train[:_EXAMPLES])
    params, state = initial_values(method.network, method.initializer, feed.inputs, seed, np.float64)
    gradients = loss_and_gradient(method.network, params, state, x, targets, {})[1]
    return float(np.linalg.norm(gradients["dense1.kernel"]))


def _question(values: Floats, what: str, claimed: Literal["more than", "less than"], margin: float) -> Question:
    return Question(
        measure=f"gradient of the first layer: {DEEP} hidden layers over {SHALLOW}, {what}",
        data=f"digits ({_EXAMPLES} training examples)",
        values=values,
        claimed=claimed,
        margin=margin,
        unit="tenfold",
    )


CLAIM = Claim(
    statement="Initial weights of a poor scale make gradients vanish or explode with depth; those of He do neither.",
    source="the notebook collection's section on initialization",
    experiment=(
        "Before any training, the norm of the gradient of the first layer's weights in networks of 16 and of 2 hidden "
        "layers of 64 ReLU units, in float64, on 128 examples of the digits."
    ),
    test=(
        "With depth the gradient falls below a thousandth for normal weights of deviation 0.05, grows beyond a "
        "thousandfold for 0.5, and stays within a factor of ten for He."
    ),
    ask=_ask,
)
