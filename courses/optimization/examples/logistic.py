"""Exercises 5, 7 and 9: logistic regression on zeros and ones, by gradient descent on all images at once.

With p = sigmoid(X W + b), the cost is the mean of -Y log p - (1 - Y) log(1 - p), and

    dZ = (p - Y) / m          dW = X^T dZ          db = dZ

Notice db: the course sums over the wrong axis, and so every image gets a bias of its own. It is kept, for without
it the course's costs do not come out.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from descentlab.techniques.losses.binary_cross_entropy import BinaryCrossEntropy
from examples import pictures
from examples.data import zeros_and_ones
from examples.settings import Settings

Update = Callable[[Any, Any, list[Any], int], tuple[Any, ...]]
"""From a variable, its gradient, its moments and the step t = 1, 2, 3, ...: the next variable and its next moments."""


def descend(update: Update, moments: int, name: str, settings: Settings) -> None:
    """Trains with this update rule, prints the cost every 100 steps and draws the predictions.

    moments: how many the rule keeps for each variable. name: the picture's.
    """
    images = zeros_and_ones(settings)
    X, steps, loss = images.flat.astype(np.float64), settings.steps or 1000, BinaryCrossEntropy()
    share = np.full(len(X), 1 / len(X))  # of each image in the mean

    np.random.seed(0)  # the course's numbers come from the global generator
    W, b = np.random.randn(X.shape[1], 1), 0
    W_moments, b_moments = [np.zeros_like(W)] * moments, [0] * moments
    for step in range(steps + 1):
        Z = X @ W + b
        losses, saved = loss.forward(Z, images.labels)
        if step % 100 == 0 or step == steps:
            print(f"Cost after {step} iterations: {np.mean(losses)}")
        if step < steps:
            dZ = loss.backward(saved, share)
            W, *W_moments = update(W, X.T @ dZ, W_moments, step + 1)
            b, *b_moments = update(b, dZ, b_moments, step + 1)
    predicted = np.where((X @ W + b)[:100, 0] >= 0, 1, 0)
    pictures.predictions(images.pixels[:100], predicted, images.labels[:100], name, settings)
