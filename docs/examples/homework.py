"""A network by hand, 5-4-3 with tanh and cross-entropy, and two mistakes on its way back."""

import numpy as np

random = np.random.default_rng(0)
x, y = random.normal(size=(8, 5)), np.arange(8) % 3
params = {
    "W1": random.normal(size=(5, 4)),
    "b1": np.zeros(4),
    "W2": random.normal(size=(4, 3)),
    "b2": np.zeros(3),
}


def forward(params, x):
    """Hidden values and probabilities."""
    a = np.tanh(x @ params["W1"] + params["b1"])
    p = np.exp(a @ params["W2"] + params["b2"])
    return a, p / p.sum(axis=1, keepdims=True)


def loss(params, x, y):
    """Mean cross-entropy."""
    _, p = forward(params, x)
    return -np.mean(np.log(p[np.arange(len(x)), y]))


def gradient(params, x, y):
    """By back-propagation."""
    m = len(x)
    a, dz2 = forward(params, x)
    dz2[np.arange(m), y] -= 1
    dz1 = dz2 @ params["W2"].T
    return {"W1": x.T @ dz1 / m, "b1": dz1.mean(axis=0), "W2": a.T @ dz2, "b2": dz2.mean(axis=0)}


network = {"subject": loss, "gradient": gradient, "params": params, "data": (x, y)}
