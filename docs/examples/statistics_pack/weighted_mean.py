"""Weighted mean: values that weigh more pull harder."""

import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "0-weighted_mean.py"
FUNCTION = "weighted_mean"
PARAMETERS = ("values", "weights")
RETURNS = ("the weighted mean of each column",)


def solution(values, weights):
    """Mean of each column. values: (m, n). weights: (m,), positive, of any sum."""
    total = np.sum(weights)
    weighted = values * weights[:, np.newaxis]
    return np.sum(weighted, axis=0) / total


def cases():
    """Weights that sum to 1 hide a forgotten division; so there are others too."""
    generator = np.random.default_rng(0)
    for m, n in ((4, 3), (7, 2), (1, 5)):
        yield Case(f"{m} rows", (generator.normal(size=(m, n)), generator.uniform(0.5, 2, size=m)))
    yield Case("weights that sum to 1", (generator.normal(size=(2, 3)), np.array([0.25, 0.75])))
    yield Case("a list of weights", (generator.normal(size=(2, 3)), [0.25, 0.75]), counts=False)


MISTAKES = (
    Mistake("weights not used", "values * weights[:, np.newaxis]", "values", "Where do the weights come in?"),
    Mistake("not divided by the sum of weights", " / total", "", "What if all weights were twice as large?"),
    Mistake(
        "divided by the number of rows", "np.sum(weights)", "len(values)", "Which number do all weights share?"
    ),
    Mistake("mean of each row", "weighted, axis=0", "weighted, axis=1", "Which direction is a column?"),
    Mistake(
        "one mean of everything",
        "np.sum(weighted, axis=0)",
        "np.sum(weighted)",
        "How many means are asked for?",
    ),
    Mistake("weights squared", "np.newaxis]", "np.newaxis] ** 2", "How often does a weight come in?"),
)
