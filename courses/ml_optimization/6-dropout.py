"""Exercise 6, dropout: in training some of a layer's outputs are dropped, the others are made larger."""

from pathlib import Path
from typing import Any

import numpy as np

from descentlab.arrays import Array
from descentlab.techniques.layers.dropout import Dropout


def dropout(A: Array, keep_prob: float, mask: Array) -> Array:
    """Inverted dropout: A where the mask is 1, divided by keep_prob, and 0 where it is 0.

    A: any shape. mask: of A's shape, 1 (or True) for what is kept. keep_prob: in (0, 1], the probability with
    which the mask was drawn.
    """
    return _dropped(A, keep_prob, mask)[0]


def dropout_backward(dA: Array, keep_prob: float, mask: Array) -> Array:
    """The gradient before dropout, from the gradient dA behind it, of the same mask."""
    _, saved = _dropped(dA, keep_prob, mask)
    return Dropout(1 - keep_prob).backward({}, saved, dA)[0]


def _dropped(A: Array, keep_prob: float, mask: Array) -> tuple[Array, Array]:
    noise = np.where(mask, 1.0, -1.0)  # the layer keeps what is at least its rate
    y, saved, _ = Dropout(1 - keep_prob).forward({}, {}, A, {"mask": noise})
    return y, saved


def demonstrate(out: Path) -> Any:
    """An image under many masks, and a network that learns wrong labels by heart."""
    from demonstration import BLUE, RED, Shown, panels, pictures
    from problems import compared, digits, noisy_digits

    import descentlab as dl

    del out  # nothing earlier is needed
    figure, (left, right) = panels(2, "Dropout", gridspec_kw={"width_ratios": (1, 1.3)})
    image, noise = digits().features[0].reshape(8, 8), np.random.default_rng(0)
    masks = noise.random((1000, 8, 8)) < 0.8
    dropped = dropout(np.broadcast_to(image, masks.shape), 0.8, masks)
    error = np.abs(dropped.mean(axis=0) - image).max()
    print(f"mean of 1,000 dropped images: within {error:.3f} of the image")
    shown = np.stack([image, *dropped[:7], dropped.mean(axis=0)])
    pictures(left, shown, "an image, under seven masks (0.8 kept),\nand the mean of a thousand", 3)

    rates = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
    result = compared(noisy_digits(), dl.grid(dropout=rates, learning_rate=3e-3, epochs=60), seeds=5)
    keep = 1 - np.array(rates)
    training = np.array([np.mean(one.train_scores) for one in result.recipes])
    test = np.array([np.mean(one.scores) for one in result.recipes])
    best = int(np.argmax([np.mean(np.array(one.validation, float)) for one in result.recipes]))
    print(f"keep 1.0: training accuracy {training[0]:.1%}, test {test[0]:.1%}")
    print(
        f"keep {keep[best]:.1f}: training accuracy {training[best]:.1%}, test {test[best]:.1%} (best on validation)"
    )
    right.plot(keep, training, "o-", color=BLUE, label="training, a fifth labelled wrong")
    right.plot(keep, test, "o-", color=RED, label="test, rightly labelled")
    right.set(xlabel="keep_prob", ylabel="accuracy, mean of 5 seeds")
    right.invert_xaxis()
    right.legend()
    return Shown(
        figure,
        f"the mean of many dropped images is the image; the more is dropped, the fewer wrong labels are learnt: "
        f"test accuracy rises from {test[0]:.0%} to {test[best]:.0%} at keep_prob {keep[best]:.1f}.",
    )


if __name__ == "__main__":
    from demonstration import run

    run(__file__, demonstrate)
