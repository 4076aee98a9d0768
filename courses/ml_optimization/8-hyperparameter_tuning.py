"""Exercise 8, hyperparameter tuning: which settings to try, and which of them to keep."""

import json
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np

from descentlab.arrays import Array
from descentlab.experiments.selection import merit

Setting = TypeVar("Setting", bound=Hashable)
WIDTHS, SEEDS = (32, 128), 3


def log_uniform(low: float, high: float, u: Array) -> Array:
    """The value that lies at the part u of the way from low to high, measured in orders of magnitude.

    0 < low < high. u: in [0, 1], a number or an array; drawn uniformly, it makes every order of magnitude equally
    likely. u = 0 gives low, u = 1 gives high, u = 1/2 their geometric mean.
    """
    from scipy.stats import loguniform

    return loguniform.ppf(u, low, high)


def best_setting(scores: Mapping[Setting, Sequence[float | None]]) -> Setting:
    """The setting with the highest mean score; of equal ones, the first.

    scores: of each setting, its validation accuracies, one for each seed; None where a run diverged counts as 0.
    """
    return max(scores, key=lambda setting: merit(scores[setting], "classification"))


class Trial(NamedTuple):
    """A setting that is tried, and by which search."""

    search: str
    learning_rate: float
    dropout: float
    width: int


def produce(out: Path) -> dict[Trial, list[float | None]]:
    """Writes setting.json, the best of both searches; returns the validation accuracies of all."""
    u = np.random.default_rng(0).random((2, 12))
    searches = {
        "grid": [(rate, dropout) for rate in np.geomspace(1e-3, 1, 4) for dropout in (0.05, 0.25, 0.45)],
        "random": list(zip(log_uniform(1e-3, 1, u[0]), 0.5 * u[1], strict=True)),
    }
    trials = [
        Trial(search, float(f"{rate:.3g}"), round(float(dropout), 3), width)
        for width in WIDTHS
        for search, settings in searches.items()
        for rate, dropout in settings
    ]
    tried = dict(zip(trials, trained(trials), strict=True))
    best = best_setting(tried)
    chosen = {"learning_rate": best.learning_rate, "dropout": best.dropout, "hidden": [best.width]}
    (out / "setting.json").write_text(json.dumps(chosen) + "\n", encoding="utf-8")
    return tried


def trained(trials: list[Trial]) -> list[list[float | None]]:
    """Validation accuracies of the digits' networks: Adam, batch normalization, a learning rate that decays."""
    from problems import DECAY, compared, digits

    import descentlab as dl

    recipes = tuple(
        dl.recipe(
            learning_rate=one.learning_rate,
            dropout=one.dropout,
            hidden=(one.width,),
            normalization="batch_norm",
            schedule=DECAY,
            epochs=15,
        )
        for one in trials
    )
    result = compared(digits(), dl.Grid(recipes, ("learning_rate", "dropout", "hidden")), seeds=SEEDS)
    return [one.validation for one in result.recipes]


def demonstrate(out: Path) -> Any:
    """A grid and as many random settings, for the digits."""
    from demonstration import GREY, RED, Shown, panels

    tried = produce(out)
    means = {one: float(np.mean([score or 0.0 for score in scores])) for one, scores in tried.items()}
    figure, axes = panels(2, "Hyperparameter tuning: 24 settings on a grid, 24 drawn at random", sharey=True)
    shading, best = None, best_setting(tried)
    for axis, width in zip(axes, WIDTHS, strict=True):
        for search, marker in (("grid", "s"), ("random", "o")):
            own = [one for one in tried if one.search == search and one.width == width]
            look = {"marker": marker, "s": 160, "edgecolors": GREY}
            axis.scatter([], [], color="none", label=search, **look)
            shading = axis.scatter(
                [one.learning_rate for one in own],
                [one.dropout for one in own],
                c=[means[one] for one in own],
                vmin=0.9,
                vmax=1,
                **look,
            )
        if width == best.width:
            ring = {"markersize": 22, "fillstyle": "none", "color": RED, "markeredgewidth": 2}
            axis.plot(best.learning_rate, best.dropout, "o", **ring)
        axis.set(xscale="log", xlabel="learning rate (logarithmic)", title=f"{width} hidden units")
        axis.set(ylabel="dropout", ylim=(-0.03, 0.62))
        axis.legend(loc="upper left", ncols=2)
    figure.colorbar(shading, ax=axes, label=f"validation accuracy, mean of {SEEDS} seeds", extend="min")
    leaders = {
        search: best_setting({one: scores for one, scores in tried.items() if one.search == search})
        for search in ("grid", "random")
    }
    for search, one in leaders.items():
        print(
            f"{search}: {means[one]:.2%} on validation data with learning rate {one.learning_rate:g}, "
            f"dropout {one.dropout:g}, {one.width} hidden units"
        )
    spread = {}
    for name in ("learning_rate", "dropout"):
        same = leaders["grid"]._asdict() | {name: None}
        spread[name] = np.ptp([mean for one, mean in means.items() if one._asdict() | {name: None} == same])
    return Shown(
        figure,
        f"from the grid's best setting the other learning rates cost up to {100 * spread['learning_rate']:.1f} points, "
        f"the other dropouts {100 * spread['dropout']:.1f}; the random search, as good here, tries a dozen rates "
        "instead of four; the setting in the red ring goes to exercise 15.",
    )


if __name__ == "__main__":
    from demonstration import run

    run(__file__, demonstrate)
