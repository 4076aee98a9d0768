"""The floors: who may import whom, read from every file's syntax tree, and what starting up may load."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

import descentlab
from descentlab import catalogue

PACKAGE = "descentlab"
ROOT = Path(next(iter(descentlab.__path__)))

FLOORS = {
    "arrays": 0,
    "cores": 0,
    "contracts": 0,
    "decompositions": 0,
    "erf": 0,
    "errors": 0,
    "notation": 0,
    "user_code": 0,
    "own": 1,
    "windows": 0,
    "sampling": 0,
    **{f"techniques.{family}": 1 for family in catalogue.FAMILIES},
    "techniques": 1,
    "data": 1,
    "experiments.statistics": 1,
    "catalogue": 2,
    "training": 2,
    "diagnosis": 2,
    "adapters": 2,
    "doctor": 2,
    "experiments": 3,
    "claims": 4,
    "reports": 4,
    "cli": 5,
    "web": 5,
}
"""A part of the house, and its floor; a file belongs to the longest name that begins its own."""

NEIGHBOURS = {
    "contracts": {"arrays"},
    "decompositions": {"arrays"},
    "erf": {"arrays"},
    "user_code": {"errors"},
    "windows": {"arrays"},
    "sampling": {"arrays"},
    "training": {"catalogue"},
    "diagnosis": {"catalogue", "training"},
    "adapters": {"catalogue", "training"},
    "cli": {"web"},
}
"""Parts on the same floor that a part may import beside itself."""

NEVER = {"reports": {"training", "adapters"}}
"""Parts on a floor below that a part may not import all the same: reports read what is stored."""

OUTSIDE = {
    "arrays": {"array_api_compat"},
    "decompositions": {"array_api_compat", "jax"},
    "data": {"numpy", "scipy", "sklearn", "pyarrow", "PIL"},
    "experiments.statistics": {"numpy", "scipy", "sklearn"},
    "training": {"numpy", "safetensors"},
    "training.population": {"numpy", "safetensors", "jax"},
    "diagnosis": {"numpy"},
    "diagnosis.conformance": {"numpy", "jax", "torch", "array_api_strict"},
    "diagnosis.subjects.jax": {"numpy", "jax"},
    "diagnosis.subjects.keras": {"numpy", "keras", "jax", "torch", "tensorflow"},
    "diagnosis.subjects.torch": {"numpy", "torch"},
    "diagnosis.peers.keras": {"numpy", "keras", "jax"},
    "diagnosis.peers.torch": {"torch"},
    "diagnosis.peers.optax": {"numpy", "optax", "jax"},
    "adapters": {"numpy"},
    "adapters.keras": {"numpy", "keras", "tensorflow"},
    "adapters.optax": {"jax", "optax"},
    "adapters.tensorflow_arrays": {"tensorflow"},
    "adapters.torch": {"torch"},
    "adapters.scikit_learn": {"numpy", "sklearn"},
    "adapters.tensorflow": {"numpy", "tensorflow", "keras"},
    "doctor": {"numpy"},
    "doctor.style": {"pycodestyle"},
    "experiments": {"numpy", "msgspec", "safetensors"},
    "experiments.environment": {"threadpoolctl"},  # how many threads NumPy's products take
    "experiments.export.mlflow": {"mlflow"},
    "experiments.export.parquet": {"pyarrow"},
    "experiments.export.tensorboard": {"tensorboardX"},
    "claims": {"numpy"},
    "claims.plane": {"numpy", "scipy"},  # reads data.mat
    "reports": {"numpy", "plotly"},
    "cli": {"typer", "rich"},
    "cli.config": {"msgspec"},  # reads and checks a configuration file
    "web": {"typer", "rich"},
}
"""Libraries that a part may import; the longest name that begins a file's own decides, and none by default."""

IN_ONE_FILE = {"optuna": "experiments", "ray": "experiments"}
"""Libraries that one file of a part may import."""

HEAVY = (
    "jax",
    "tensorflow",
    "torch",
    "ray",
    "plotly",
    "sklearn",
    "scipy",
    "keras",
    "optax",
    "pandas",
    "pyarrow",
    "PIL",
)


def module_name(file: Path) -> str:
    """The module's name within the package; that of the package itself is empty."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_name(file): file for file in sorted(ROOT.rglob("*.py"))}


def longest(module: str, table: dict[str, object]) -> str | None:
    """The longest name in the table that is the module's own or that of a package around it."""
    around = [name for name in table if module == name or module.startswith(f"{name}.")]
    return max(around, key=len, default=None)


def imported(module: str, tree: ast.AST) -> Iterator[str]:
    """The full names of all modules that a file imports, anywhere in it, also by ``import_module("name")``."""
    is_package = FILES.get(module, Path()).name == "__init__.py"
    inside = [PACKAGE, *module.split(".")] if module else [PACKAGE]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = node.level - is_package
            base = inside[: len(inside) - up] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                deeper = f"{start}.{alias.name}"
                yield deeper if deeper.removeprefix(f"{PACKAGE}.") in FILES else start
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in ("import_module", "__import__") and isinstance(node.args[0].value, str):
                yield node.args[0].value


def faults(module: str, source: str) -> list[str]:
    """What a file imports and should not."""
    part = longest(module, FLOORS)
    if part is None:
        return [f"{module} has no floor: say in FLOORS where it lives"]
    found = []
    for name in imported(module, ast.parse(source)):
        top, _, within = name.partition(".")
        if top == PACKAGE:
            found += _inside(module, part, within)
        elif top not in sys.stdlib_module_names and not _allowed_outside(module, top):
            found.append(f"{module} imports {top}, which is not for {part}")
    return found


def _inside(module: str, part: str, within: str) -> list[str]:
    if not within:
        return [f"{module} imports the public face"]
    other = longest(within, FLOORS)
    if other is None:
        return [f"{module} imports {within}, which has no floor"]
    if other == part or other in NEIGHBOURS.get(part, ()):
        return []
    if FLOORS[other] >= FLOORS[part]:
        return [f"{module} (floor {FLOORS[part]}) imports {within} (floor {FLOORS[other]})"]
    return [f"{module} imports {within}, which is not for {part}"] if other in NEVER.get(part, ()) else []


def _allowed_outside(module: str, library: str) -> bool:
    if library == "torch" and module.startswith("training.") and "torch" in module.rpartition(".")[2]:
        return True  # the reference engine on PyTorch
    if library in IN_ONE_FILE:
        return module.startswith(f"{IN_ONE_FILE[library]}.")
    rule = longest(module, OUTSIDE)
    return rule is not None and library in OUTSIDE[rule]


@pytest.mark.parametrize("module", [module for module in FILES if module])
def test_imports_only_from_below(module: str) -> None:
    assert faults(module, FILES[module].read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("library", IN_ONE_FILE)
def test_in_one_file(library: str) -> None:
    importing = [
        module
        for module, file in FILES.items()
        if any(
            name.partition(".")[0] == library for name in imported(module, ast.parse(file.read_text("utf-8")))
        )
    ]
    assert len(importing) <= 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("techniques.optimizers.adam", "import numpy as np"),
        (
            "techniques.optimizers.adam",
            "from descentlab.techniques.losses.mean_squared_error import MeanSquaredError",
        ),
        ("techniques.optimizers.adam", "from descentlab import catalogue"),
        ("techniques.optimizers.adam", "def late():\n    import jax"),
        ("techniques.optimizers.adam", "from importlib import import_module\njax = import_module('jax.numpy')"),
        ("techniques.optimizers.adam", "from ... import catalogue"),
        ("arrays", "from descentlab.contracts import Shape"),
        ("errors", "from descentlab.arrays import Array"),
        ("data.loading", "from descentlab.catalogue import names"),
        ("data.loading", "import torch"),
        ("experiments.statistics", "from descentlab.experiments.store import Store"),
        ("catalogue", "from descentlab.training.network import Network"),
        ("training.network", "from descentlab.techniques.layers.dense import Dense\nimport jax"),
        ("training.network", "from descentlab.adapters import torch"),
        ("training.network", "import descentlab"),
        ("training.network", "from descentlab import compare_recipes"),
        ("training.population.engine", "import torch"),
        ("adapters.torch", "import keras"),
        ("experiments.store", "from descentlab.reports import page"),
        ("reports.page", "from descentlab.training.network import Network"),
        ("reports.page", "import rich"),
        ("web.server", "from descentlab.cli.main import run"),
        ("somewhere.else_", "import math"),
    ],
)
def test_a_planted_fault_is_found(module: str, source: str) -> None:
    assert len(faults(module, source)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("techniques.optimizers.adam", "import math\nfrom descentlab.arrays import Array\nfrom . import sgd"),
        ("contracts", "from descentlab.arrays import Array"),
        ("catalogue", "from descentlab.techniques.optimizers import adam"),
        (
            "training.network",
            "import numpy.typing\nfrom descentlab.catalogue import build\nimport descentlab.data",
        ),
        ("training.population.engine", "import jax.numpy as jnp\nfrom ..network import Network"),
        ("training.torch_reference", "import torch"),
        ("experiments.store", "import sqlite3\nfrom descentlab.experiments import statistics"),
        ("reports.page", "import plotly\nfrom descentlab.experiments.store import Store"),
        ("cli.main", "import typer\nfrom descentlab.web import server"),
    ],
)
def test_what_is_lawful_passes(module: str, source: str) -> None:
    assert faults(module, source) == []


def test_the_public_face_is_lazy() -> None:
    """It may name anything, but on loading it imports nothing beyond the standard library."""

    def at_once(body: list[ast.stmt]) -> Iterator[ast.stmt]:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
                continue
            yield node

    tree = ast.parse((ROOT / "__init__.py").read_text(encoding="utf-8"))
    names = [name for node in at_once(tree.body) for name in imported("", node)]
    assert [name for name in names if name.partition(".")[0] not in sys.stdlib_module_names] == []


def loaded(code: str) -> set[str]:
    """The heavy libraries that a fresh process has loaded after this code."""
    code += f"\nimport sys\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # nor is there the package around it
        return False


def test_starting_up_loads_nothing_heavy() -> None:
    modules = [name for name in (PACKAGE, f"{PACKAGE}.catalogue", f"{PACKAGE}.cli.main") if exists(name)]
    assert modules[0] == PACKAGE
    assert loaded("import " + ", ".join(modules)) == set()


def test_reading_every_technique_loads_nothing_heavy() -> None:
    code = (
        "from descentlab import catalogue\n"
        "for family in catalogue.FAMILIES:\n"
        "    for name in catalogue.names(family):\n"
        "        catalogue.technique(family, name)\n"
    )
    assert loaded(code) == set()


def test_what_is_heavy_would_be_seen() -> None:
    assert loaded("import scipy") == {"scipy"}
