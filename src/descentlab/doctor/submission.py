"""A student's file, read without running it: is there an answer in it at all?"""

import ast
import io
import tokenize
import warnings
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from descentlab.doctor.exercise import Exercise

LARGEST = 2**20
"""Bytes of a file that are read."""
_LIBRARIES = {"tensorflow", "matplotlib", "keras", "scipy"}
_FIRST_EDITION = {  # what TensorFlow 2 no longer has, as an attribute of the module or of one of its parts
    *("placeholder", "Session", "InteractiveSession", "get_variable", "variable_scope", "contrib"),
    *("global_variables_initializer", "variables_initializer", "variance_scaling_initializer"),
    *("GradientDescentOptimizer", "MomentumOptimizer", "RMSPropOptimizer", "AdamOptimizer"),
    *("add_to_collection", "get_collection", "import_meta_graph", "disable_v2_behavior"),
}
_FIRST_DECAYS = (".train.inverse_time_decay", ".train.exponential_decay")
_MERGE = ("<<<<<<< ", ">>>>>>> ", "||||||| ")


class Trouble(NamedTuple):
    """Why an answer cannot be judged by what it returns.

    status: one of a diagnosis's. name: in a few words. message: one sentence.
    """

    status: str
    name: str
    message: str


class Submission(NamedTuple):
    """A file as it was read. lines: its text, for messages. libraries: those it imports that are slow to load."""

    content: bytes
    lines: tuple[str, ...]
    tree: ast.Module | None
    trouble: Trouble | None
    libraries: tuple[str, ...] = ()

    def line(self, number: int) -> str:
        """The text of a line, shortened, for a message; "" where there is none."""
        text = printable(self.lines[number - 1]).strip() if 0 < number <= len(self.lines) else ""
        return text if len(text) <= 100 else f"{text[:97]}..."


def printable(text: str) -> str:
    """Foreign text that does nothing to a terminal: what cannot be printed is left out."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def read(path: Path, exercise: Exercise, pack: Iterable[Exercise]) -> Submission:
    """Reads an answer to an exercise of a pack. Raises OSError when the file cannot be read."""
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        return _broken(content, "wrong", "far too long", "The file holds more than a megabyte.")
    if not content.strip():
        return _broken(content, "unfinished", "empty file", "There is nothing in the file yet.")
    try:
        encoding = tokenize.detect_encoding(io.BytesIO(content).readline)[0]
        text = content.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return _broken(
            content, "wrong", "not UTF-8", "The file is not text in UTF-8: save it anew in that encoding."
        )
    lines = tuple(text.splitlines())
    for i, line in enumerate(lines, 1):
        if line.startswith(_MERGE):
            told = f"Line {i} is left over from a merge of versions: choose one and delete the markers."
            return Submission(content, lines, None, Trouble("wrong", "merge markers", told))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the student's, not ours
            tree = ast.parse(text)
    except SyntaxError as error:
        where = (
            f"Line {error.lineno}: {printable(str(error.msg))}" if error.lineno else printable(str(error.msg))
        )
        bare = Submission(content, lines, None, None)
        shown = f": {bare.line(error.lineno)}" if error.lineno and bare.line(error.lineno) else ""
        return bare._replace(trouble=Trouble("wrong", "syntax error", f"{where}{shown}"))
    except (ValueError, RecursionError, MemoryError):
        return _broken(content, "wrong", "not Python", "The file cannot be read as Python.")
    return Submission(content, lines, tree, _trouble(tree, exercise, pack), tuple(_imported(tree) & _LIBRARIES))


def first_edition(tree: ast.Module | None) -> str:
    """What of TensorFlow 1 a file uses, "" where nothing."""
    for node in ast.walk(tree or ast.Module([], [])):
        if isinstance(node, ast.Attribute) and _is_first_edition(node):
            return _dotted(node)
    return ""


def _is_first_edition(node: ast.Attribute) -> bool:
    name = _dotted(node)
    older = name.startswith("tf.layers.") or ".compat.v1." in name or name.endswith(_FIRST_DECAYS)
    return older or node.attr in _FIRST_EDITION


def parameters(tree: ast.Module | None, function: str) -> tuple[str, ...] | None:
    """The names of a function's parameters, None where it is not defined by ``def``."""
    for node in (tree or ast.Module([], [])).body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            return tuple(one.arg for one in [*node.args.posonlyargs, *node.args.args])
    return None


def _broken(content: bytes, status: str, name: str, message: str) -> Submission:
    return Submission(content, (), None, Trouble(status, name, message))


def _trouble(tree: ast.Module, exercise: Exercise, pack: Iterable[Exercise]) -> Trouble | None:
    bound, imports_all = _bound(tree)
    stem = Path(exercise.file).stem
    defined = [
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == exercise.function
    ]
    if not defined and stem in _import_calls(tree):
        told = f"The file imports itself: the example program stands where {exercise.function} should."
        return Trouble("wrong", "example program in the place of the answer", told)
    if exercise.function not in bound:
        return None if imports_all else _no_function(tree, bound, exercise, pack)
    last = defined[-1] if defined else None  # an earlier one of the name counts for nothing
    if last is not None and not last.decorator_list and all(map(_idle, last.body)):
        return Trouble("unfinished", "no body", f"{exercise.function} does nothing yet.")
    takes = parameters(tree, exercise.function)
    if takes is not None and exercise.old and takes == exercise.old:
        return _older(f"it takes ({', '.join(takes)})", exercise)
    return None


def _no_function(tree: ast.Module, bound: set[str], exercise: Exercise, pack: Iterable[Exercise]) -> Trouble:
    wanted = exercise.function
    if all(_idle(node) or isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body):
        return Trouble("unfinished", "nothing but imports", f"{wanted} is not written yet.")
    for name in sorted(bound & set(exercise.old_functions)):
        return _older(f"it defines {name}", exercise)
    for other in pack:
        if other.function in bound and other.file != exercise.file:
            told = f"The file defines {other.function}, which {other.file} asks for; here it is {wanted}."
            return Trouble("wrong", "another exercise's answer", told)
    functions = sorted({node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)})
    if wanted in functions:
        told = f"{wanted} is defined inside of something else; it must stand at the left margin."
        return Trouble("wrong", "function not at the top level", told)
    close = get_close_matches(wanted.lower(), [name.lower() for name in bound], n=1, cutoff=0.75)
    if close:
        meant = next(name for name in sorted(bound) if name.lower() == close[0])
        return Trouble(
            "wrong", "function misspelt", f"The file defines {meant}; the exercise asks for {wanted}."
        )
    there = f" It defines {', '.join(functions[:5])}." if functions else ""
    return Trouble("wrong", "function missing", f"The file does not define {wanted}.{there}")


def _older(what: str, exercise: Exercise) -> Trouble:
    told = (
        f"This is written for an older edition of the course ({what}); "
        f"this one asks for {exercise.function}({', '.join(exercise.parameters)})."
    )
    return Trouble("other edition", "an older edition of the exercise", told)


def _idle(node: ast.stmt) -> bool:
    """Whether a statement does nothing: pass, a docstring, ``...``, an empty return, ``raise NotImplementedError``."""
    if isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        return True
    if isinstance(node, ast.Raise):
        return "NotImplemented" in ast.dump(node)
    return isinstance(node, ast.Return) and (node.value is None or ast.unparse(node.value) in ("None", "..."))


def _bound(tree: ast.Module) -> tuple[set[str], bool]:
    """Names that a module's statements bind, and whether it imports names unseen."""
    names: set[str] = set()
    everything = False
    inner = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)

    def visit(node: ast.AST) -> None:
        nonlocal everything
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.add(child.name)
            elif isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
                names.add(child.id)
            elif isinstance(child, ast.Import | ast.ImportFrom):
                everything = everything or any(alias.name == "*" for alias in child.names)
                names.update(alias.asname or alias.name.partition(".")[0] for alias in child.names)
            if not isinstance(child, inner):
                visit(child)

    visit(tree)
    return names, everything


def _imported(tree: ast.Module) -> set[str]:
    """The first parts of the names of all modules that a file imports."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def _import_calls(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "__import__":
            for argument in node.args[:1]:
                if isinstance(argument, ast.Constant):
                    yield str(argument.value)


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""
