"""How our optimizers relate to those of Keras, PyTorch and optax: measured on one small descent.

Every library descends from the same start in float64, at a constant rate, by gradients taken where it stands itself:
a difference is carried along. The loss of an example is the sum of log cosh(x @ kernel + bias - target), smooth and
not quadratic; a step sees eight of 32 examples in turn, so that gradients change their signs.
"""

import inspect
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from sys import modules
from types import ModuleType
from typing import Any, Literal, NamedTuple, cast

import numpy as np

from descentlab import catalogue
from descentlab.diagnosis.peers import keras, optax, peer, torch
from descentlab.diagnosis.peers.peer import Params, Peer
from descentlab.training.update import optimize

LIBRARIES: dict[str, ModuleType] = {"keras": keras, "torch": torch, "optax": optax}
ALONE = {
    "cautious_adamw": "Keras, PyTorch and optax have no cautious optimizers",
    "shampoo": "Keras, PyTorch and optax have no Shampoo",
    "soap": "Keras, PyTorch and optax have no SOAP",
}
"""Why an optimizer has no peer in any library."""

STEPS = (1, 10, 100)
VALUES = ("our defaults", "large values")
TOLERANCE = {"float64": 1e-9, "float32": 1e-6, "bfloat16": 5e-2}
"""Two descents are the same below this difference, by the precision in which a part of the step is computed."""

_NOISE = np.random.default_rng(0)
_EXAMPLES, _TARGETS = _NOISE.normal(size=(32, 3)), _NOISE.normal(size=(32, 4))
START: Params = {"kernel": _NOISE.normal(size=(3, 4)), "bias": _NOISE.normal(size=4)}

Differences = tuple[float, ...]
"""After 1, 10 and 100 steps: the largest difference of a parameter's entries over the largest of its entries."""


class Comparison(NamedTuple):
    """Our optimizer beside its peer.

    large: our values that differ from the defaults in a second descent, where all numbers but the rate are large.
    plain, after: the differences at our defaults and at large values; as they are, and after the peer's change.
    defaults: the peer's own where they differ from what ours mean: setting, theirs, ours.
    missing: our numbers that the peer has no setting for.
    """

    peer: Peer
    large: dict[str, float]
    plain: tuple[Differences, Differences]
    after: tuple[Differences, Differences] | None
    defaults: tuple[tuple[str, str, str], ...]
    missing: tuple[str, ...]


def compare(optimizer: Any, there: Peer, library: str) -> Comparison:
    """Our optimizer, at its defaults, beside a peer from the library."""
    large = _large(optimizer, peer.known(there))
    ways = (optimizer, optimizer._replace(**large))
    start = {name: param for name, param in START.items() if param.ndim == 2 or not there.matrices}
    theirs = [LIBRARIES[library].descend(there, way._asdict(), start, gradient, STEPS[-1]) for way in ways]

    def differences(change: Peer | None) -> tuple[Differences, Differences]:
        one, two = (
            _differences(descend(way, start, change), seen) for way, seen in zip(ways, theirs, strict=True)
        )
        return one, two

    names = {**optimizer._asdict(), library: LIBRARIES[library].library(), "params": None}
    return Comparison(
        there,
        large,
        differences(None),
        differences(there) if there.after else None,
        tuple(
            (setting, _written(default), _written(given))
            for setting, default, given in peer.defaults(there, names)
            if _written(default) != _written(given)
        ),
        tuple(
            field
            for field in optimizer.RANGES
            if field not in peer.known(there) and field not in peer.changes(there)
        ),
    )


def comparisons(name: str) -> Iterator[tuple[str, Comparison | str]]:
    """For each library in turn its title, and the comparison or why there is none."""
    for library, module in LIBRARIES.items():
        if name not in module.PEERS:
            yield module.TITLE, "none"
        elif absence := _absence(library):
            yield module.TITLE, absence
        else:
            yield module.TITLE, compare(catalogue.technique("optimizers", name)(), module.PEERS[name], library)


def measured_with() -> str:
    """The libraries that are there, with their versions."""
    found = (module for library, module in LIBRARIES.items() if not _absence(library))
    return ", ".join(f"{module.TITLE} {module.version()}" for module in found)


def kind(one: Comparison) -> Literal["same", "after", "at defaults", "other"]:
    """Whether the two are the same, the same after the peer's change, the same at our defaults only, or neither."""
    at_defaults, at_large = (_same(one, differences) for differences in one.plain)
    if at_defaults:
        return "same" if at_large else "at defaults"
    return "after" if _mended(one) else "other"


def verdict(one: Comparison) -> str:
    """The comparison in words."""
    after = ", ".join(f"{field} -> {formula}" for field, formula in peer.changes(one.peer).items())
    elsewhere = "elsewhere another formula"
    words = {
        "same": "the same",
        "after": f"the same after {after}",
        "at defaults": f"the same at our defaults, {f'and elsewhere after {after}' if _mended(one) else elsewhere}",
        "other": "another formula",
    }[kind(one)]
    return f"{words}; {one.peer.note}" if one.peer.note else words


def short(one: Comparison) -> str:
    """The comparison in a few words."""
    after = ", ".join(peer.changes(one.peer))
    return {"after": f"same after {after}", "at defaults": "same at defaults"}.get(kind(one), kind(one))


def rows(one: Comparison) -> Iterator[tuple[str, list[str]]]:
    """What was measured: at which values, and the differences rounded to powers of ten."""
    for title, plain, after in zip(VALUES, one.plain, one.after or (None, None), strict=True):
        yield title, [_rounded(one, value) for value in plain]
        if after is not None:
            yield f"{title}, after the change", [_rounded(one, value) for value in after]


def remarks(one: Comparison) -> Iterator[tuple[str, str]]:
    """What else there is to say: a heading and a list."""
    if one.defaults:
        yield (
            "its own defaults",
            ", ".join(f"{name}={theirs} (here {ours})" for name, theirs, ours in one.defaults),
        )
    if one.missing:
        yield "without a setting there", ", ".join(one.missing)


def large_values(found: Iterable[Comparison | str]) -> str:
    """What the second descents took, each as far as the library has the setting."""
    values: dict[str, float] = {}
    for one in found:
        values |= {} if isinstance(one, str) else one.large
    return ", ".join(f"{field}={_written(value)}" for field, value in values.items())


def stated(family: str, name: str) -> tuple[str, str]:
    """A technique's first sentence, and the convention that it states; empty where it states none."""
    paragraphs = (inspect.getdoc(modules[catalogue.technique(family, name).__module__]) or "").split("\n\n")
    first, *others = (" ".join(paragraph.split()) for paragraph in paragraphs)
    return first, next((text for text in others if text.startswith("Convention: ")), "")


def gradient(params: Params, k: int) -> Params:
    """The gradients of the mini-batch that step k takes."""
    rows = slice(8 * k % 32, 8 * k % 32 + 8)
    outputs = _EXAMPLES[rows] @ params["kernel"] + params.get("bias", 0.0)
    pull = np.tanh(outputs - _TARGETS[rows]) / 8
    grads = {"kernel": _EXAMPLES[rows].T @ pull, "bias": np.sum(pull, axis=0)}
    return {name: grads[name] for name in params}


def descend(optimizer: Any, start: Params, change: Peer | None = None) -> list[Params]:
    """By ours: after each step, the parameters that are used outside of training."""
    params: Params = start
    used: list[Params] = []
    memory = {name: optimizer.init(param) for name, param in params.items()}
    for k in range(STEPS[-1]):
        now = peer.changed(change, optimizer, k + 1.0) if change else optimizer
        moves, memory = optimize(now, memory, gradient(params, k), params, k + 1.0)
        params = {name: param + moves[name] for name, param in params.items()}
        averaged = hasattr(optimizer, "evaluation_weights")
        used.append(
            {name: optimizer.evaluation_weights(memory[name], param) for name, param in params.items()}
            if averaged
            else params
        )
    return used


def _absence(library: str) -> str:
    """Why a library cannot be asked; empty where it can."""
    if find_spec(library) is None:
        return "not installed"
    try:
        LIBRARIES[library].library()
    except (
        ImportError,
        ValueError,
    ) as error:  # such as Keras without its backend, or with one that there is not
        return f"cannot be imported: {error}"
    return ""


def _large(optimizer: Any, known: set[str]) -> dict[str, float]:
    """Where a tuner's search ends, for the numbers that both have; the rate stays, lest the descent explode."""
    large: dict[str, float] = {}
    for field, allowed in optimizer.RANGES.items():
        if field in known and field != "learning_rate":
            low, high = allowed.search or allowed.lawful
            large[field] = high if allowed.search else (low + high) / 2
    return large


def _differences(ours: list[Params], theirs: list[Params]) -> Differences:
    pairs = ((ours[step - 1], theirs[step - 1]) for step in STEPS)
    return tuple(
        float(np.max([np.max(abs(one[name] - other[name])) / np.max(abs(one[name])) for name in one]))
        for one, other in pairs
    )


def _same(one: Comparison, differences: Differences) -> bool:
    return all(value < TOLERANCE[one.peer.precision] for value in differences)


def _mended(one: Comparison) -> bool:
    return one.after is not None and all(_same(one, differences) for differences in one.after)


def _rounded(one: Comparison, value: float) -> str:
    if _same(one, (value,)):
        return "same"
    return f"{10.0 ** round(np.log10(value)):.0e}" if np.isfinite(value) else str(value)


def _written(value: Any) -> str:
    """A setting's value, in as few letters as tell it from others."""
    if isinstance(value, tuple):
        entries = cast("tuple[Any, ...]", value)
        return f"({', '.join(_written(one) for one in entries)})"
    return f"{value:g}" if isinstance(value, float | int) and not isinstance(value, bool) else str(value)
