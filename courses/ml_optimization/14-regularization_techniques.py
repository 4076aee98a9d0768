"""Exercise 14, regularization techniques: which of them help on few and partly wrong examples?"""

from pathlib import Path
from typing import Any

import numpy as np

CANDIDATES: dict[str, list[dict[str, Any]]] = {
    "none": [{}],
    "L2": [{"l2": strength} for strength in (3e-3, 1e-2, 3e-2, 1e-1)],
    "L1": [{"l1": strength} for strength in (1e-3, 3e-3, 1e-2, 3e-2)],
    "dropout": [{"dropout": rate} for rate in (0.3, 0.5, 0.7, 0.85)],
    "early stopping": [{"patience": epochs} for epochs in (2, 3, 5, 10)],
    "augmentation": [
        {"augmentation": f"shift(height={part}, width={part})"} for part in (0.1, 0.15, 0.2, 0.25)
    ],
    "batch normalization": [{"normalization": f"batch_norm(momentum={share})"} for share in (0.8, 0.9, 0.99)],
}
"""What each technique is tried with; validation data choose."""
SEEDS, LEARNING_RATE, EPOCHS = 10, 3e-3, 60


def demonstrate(out: Path) -> Any:
    """Seven ways to train one network on 240 digits, a fifth of them labelled wrong."""
    from demonstration import BLUE, GREEN, GREY, RED, Shown, panels
    from problems import compared, noisy_digits

    import descentlab as dl
    from descentlab.experiments.ranking import compare

    del out  # nothing earlier is needed
    best_setting = __import__("8-hyperparameter_tuning").best_setting
    wanted = [(name, i) for name, settings in CANDIDATES.items() for i in range(len(settings))]
    recipes = tuple(
        dl.recipe(learning_rate=LEARNING_RATE, epochs=EPOCHS, **CANDIDATES[name][i]) for name, i in wanted
    )
    axes = ("l2", "l1", "dropout", "patience", "augmentation", "normalization")
    result = compared(noisy_digits(), dl.Grid(recipes, axes), seeds=SEEDS)
    found = dict(zip(wanted, result.recipes, strict=True))
    chosen = {}
    for name in CANDIDATES:
        _, i = best_setting({one: kept.validation for one, kept in found.items() if one[0] == name})
        chosen[name] = found[name, i]
        setting = ", ".join(f"{key}={value}" for key, value in CANDIDATES[name][i].items())
        one = chosen[name]
        print(f"{name:20}{np.mean(one.train_scores):6.1%} training,{np.mean(one.scores):6.1%} test   {setting}")

    comparison = compare({name: one.scores for name, one in chosen.items()}, "none", worst=0.0)
    standing = {one.recipe: one for one in comparison.recipes}
    figure, (left, right) = panels(
        2, f"240 digits, a fifth labelled wrong: one network, one learning rate, {SEEDS} seeds", sharey=True
    )
    order = sorted(chosen, key=lambda name: standing[name].mean)
    for place, name in enumerate(order):
        one = standing[name]
        colour = GREY
        if name in comparison.worse + comparison.better:
            colour = GREEN if one.mean > standing["none"].mean else RED
        left.plot((one.low, one.high), (place, place), color=colour, linewidth=3, alpha=0.5)
        left.plot(one.mean, place, "o", color=colour)
        left.plot(chosen[name].scores, [place - 0.25] * SEEDS, "|", color=GREY, markersize=5)
        right.plot(np.mean(chosen[name].train_scores), place, "o", color=BLUE)
    left.axvline(standing["none"].mean, color=GREY, linestyle=":")
    left.set_yticks(range(len(order)), order)
    left.set(xlabel="test accuracy: mean, 95% interval, each seed")
    right.axvline(0.8, color=GREY, linestyle=":")
    right.set(xlabel="accuracy on training labels (80% are right)")
    said = verdict(comparison, order[::-1], standing["none"].mean)
    return Shown(figure, said)


def verdict(comparison: Any, best_first: list[str], without: float) -> str:
    """What was shown, in one line. best_first: all techniques."""
    means = {one.recipe: one.mean for one in comparison.recipes}
    shown = comparison.worse + comparison.better
    parts = {
        "shown to help": [name for name in best_first if name in shown and means[name] > without],
        "shown to hurt": [name for name in best_first if name in shown and means[name] < without],
        "shown to make no difference": [name for name in best_first if name in comparison.equivalent],
        "not shown to do either": [name for name in best_first if name in comparison.indistinguishable],
    }
    return (
        f"against none ({without:.1%}), "
        + "; ".join(
            f"{what}: " + ", ".join(f"{name} ({means[name]:.1%})" for name in names)
            for what, names in parts.items()
            if names
        )
        + "."
    )


if __name__ == "__main__":
    from demonstration import run

    run(__file__, demonstrate)
