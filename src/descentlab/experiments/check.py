"""One gradient check: what ``descentlab check`` and ``dl.check_gradients`` do."""

from collections.abc import Callable, Mapping
from importlib import import_module
from inspect import signature
from typing import Any

import numpy as np

from descentlab.data import Dataset
from descentlab.diagnosis.gradient_check import ENTRIES, check
from descentlab.diagnosis.gradient_result import GradientCheck
from descentlab.diagnosis.subjects.functions import function
from descentlab.diagnosis.subjects.network import network
from descentlab.diagnosis.subjects.subject import Subject
from descentlab.errors import InputError, MissingExtraError, one_of
from descentlab.experiments.plan import method_of
from descentlab.experiments.recipe import Recipe
from descentlab.training.feed import Feed

EXAMPLES = 32
"""Examples of a data set that a network is checked on."""
KEYS = ("subject", "data", "params", "gradient", "loss")
"""What a dictionary in a user's file may hold: the arguments of ``check_gradients`` that say what is checked."""


def check_gradients(
    subject: Any,
    data: Any = None,
    *,
    params: Any = None,
    gradient: Callable[..., Any] | None = None,
    loss: Any = None,
    entries: int | None = ENTRIES,
    examples: int = EXAMPLES,
    seed: int = 0,
) -> GradientCheck:
    """Checks a gradient against differences of the loss.

    =================  ==================  ==========================================================
    subject            data                and
    =================  ==================  ==========================================================
    a recipe           a data set          examples: how many of it
    loss(params, ...)  what else it takes  params, and gradient(params, ...); without one, the function
                                           gives (loss, gradients), or JAX differentiates it
    a Keras model      (x, y)              loss, where it is not compiled with one
    a torch module     (x, y)              loss(outputs, y); without one, module(x, y) is the loss
    =================  ==================  ==========================================================

    entries: of each parameter, how many are checked one by one (None: all). seed: of the sample and, for a
    recipe, of weights and mini-batch. Raises InputError for a subject that cannot be checked.
    """
    made = _subject(subject, data, params, gradient, loss, examples, seed)
    return check(made, entries=_entries(entries), seed=seed)


def check_described(
    described: Any, where: str, *, entries: int | None = ENTRIES, seed: int = 0
) -> GradientCheck:
    """Checks what a user's file holds under a name: arguments of ``check_gradients`` as a dictionary, or a function
    without arguments that gives one. Raises InputError, naming the file, for anything else.
    """
    if callable(described):
        described = _called(described, where)
    if not isinstance(described, Mapping):
        kind = type(described).__name__
        raise InputError(
            f"{where} must be, or give, a dictionary with {', '.join(KEYS)}; it is of the type {kind}"
        )
    for key in described:
        if key not in KEYS:
            raise InputError(f"{where}: {one_of('entry', str(key), KEYS)}")
    if "subject" not in described:
        raise InputError(f"{where} has no subject: the function or model to check")
    given = {key: described.get(key) for key in KEYS}
    made = _subject(**given, examples=EXAMPLES, seed=seed)
    return check(made._replace(title=where), entries=_entries(entries), seed=seed)


def _called(described: Any, where: str) -> Any:
    if any(one.default is one.empty for one in signature(described).parameters.values()):
        raise InputError(f"{where} takes arguments: put it into a dictionary, with {', '.join(KEYS)}")
    try:
        return described()
    except Exception as error:  # whatever the user's code may raise
        raise InputError(f"{where}() failed: {type(error).__name__}: {error}") from error


def _entries(entries: int | None) -> int | None:
    if entries is not None and entries < 1:
        raise InputError(f"entries is {entries}; it must be at least 1")
    return entries


def _subject(
    subject: Any, data: Any, params: Any, gradient: Any, loss: Any, examples: int, seed: int
) -> Subject:
    if isinstance(subject, Subject):
        return subject
    if isinstance(subject, Recipe):
        if not isinstance(data, Dataset):
            raise InputError("a recipe is checked on data: give a data set, as data.load gives one")
        feed = Feed(data, np.float64, subject.scaling)
        return network(method_of(subject, feed), feed, seed=seed, examples=examples)
    arrays = () if data is None else data if isinstance(data, tuple) else (data,)
    if _is(subject, "keras", "Model"):
        return _library("keras", "tensorflow").keras_model(subject, arrays, loss)
    if _is(subject, "torch", "Module"):
        return _library("torch", "torch").torch_module(subject, arrays, loss, seed)
    if not callable(subject):
        raise InputError(
            f"{subject!r:.60} cannot be checked: give a function, a recipe, a Keras model or a torch module"
        )
    if gradient is None and not _gives_a_pair(subject, params, arrays):
        return _library("jax", "jax").jax_function(subject, params, arrays)
    return function(subject, params, arrays, gradient)


def _is(subject: Any, library: str, name: str) -> bool:
    """Whether the subject's class descends from a library's class, without importing the library."""
    return any(
        base.__name__ == name and base.__module__.partition(".")[0] == library for base in type(subject).__mro__
    )


def _library(name: str, extra: str) -> Any:
    """The subjects of a library, which is imported now."""
    try:
        return import_module(f"descentlab.diagnosis.subjects.{name}")
    except ImportError:
        raise MissingExtraError(f"checking a gradient of {name}", extra) from None


def _gives_a_pair(loss: Callable[..., Any], params: Any, data: tuple[Any, ...]) -> bool:
    """Whether a function gives its gradient beside its value."""
    try:
        found = loss(params, *data)
    except Exception:  # the check itself calls it again, and says what failed
        return False
    return isinstance(found, tuple) and len(found) == 2  # pyright: ignore[reportUnknownArgumentType]
