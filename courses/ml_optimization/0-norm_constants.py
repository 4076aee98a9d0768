"""Exercise 0, normalization constants: each feature's mean and standard deviation."""

from pathlib import Path
from typing import Any

import numpy as np

from descentlab.arrays import Array
from descentlab.data import standardization


def normalization_constants(X: Array) -> tuple[Array, Array]:
    """Mean and standard deviation (of the population) of each column of X (m, nx): (nx,) each.

    A constant column has the deviation 1, so that it can be divided by.
    """
    return standardization(X)


def produce(out: Path) -> None:
    """Writes norm_constants.npz: m and s of the tumours' training part."""
    from problems import tumours

    dataset, parts = tumours()
    m, s = normalization_constants(dataset.features[parts.train])
    np.savez(out / "norm_constants.npz", m=m, s=s)


def demonstrate(out: Path) -> Any:
    """The constants of 30 measures of tumours."""
    from demonstration import BLUE, GREY, RED, Shown, panels
    from problems import tumours

    produce(out)
    dataset, parts = tumours()
    with np.load(out / "norm_constants.npz") as constants:
        m, s = constants["m"], constants["s"]
    order = np.argsort(s)
    for i in (order[0], order[-1]):
        print(f"{dataset.feature_names[i]}: mean {m[i]:.4g}, standard deviation {s[i]:.4g}")

    figure, axes = panels(1, "Thirty measures of the same tumours, in their own units", height=5.6)
    values = dataset.features[parts.train][:, order]
    low, high = np.quantile(np.maximum(values, 1e-4), (0.05, 0.95), axis=0)
    places = np.arange(len(order))
    axes.hlines(places, low, high, color=GREY, linewidth=1, label="5% to 95% of the tumours")
    axes.plot(m[order], places, "o", color=BLUE, label="mean m")
    axes.plot(s[order], places, "|", color=RED, markersize=9, markeredgewidth=2, label="standard deviation s")
    axes.set_yticks(places, [dataset.feature_names[i] for i in order], fontsize=8)
    axes.set_xscale("log")
    axes.set_xlabel("value in the measure's own unit (logarithmic)")
    axes.legend(loc="lower right")
    return Shown(
        figure,
        f"the largest standard deviation is {s.max() / s.min():,.0f} times the smallest; one learning rate "
        "cannot suit weights of such unequal features.",
    )


if __name__ == "__main__":
    from demonstration import run

    run(__file__, demonstrate)
