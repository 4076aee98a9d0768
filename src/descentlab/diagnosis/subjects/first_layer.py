"""Mistakes in a hand-written network's first activation, found without a look into its code.

Where the first parameters are W (features, units) or its transpose and b (units), and each example's slopes are

    dW[j, u] = x[j] db[u]

the layer is z = x @ W + b, and db = f'(z) da. A wrong derivative g in the place of f' gives g / f' times db:

    missing            g = 1
    at the output      g = f'(f(z))
    of the input       g = 1 - z^2, or z (1 - z), which belong to the outputs of tanh and sigmoid

It is tried for every activation f in the catalogue, wherever no f'(z) is zero.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from descentlab import catalogue
from descentlab.arrays import Array, Arrays
from descentlab.diagnosis.slopes import Values, by_example

_LARGEST = 20_000
"""Slopes, one for each example and unit, up to which they are worth their time."""
_STEP = 1e-3
_PROBES = 5


def first_layer_mistakes(
    params: Arrays, losses: Callable[[Arrays], Array], x: Any
) -> Iterator[tuple[str, str, Arrays]]:
    """The first layer's gradients with a wrong derivative behind it, after the mistake's kind and text.

    losses: each example's own. x: the examples, (batch, features).
    """
    x = np.asarray(x, np.float64)
    names = list(params)[:2]
    if x.ndim != 2 or len(names) < 2:
        return
    kernel, bias = (params[name] for name in names)
    units, turned = bias.size, kernel.shape == (bias.size, x.shape[1])
    if (kernel.shape != (x.shape[1], units) and not turned) or units * len(x) > _LARGEST:
        return
    db = by_example(losses, params, names[1], np.arange(units)).T
    if not _is_dense(params, names[0], losses, x, db, turned):
        return
    z = x @ (kernel.T if turned else kernel) + bias.reshape(-1)
    for name in catalogue.complete("activations"):
        activation = catalogue.build("activations", name)
        if hasattr(activation, "needs"):  # it learns parameters: none of a single function
            continue
        slope, y = _derivative(activation, z), activation.forward(z)[0]
        if np.min(np.abs(slope)) < 1e-6 * np.max(np.abs(slope)):
            continue
        what = f"the first activation's derivative (of {name})"
        for text, wrong in (
            (f"{what} is missing on the way back", np.ones_like(z)),
            (f"{what} is taken at its output, not at its input", _derivative(activation, y)),
            (f"{what} is 1 - z^2 of its input z, and belongs to its output", 1 - z**2),
            (f"{what} is z (1 - z) of its input z, and belongs to its output", z * (1 - z)),
        ):
            if np.allclose(wrong, slope):  # no mistake, as with the identity's
                continue
            made = db * wrong / slope / len(x)
            dw = made.T @ x if turned else x.T @ made
            yield "activation derivative", text, {names[0]: dw, names[1]: made.sum(axis=0).reshape(bias.shape)}


def _is_dense(params: Arrays, name: str, losses: Any, x: Values, db: Values, turned: bool) -> bool:
    """Whether the kernel's slopes, at some entries, are those of x @ W + b; but for a penalty's, the same in all."""
    places = np.random.default_rng(0).choice(params[name].size, min(_PROBES, params[name].size), replace=False)
    features, units = np.unravel_index(places, params[name].shape)
    if turned:
        features, units = units, features
    expected = x[:, features] * db[:, units]
    found = by_example(losses, params, name, places).T
    expected, found = (array - array.mean(axis=0) for array in (expected, found))
    return bool(np.allclose(found, expected, rtol=1e-5, atol=1e-7 * float(np.max(np.abs(db)))))


def _derivative(activation: Any, x: Values) -> Values:
    def value(t: float) -> Values:
        return activation.forward(x + t)[0]

    near, far = value(_STEP) - value(-_STEP), value(2 * _STEP) - value(-2 * _STEP)
    return (8 * near - far) / (12 * _STEP)
