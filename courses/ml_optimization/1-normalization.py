"""Exercise 1, normalization: every feature with mean 0 and standard deviation 1."""

from pathlib import Path
from typing import Any

import numpy as np

from descentlab.arrays import Array
from descentlab.training.feed import prepare


def normalize(X: Array, m: Array, s: Array) -> Array:
    """X (d, nx) with each column's mean m (nx,) taken away and divided by its deviation s (nx,); X is left."""
    return prepare(X, m, s)


def produce(out: Path) -> None:
    """Writes normalized.npz: the tumours' training and validation parts, by the training part's constants."""
    from demonstration import earlier
    from problems import Parts, tumours

    dataset, parts = tumours()
    with np.load(earlier(out, "norm_constants.npz", "0-norm_constants")) as constants:
        x, x_validation = (
            normalize(dataset.features[rows], constants["m"], constants["s"])
            for rows in (parts.train, parts.validation)
        )
    found = Parts(x, dataset.targets[parts.train], x_validation, dataset.targets[parts.validation])
    np.savez(out / "normalized.npz", **found._asdict())


def demonstrate(out: Path) -> Any:
    """Logistic regression by gradient descent, with features as measured and normalized."""
    from demonstration import BLUE, RED, Shown, panels
    from problems import normalized_tumours, tumours

    produce(out)
    dataset, split = tumours()
    parts = normalized_tumours(out)
    raw = dataset.features[split.train]
    print(
        f"validation part, by the training part's constants: mean {parts.x_validation.mean():.2f}, "
        f"standard deviation {parts.x_validation.std():.2f}"
    )
    curves = {
        "as measured": best_descent(raw, parts.y, 10.0 ** np.arange(-9, -4)),
        "normalized": best_descent(parts.x, parts.y, 10.0 ** np.arange(-3, 2)),
    }

    figure, (left, middle, right) = panels(
        3, "Normalization: what it does to features, and to gradient descent"
    )
    for name in ("mean smoothness", "mean radius", "mean area"):
        column = dataset.feature_names.index(name)
        left.hist(raw[:, column], bins=np.geomspace(0.05, 3000, 50), alpha=0.8, label=name)
        middle.hist(parts.x[:, column], bins=np.linspace(-3, 5, 25), histtype="step", linewidth=1.5)
    left.set_xscale("log")
    left.set(xlabel="value as measured (logarithmic)", ylabel="tumours", ylim=(0, 240))
    left.legend(loc="upper right", fontsize=8)
    middle.set(xlabel="value normalized", ylabel="tumours")
    for (name, (rate, losses)), colour in zip(curves.items(), (RED, BLUE), strict=True):
        print(f"{name}: loss {losses[-1]:.3f} after {len(losses) - 1} steps at learning rate {rate:g}")
        right.plot(losses, color=colour, label=f"{name}, rate {rate:g}", linewidth=1)
    right.set_yscale("log")
    right.set(xlabel="steps of gradient descent", ylabel="training loss (logarithmic)")
    right.legend(fontsize=8)
    return Shown(
        figure,
        f"each with the best of five learning rates, 300 steps bring the loss to "
        f"{curves['normalized'][1][-1]:.2f} with normalized features and to "
        f"{curves['as measured'][1][-1]:.2f} without.",
    )


def best_descent(x: Array, y: Array, rates: Array) -> tuple[float, list[float]]:
    """The learning rate with the lowest loss after 300 steps of logistic regression, and the losses on the way."""
    from problems import logistic_loss, logistic_start

    gradient_descent = __import__("9-gradient_descent").gradient_descent
    found: list[tuple[float, list[float]]] = []
    for rate in rates:
        params, losses = logistic_start(x.shape[1]), []
        for _ in range(301):
            loss, grads = logistic_loss(params, x, y)
            losses.append(loss)
            params = {name: gradient_descent(rate, params[name], grads[name]) for name in params}
        found.append((float(rate), losses))
    return min(found, key=lambda one: one[1][-1])


if __name__ == "__main__":
    from demonstration import run

    run(__file__, demonstrate)
