"""Looking at an answer: what it returns on each case, or raises, and what it does to its arguments.

This runs beside foreign code, in a process of its own; what it finds goes out line by line as it is found, so that
the cases before an endless loop are known.
"""

import contextlib
import importlib
import io
import sys
import traceback
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any, NamedTuple, cast

import numpy as np

from descentlab.doctor.exercise import Case, Exercise
from descentlab.doctor.values import Value, describe, pack, unpack

LONGEST = 300
"""Characters of a message that are kept."""


class Raised(NamedTuple):
    """An exception. line: where in the answer's own file, 0 where it is not known."""

    kind: str
    message: str
    line: int = 0


class Observed(NamedTuple):
    """What one call did. value: what it returned, when it raised nothing. changed: arguments written to, by place."""

    value: Value = None
    raised: Raised | None = None
    changed: tuple[int, ...] = ()
    printed: bool = False


class Loaded(NamedTuple):
    """What came of importing an answer. parameters: those it takes by position; required: how many it must be given.

    found: whether the function is there. names: what else is. variadic: whether it takes any number.
    """

    raised: Raised | None = None
    found: bool = False
    names: tuple[str, ...] = ()
    parameters: tuple[str, ...] | None = None
    required: int = 0
    variadic: bool = False
    printed: bool = False


def load(stem: str, function: str) -> tuple[Loaded, Callable[..., Any] | None]:
    """Imports the file of that name from the working folder, and finds its function."""
    with _printing() as printed:
        try:
            module = importlib.import_module(stem)
        except BaseException as error:  # SystemExit too
            return Loaded(_raised(error, stem), printed=printed()), None
    found = getattr(module, function, None)
    names = tuple(str(name) for name in vars(module) if not str(name).startswith("_"))[:50]
    if not callable(found):
        return Loaded(names=names, printed=printed()), None
    code = getattr(found, "__code__", None)
    if code is None:
        return Loaded(found=True, names=names, printed=printed()), found
    takes = tuple(code.co_varnames[: code.co_argcount])
    required = len(takes) - len(getattr(found, "__defaults__", None) or ())
    return Loaded(None, True, names, takes, required, bool(code.co_flags & 0x04), printed()), found


def observe(exercise: Exercise, case: Case, function: Callable[..., Any], stem: str) -> Observed:
    """One call with fresh copies of a case's inputs."""
    inputs = tuple(_copied(value) for value in case.inputs)
    if case.seed is not None:
        np.random.seed(case.seed)  # noqa: NPY002  # the exercises draw from NumPy's one global stream
    with _printing() as printed, np.errstate(all="ignore"):
        try:
            value = describe(exercise.observe(function, *inputs))
        except BaseException as error:
            return Observed(
                raised=_raised(error, stem), changed=_changed(case.inputs, inputs), printed=printed()
            )
    return Observed(value, None, _changed(case.inputs, inputs), printed())


def _copied(value: Any) -> Any:
    """A copy that shares nothing that could be written to; an array that may not be written to stays so."""
    made: Any = deepcopy(value)
    if isinstance(value, np.ndarray):
        made.setflags(write=value.flags.writeable)
    return made


def _changed(before: Iterable[Any], after: Iterable[Any]) -> tuple[int, ...]:
    """Places of arguments that were written to."""
    return tuple(i for i, (a, b) in enumerate(zip(before, after, strict=True)) if not _same(a, b))


def _same(before: Any, after: Any) -> bool:
    kind: Any = cast("Any", type(before))
    if kind is not type(after):
        return False
    if kind is np.ndarray:
        return before.shape == after.shape and before.tobytes() == after.tobytes()
    if kind in (list, tuple):
        return len(before) == len(after) and all(map(_same, before, after))
    if kind is dict:
        return list(before) == list(after) and all(map(_same, before.values(), after.values()))
    return before is after or repr(before) == repr(after)


def _raised(error: BaseException, stem: str) -> Raised:
    try:
        message = str(error)[:LONGEST]
    except Exception:  # a foreign exception may fail at that too
        message = ""
    if isinstance(error, SyntaxError):
        return Raised("SyntaxError", str(error.msg)[:LONGEST], error.lineno or 0)
    lines = [
        frame.lineno or 0
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.endswith(f"{stem}.py")
    ]
    return Raised(type(error).__name__, message, lines[-1] if lines else 0)


class _Printed(io.TextIOBase):
    """A stream that keeps nothing of what is written to it but that it was."""

    written = False

    def write(self, text: str, /) -> int:
        self.written = True
        return len(text)


@contextlib.contextmanager
def _printing() -> Any:
    stream = _Printed()
    kept = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = stream
    try:
        yield lambda: stream.written
    finally:
        sys.stdout, sys.stderr = kept


def send(found: Loaded | Observed) -> dict[str, Any]:
    """What was found, as JSON."""
    if isinstance(found, Loaded):
        return {"loaded": [None if found.raised is None else list(found.raised), *found[1:]]}
    raised = None if found.raised is None else list(found.raised)
    return {"value": pack(found.value), "raised": raised, "changed": found.changed, "printed": found.printed}


def receive(sent: dict[str, Any]) -> Loaded | Observed:
    """What was found, from its JSON. Raises ValueError, KeyError or TypeError for what ``send`` did not write."""
    if "loaded" in sent:
        raised, found, names, parameters, required, variadic, printed = sent["loaded"]
        takes = None if parameters is None else tuple(str(one) for one in parameters)
        names = tuple(str(one) for one in names)
        return Loaded(
            _read_raised(raised), bool(found), names, takes, int(required), bool(variadic), bool(printed)
        )
    changed = tuple(int(one) for one in sent["changed"])
    return Observed(unpack(sent["value"]), _read_raised(sent["raised"]), changed, bool(sent["printed"]))


def _read_raised(sent: Any) -> Raised | None:
    if sent is None:
        return None
    kind, message, line = sent
    return Raised(str(kind), str(message), int(line))
