"""A network of this package as a subject: its mean loss on one mini-batch, with the penalties on its kernels.

    loss = sum(losses) / m + sum over kernels of each penalty

The place is the first values of the seed, moved a little so that no bias is exactly zero: there, the kinks of
many examples would fall together. The mini-batch and the noise of dropout are those of the first training step.
"""

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from descentlab import catalogue, notation
from descentlab.arrays import Array, Arrays
from descentlab.diagnosis.subjects.subject import Subject
from descentlab.errors import InputError
from descentlab.techniques.layers.sequential import within
from descentlab.training.examples import augmented, prepared
from descentlab.training.feed import Feed
from descentlab.training.initialization import initial_values
from descentlab.training.network import declare, loss_and_gradient
from descentlab.training.randomness import draw, order
from descentlab.training.update import Method, declaration

_MOVED = 0.1
_STEP = 1e-3
_Back = Callable[[Array, Array, Array], Array]
"""dx from x, y and dy."""


def network(method: Method, feed: Feed, *, seed: int = 0, examples: int = 32) -> Subject:
    """The subject of a method's network on data. feed: in float64. examples: how many, where there are as many."""
    if examples < 1:
        raise InputError(f"examples is {examples}; it must be at least 1")
    part, asked = feed.part(seed), declaration(method, feed.inputs, feed.image)
    rows = part.train[order(seed, 0, len(part.train))][:examples]
    key, step = np.array([seed], np.uint32), np.array([0], np.uint32)
    noise: Arrays = {
        name: draw(one, key, i, step, len(rows), np.float64)
        for i, (name, one) in enumerate(asked.noise.items())
    }
    x, targets = augmented(method, feed.features[rows], feed.targets[rows], noise, feed.image, feed.classes)
    x, targets = prepared(method, x, targets, part)
    params, state = initial_values(
        method.network, method.initializer, feed.inputs, seed, np.float64, partial(feed.first, seed)
    )

    def losses(params: Arrays) -> Array:
        outputs, _, _ = method.network.body.forward(params, state, x, noise)
        return method.network.loss.forward(outputs, targets)[0]

    def loss(params: Arrays) -> Any:
        penalties = [one.penalty(params[name]) for one in method.penalties for name in asked.kernels]
        return np.mean(losses(params), dtype=np.float64) + sum(penalties)

    def penalized(params: Arrays, grads: Arrays) -> Arrays:
        for one in method.penalties:
            grads |= {name: grads[name] + one.gradient(params[name]) for name in asked.kernels}
        return grads

    def gradient(params: Arrays) -> Arrays:
        return penalized(params, loss_and_gradient(method.network, params, state, x, targets, noise)[1])

    def mistakes(params: Arrays) -> Iterator[tuple[str, str, Arrays]]:
        for at, (name, layer) in enumerate(method.network.body.named()):
            for kind, text, back in _mistaken(name, layer):
                found = _gradient_with(back, at, method, params, state, x, targets, noise)
                if found is not None:
                    yield kind, text, penalized(params, found)

    title = f"{feed.dataset.name}, {len(rows)} examples: {_described(method)}"
    return Subject(title, _moved(params, method, feed, seed), loss, gradient, losses, len(rows), mistakes)


def _moved(params: Arrays, method: Method, feed: Feed, seed: int) -> Arrays:
    asked = declare(method.network, feed.inputs).parameters
    random = np.random.default_rng([seed, 2])
    return {
        name: param + _MOVED / math.sqrt(asked[name].fan_in or 1) * random.standard_normal(param.shape)
        for name, param in params.items()
    }


def _mistaken(name: str, layer: Any) -> Iterator[tuple[str, str, _Back]]:
    """Ways back through a layer without parameters as they are often taken by mistake."""
    if not hasattr(layer, "function"):
        yield "step back left out", f"the way back passes {name} by: dx = dy", lambda x, y, dy: dy
        return

    def derivative(x: Array) -> Array:
        def value(t: float) -> Array:
            return layer.forward({}, {}, x + t, {})[0]

        near, far = value(_STEP) - value(-_STEP), value(2 * _STEP) - value(-2 * _STEP)
        return (8 * near - far) / (12 * _STEP)

    kind, what = "activation derivative", f"{name}'s derivative"
    yield kind, f"{what} is missing on the way back: dx = dy", lambda x, y, dy: dy
    yield kind, f"{what} is taken at its output, not at its input", lambda x, y, dy: dy * derivative(y)
    text = f"{what} is {{}} of its input x, and belongs to its output y"
    yield kind, text.format("1 - x^2"), lambda x, y, dy: dy * (1 - x**2)
    yield kind, text.format("x (1 - x)"), lambda x, y, dy: dy * x * (1 - x)


def _gradient_with(
    back: _Back, at: int, method: Method, params: Arrays, state: Arrays, x: Array, targets: Array, noise: Arrays
) -> Arrays | None:
    """The gradient of the mean loss with another way back through one layer; None where it does not apply."""
    named = method.network.body.named()
    passed = [x]
    saved: list[Any] = []
    for name, layer in named:
        y, kept, _ = layer.forward(within(params, name), within(state, name), passed[-1], within(noise, name))
        passed.append(y)
        saved.append(kept)
    if passed[at].shape != passed[at + 1].shape or within(params, named[at][0]):
        return None
    losses, kept = method.network.loss.forward(passed[-1], targets)
    dy = method.network.loss.backward(kept, np.ones_like(losses) / len(losses))
    grads: Arrays = {}
    for i, (name, layer) in reversed(list(enumerate(named))):
        if i == at:
            dy = back(passed[i], passed[i + 1], dy)
            continue
        dy, found = layer.backward(within(params, name), saved[i], dy)
        grads |= {f"{name}.{key}": grad for key, grad in found.items()}
    return grads


def _described(method: Method) -> str:
    """The network's layers, loss and penalties, as one writes them."""
    ends = [_written(method.network.loss), *map(_written, method.penalties)]
    return f"{', '.join(map(_written, method.network.layers))}; {' + '.join(ends)}"


def _written(technique: Any) -> str:
    """A technique's name, with what differs from its defaults."""
    if hasattr(technique, "function"):
        return _written(technique.function)
    told: dict[str, Any] = {}
    for field, value in technique._asdict().items():
        if value != technique._field_defaults.get(field):
            told[field] = _all_written(value) if isinstance(value, tuple) else value
    return notation.write(catalogue.name_of(technique), told)


def _all_written(values: Any) -> list[Any]:
    return [_written(one) if hasattr(one, "RANGES") else one for one in values]
