"""What an exercise file says: a solution, inputs to try it on, and the mistakes that people make.

An exercise is one Python file in a folder of exercises, its pack. It defines

    FILE        the name of the file that is asked for, "9-Adam.py"
    FUNCTION    the function in it, "update_variables_Adam"
    PARAMETERS  the names of its parameters, in order
    RETURNS     what it returns, in words, one for each thing returned
    solution    the function itself, written plainly, one step a line
    cases()     gives Case after Case: inputs for a call
    MISTAKES    known mistakes, each a wrong line in the place of a right one

and, where there is need,

    observe(function, *inputs)   what to look at, if not simply function(*inputs)
    KIND = "list"        the type that must be returned; any sequence of arrays otherwise
    NEEDS = ("tensorflow",)      libraries without which it cannot be checked
    IN_PLACE = ("var",)  parameters that the exercise lets an answer write into
    USES = ("2-shuffle_data.py",)    files of other exercises that the answer imports
    OLD = ("loss", "alpha")      parameters that an older edition of the exercise had
    OLD_FUNCTIONS = ("train",)   functions that an older edition asked for instead
    SAME_AS = "../../optimization/doctor/adam.py"    another exercise file, of which all holds that is not defined here

Files of the folder whose names begin with "_" are no exercises; exercises may import them.

The order of exercises is the number in front of FILE; the first line of the docstring is the exercise's title.
"""

import ast
import importlib.util
import re
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np

from descentlab.errors import SettingError

_Kind = TypeVar("_Kind")


class Case(NamedTuple):
    """Inputs for one call.

    label: in words, what is special about it ("t = 7"). seed: that of ``np.random.seed`` before the call, where the
    function draws. counts: whether a failure makes an answer wrong; else it is mentioned as advice.
    """

    label: str
    inputs: tuple[Any, ...]
    seed: int | None = None
    counts: bool = True


class Mistake(NamedTuple):
    """A known mistake: in the solution's text, ``wrong`` stands in the place of ``right``, which occurs there once.

    name: the mistake in a few words. hint: one sentence that helps to find it and does not give the answer away.
    also: further replacements, (right, wrong) each. instead: a whole wrong function, where no replacement will do.
    alone: not to be tried together with another, to save time.
    """

    name: str
    right: str = ""
    wrong: str = ""
    hint: str = ""
    also: tuple[tuple[str, str], ...] = ()
    instead: Callable[..., Any] | None = None
    alone: bool = False

    @property
    def changes(self) -> tuple[tuple[str, str], ...]:
        """All replacements, (right, wrong) each."""
        return ((self.right, self.wrong), *self.also) if self.right else self.also


class Variant(NamedTuple):
    """The solution with one or two mistakes in it. lines: what of its text differs from the solution's."""

    mistakes: tuple[Mistake, ...]
    function: Callable[..., Any]
    lines: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The mistakes' names."""
        return "; and ".join(mistake.name for mistake in self.mistakes)


class UnusableError(Exception):
    """Raised by ``observe`` for something that cannot be looked at. name: in a few words. message: a sentence."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")


def _call(function: Callable[..., Any], *inputs: Any) -> Any:
    return function(*inputs)


@dataclass(frozen=True)
class Exercise:
    """An exercise as its file describes it; see the head of this module. base: the file that SAME_AS names."""

    path: Path
    title: str
    file: str
    function: str
    parameters: tuple[str, ...]
    returns: tuple[str, ...]
    solution: Callable[..., Any]
    cases: tuple[Case, ...]
    mistakes: tuple[Mistake, ...]
    observe: Callable[..., Any] = _call
    kind: str | None = None
    in_place: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    old: tuple[str, ...] = ()
    old_functions: tuple[str, ...] = ()
    base: Path | None = None
    text: str = field(default="", repr=False)
    names: dict[str, Any] = field(default_factory=dict[str, Any], repr=False)

    @property
    def number(self) -> int:
        """The number in front of the file's name, by which exercises are ordered; large where there is none."""
        found = re.match(r"\d+", self.file)
        return int(found.group()) if found else sys.maxsize

    def variants(self, wanted: str) -> list[Variant]:
        """Wanted: the "solution" alone, with each "single" mistake, or with each "pair" that can be made together."""
        if wanted == "solution":
            return [Variant((), self.solution)]
        if wanted == "single":
            return [self.variant(mistake) for mistake in self.mistakes]
        found: list[Variant] = []
        replacing = [mistake for mistake in self.mistakes if mistake.instead is None and not mistake.alone]
        for pair in combinations(replacing, 2):
            with suppress(SettingError):  # the first took away what the second would change
                found.append(self.variant(*pair))
        return found

    def variant(self, *mistakes: Mistake) -> Variant:
        """The solution with these mistakes in it.

        Raises SettingError when the text that a mistake replaces does not occur exactly once, or what comes out is
        not Python.
        """
        if len(mistakes) == 1 and mistakes[0].instead is not None:
            return Variant(mistakes, mistakes[0].instead)
        text = self.text
        for mistake in mistakes:
            for right, wrong in mistake.changes:
                if text.count(right) != 1:
                    raise SettingError(
                        f"{self.path}: mistake '{mistake.name}': {right!r} occurs {text.count(right)} times"
                    )
                text = text.replace(right, wrong)
        own, changed = self.text.splitlines(), text.splitlines()
        new = [line.strip() for line in changed if line.strip() and line not in own]
        if self.needs:  # a library's call on one line is the whole answer: show the wrong piece alone
            new = [wrong.strip() for mistake in mistakes for _, wrong in mistake.changes if wrong.strip()]
        lines = tuple(line.replace("def solution(", f"def {self.function}(") for line in new)
        names = dict(self.names)
        try:
            exec(compile(text, f"<{mistakes[0].name}>", "exec"), names)  # noqa: S102  # the pack's own text
        except SyntaxError as error:
            raise SettingError(
                f"{self.path}: mistake '{mistakes[0].name}': {error.msg}: {error.text}"
            ) from None
        return Variant(mistakes, names["solution"], lines)


def read(path: Path) -> Exercise:
    """The exercise that a file describes; the file's code is run.

    Raises SettingError, naming the file, when the code fails or something is missing or of the wrong kind.
    """
    own = _module(path)
    base = path.parent / own["SAME_AS"] if "SAME_AS" in own else path
    module = {**_module(base), **{name: value for name, value in own.items() if name != "__name__"}}
    for name in ("FILE", "FUNCTION", "PARAMETERS", "RETURNS", "solution", "cases", "MISTAKES"):
        if name not in module:
            raise SettingError(f"{path}: an exercise must define {name}")
    exercise = Exercise(
        path=path,
        title=(module.get("__doc__") or path.stem).strip().splitlines()[0],
        file=str(module["FILE"]),
        function=str(module["FUNCTION"]),
        parameters=_words(path, module, "PARAMETERS"),
        returns=_words(path, module, "RETURNS"),
        solution=module["solution"],
        cases=_cases(path, module["cases"]),
        mistakes=_all_of(path, "MISTAKES", module["MISTAKES"], Mistake),
        observe=module.get("observe", _call),
        kind=module.get("KIND"),
        in_place=_words(path, module, "IN_PLACE"),
        needs=_words(path, module, "NEEDS"),
        uses=_words(path, module, "USES"),
        old=_words(path, module, "OLD"),
        old_functions=_words(path, module, "OLD_FUNCTIONS"),
        base=base.resolve() if "SAME_AS" in own else None,
        text=_solution_text(path if "solution" in own else base),
        names=module,
    )
    exercise.variants("single")  # each mistake can be made
    return exercise


def _words(path: Path, module: dict[str, Any], name: str) -> tuple[str, ...]:
    return _all_of(path, name, module.get(name, ()), str)


def _all_of(path: Path, name: str, values: Any, kind: type[_Kind]) -> tuple[_Kind, ...]:
    if isinstance(values, str) or not isinstance(values, tuple | list):
        raise SettingError(f"{path}: {name} must be a tuple; one of a single thing ends in a comma: (x,)")
    found: list[Any] = list(cast("list[Any]", values))
    for value in found:
        if not isinstance(value, kind):
            shown = " ".join(repr(value).split())[:60]
            raise SettingError(f"{path}: {name} has {shown} in it; each must be a {kind.__name__}")
    return tuple(found)


def _cases(path: Path, make: Callable[[], Any]) -> tuple[Case, ...]:
    try:
        cases = _all_of(path, "cases()", list(make()), Case)
    except (TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise SettingError(f"{path}: cases(): {type(error).__name__}: {error}") from error
    for case in cases:
        if not isinstance(case.inputs, tuple):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise SettingError(f"{path}: case '{case.label}': its inputs must be a tuple; one input is (x,)")
    if not any(case.counts for case in cases):
        raise SettingError(f"{path}: cases() gives none that counts")
    return (*cases, *_read_only(cases))


def _read_only(cases: Sequence[Case]) -> Iterator[Case]:
    """The first case that counts, with arrays that cannot be written to; as advice."""
    first = next(case for case in cases if case.counts)
    if any(isinstance(value, np.ndarray) for value in first.inputs):
        inputs: list[Any] = [deepcopy(value) for value in first.inputs]
        for value in inputs:
            if isinstance(value, np.ndarray):
                value.setflags(write=False)
        yield Case("read-only arrays", tuple(inputs), first.seed, counts=False)


def _module(path: Path) -> dict[str, Any]:
    name = f"descentlab_exercise_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None, "a file that ends in .py has a loader"
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        with _beside(path.parent):
            spec.loader.exec_module(module)
    except Exception as error:
        raise SettingError(f"{path}: {type(error).__name__}: {error}") from error
    return vars(module)


@contextmanager
def _beside(folder: Path) -> Generator[None]:
    """Lets an exercise import files of its own folder whose names begin with "_"; another pack may have its own."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name, module in list(sys.modules.items()):
            if name.startswith("_") and getattr(module, "__file__", None) == str(folder / f"{name}.py"):
                del sys.modules[name]


def _solution_text(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name == "solution":
            return ast.get_source_segment(text, node) or ""
    raise SettingError(f"{path}: solution must be a function written in this file")
