"""Files are data: nothing in the package unpickles, evaluates or imports what stands in one."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = {"pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml"}
CALLS = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "exec_module",
    "load_model",
    "load_module",
    "loadmat",
    "run_path",
}
OPTIONS = {("allow_pickle", True), ("safe_mode", False), ("weights_only", False)}
KNOWN = {
    ("user_code.py", "exec_module"),  # the user's own file, named on the command line
    ("doctor/exercise.py", "exec_module"),  # a pack of exercises, likewise
    ("doctor/exercise.py", "exec"),
    ("doctor/exercise.py", "compile"),
    ("claims/plane.py", "loadmat"),  # SciPy's reader of arrays, on a file of the user's data folder
}
"""Where it is done, and why that is no file of data."""


def named(call):
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def dangerous(tree):
    """What of a file's syntax could run data: names of modules, calls and options."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
            yield from MODULES & {name.partition(".")[0] for name in names}
        elif isinstance(node, ast.Call):
            if named(node) == "import_module" and isinstance(node.args[0], ast.Constant):
                yield from MODULES & {node.args[0].value.partition(".")[0]}
            is_module_function = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "re"
            if named(node) in CALLS and not is_module_function and not _of_a_model(node):
                yield named(node)
            yield from (f"{one.arg}={one.value.value}" for one in node.keywords if _option(one) in OPTIONS)


def _of_a_model(call):
    """``model.compile(...)`` and ``lowered.compile(...)`` make no code of text."""
    return named(call) == "compile" and isinstance(call.func, ast.Attribute)


def _option(keyword):
    return keyword.arg, getattr(keyword.value, "value", None)


@pytest.mark.fault(45, 48)
def test_nothing_in_the_package_could_run_data():
    package = ROOT / "src" / "descentlab"
    found = {
        (file.relative_to(package).as_posix(), what)
        for file in package.rglob("*.py")
        if "courses" not in file.relative_to(package).parts
        for what in dangerous(ast.parse(file.read_text(encoding="utf-8")))
    }
    assert found == KNOWN


def test_what_is_dangerous_is_seen():
    text = (
        "import pickle\nfrom yaml import load\nimport re\nre.compile('x')\neval('1')\nmodel.compile()\n"
        "import_module('marshal')\nnp.load(f, allow_pickle=True)\nnp.load(f, allow_pickle=False)\n"
    )
    assert set(dangerous(ast.parse(text))) == {"pickle", "yaml", "eval", "marshal", "allow_pickle=True"}
