"""Where an experiment ran: what its bytes and its seconds depend on."""

import hashlib
import os
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

from descentlab.cores import usable_cores
from descentlab.errors import ExperimentError
from descentlab.experiments.rows import WAITING
from descentlab.experiments.store import Store
from descentlab.training.population.devices import devices, platform_name

ENVIRONMENTS = "environments"
"""The fact that lists the further environments in which an experiment went on."""
_PACKAGES = ("descentlab", "jax", "jaxlib", "numpy", "scipy", "scikit-learn")
_WITHOUT_EFFECT = ("scipy", "scikit-learn")
"""Packages that training does not call: the data they may have made have a fingerprint of their own."""
_SETTINGS = (
    "JAX_DEFAULT_MATMUL_PRECISION",
    "JAX_CPU_ENABLE_FAST_MATH",
    "NPY_DISABLE_CPU_FEATURES",
    "OPENBLAS_CORETYPE",
    "XLA_FLAGS",
)
"""Environment variables by which numbers come out otherwise."""
_SOURCE = (
    "arrays.py",
    "decompositions.py",
    "erf.py",
    "sampling.py",
    "windows.py",
    "data/preparation",
    "experiments/methods.py",
    "experiments/networks.py",
    "techniques",
    "training",
)
"""The part of the package that computes."""


def environment() -> dict[str, Any]:
    """Versions, system, processor, cores, the threads of NumPy's products, and settings of numerics.

    The first call sets JAX up.
    """
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "processor": _processor(),
        "cores": usable_cores(),
        "devices": f"{devices()} {platform_name()}",
        "threads": _threads(),
        "settings": " ".join(f"{name}={os.environ[name]}" for name in _SETTINGS if name in os.environ)
        or "none",
        "packages": {name: _version(name) for name in _PACKAGES},
        "source": _source(),
    }


def differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What makes other bytes likely, such as ``["jax 0.8.0 is now 0.9.0"]``. What either does not tell is left out."""
    first, second = _flat(before), _flat(now)
    return [
        f"{name} {first[name]} is now {second[name]}"
        for name in first
        if name in second and first[name] != second[name]
    ]


def check_environment(store: Store, accept: bool) -> None:
    """Raises ExperimentError where bytes may come out otherwise than before; when that is accepted, writes it down."""
    past: list[dict[str, Any]] = store.fact(ENVIRONMENTS) or []
    here = environment()
    differing = differences(past[-1]["environment"] if past else store.fact("environment"), here)
    if not differing:
        return
    if not accept:
        raise ExperimentError(
            f"{store.folder}: was begun in another environment ({'; '.join(differing)}), which changes the last bits:"
            " --accept-environment goes on all the same, and the report will say so"
        )
    ended = sum(run.status != WAITING for run in store.runs())
    store.set_fact(ENVIRONMENTS, [*past, {"runs": ended, "environment": here, "differences": differing}])


def _flat(about: dict[str, Any]) -> dict[str, Any]:
    packages = {
        name: number for name, number in about.get("packages", {}).items() if name not in _WITHOUT_EFFECT
    }
    return {name: value for name, value in about.items() if name != "packages"} | packages


def _processor() -> str:
    cpus = Path("/proc/cpuinfo")
    if cpus.is_file():
        for line in cpus.read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def _threads() -> int:
    """Of the library behind NumPy's matrix products."""
    from threadpoolctl import threadpool_info

    return max((int(one["num_threads"]) for one in threadpool_info() if one["user_api"] == "blas"), default=1)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


@cache
def _source() -> str:
    """Fingerprint of the code that computes: between releases the version says nothing."""
    package = Path(str(files("descentlab")))
    digest = hashlib.sha256()
    for part in _SOURCE:
        path = package / part
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(f"{file.relative_to(package).as_posix()}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:12]
