"""Exercise 5, batch normalization: a layer's outputs with mean 0 and deviation 1 over the mini-batch."""

from pathlib import Path
from typing import Any

import numpy as np

from descentlab.arrays import Array, floats
from descentlab.techniques.layers.batch_norm import BatchNorm


def batch_norm(Z: Array, gamma: Array, beta: Array, epsilon: float) -> Array:
    """Z (m, n) standardized column by column, times gamma, plus beta, both (1, n) or (n,).

    The variance is the population's, and epsilon is added to it before the root is taken.
    """
    Z, gamma, beta = floats(Z, gamma, beta)
    start = {"moving_mean": 0.0, "moving_variance": 1.0}  # what is used outside of training: exercise 13
    return BatchNorm(epsilon=epsilon).forward({"gamma": gamma, "beta": beta}, start, Z, {})[0]


def demonstrate(out: Path) -> Any:
    """A network of eight sigmoid layers, with and without."""
    from demonstration import BLUE, RED, Shown, panels
    from problems import compared, digits

    import descentlab as dl

    del out  # nothing earlier is needed
    rates = [1e-3, 3e-3, 1e-2, 3e-2]
    grid = dl.grid(
        hidden=8 * (32,),
        activation="sigmoid",
        normalization=[None, "batch_norm"],
        learning_rate=rates,
        epochs=20,
        batch_size=64,
    )
    result = compared(digits(), grid, seeds=3)
    figure, (left, right) = panels(2, "Batch normalization: eight sigmoid layers of 32 on the digits")
    signals = passing(digits().features[:256])
    for (label, deviations), colour in zip(signals.items(), (RED, BLUE), strict=True):
        print(
            f"{label}: deviation {deviations[0]:.2f} before the first sigmoid, {deviations[-1]:.2g} before the eighth"
        )
        left.plot(range(1, 9), deviations, "o-", color=colour, label=label)
    left.set_yscale("log")
    left.set(xlabel="layer", ylabel="deviation between examples (logarithmic)")
    left.legend(loc="lower left")
    best = {}
    for label, kind, colour in (("without", None, RED), ("with batch normalization", "batch_norm", BLUE)):
        runs = [one for one in result.recipes if one.recipe.normalization == kind]
        leader = max(runs, key=lambda one: np.mean(np.array(one.validation, float)))
        for one in runs:
            curve = np.mean([[row[3] for row in rows] for rows in one.curves], axis=0)
            name = f"{label}, rate {one.recipe.learning_rate:g}" if one is leader else None
            right.plot(range(1, 21), curve, color=colour, alpha=1 if one is leader else 0.35, label=name)
        best[label] = float(np.mean(leader.scores))
        print(
            f"{label}: test accuracy {best[label]:.1%} at its best learning rate, {leader.recipe.learning_rate:g}"
        )
    right.set(
        xlabel="epoch", ylabel="validation accuracy, mean of 3 seeds", ylim=(0, 1), xticks=range(0, 21, 5)
    )
    right.legend(loc="center right", fontsize=8)
    return Shown(
        figure,
        f"without it what tells examples apart dies away from layer to layer, and the best of four rates reaches "
        f"{best['without']:.0%}; with it {best['with batch normalization']:.0%} (faint: the other rates).",
    )


def passing(x: Array) -> dict[str, list[float]]:
    """How far examples lie apart before each of eight untrained sigmoid layers, by how they are normalized.

    x: (examples, features). The deviation over examples, mean of a layer's 32 units.
    """
    from problems import first_weights

    from descentlab.techniques.activations.sigmoid import Sigmoid

    params = first_weights(8 * (32,))
    found: dict[str, list[float]] = {}
    for label in ("without", "with batch normalization"):
        a, found[label] = x, []
        for layer in range(1, 9):
            z = a @ params[f"dense{layer}.kernel"]
            if label != "without":
                z = batch_norm(z, np.ones(32), np.zeros(32), 1e-5)
            found[label].append(float(z.std(axis=0).mean()))
            a = Sigmoid().forward(z)[0]
    return found


if __name__ == "__main__":
    from demonstration import run

    run(__file__, demonstrate)
