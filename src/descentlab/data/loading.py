"""Finding data by name or by path; the folder ``sources`` is the list of what there is."""

import os
from dataclasses import replace
from functools import cache
from importlib import import_module
from inspect import signature
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, NamedTuple

from descentlab.data import sources
from descentlab.data.dataset import Dataset
from descentlab.data.labels import Task
from descentlab.data.messages import quoted, shown, unknown
from descentlab.errors import DataError, SettingError, one_of


class Description(NamedTuple):
    """A named data set in short; outputs: classes, or numbers to predict; classes is None for regression."""

    name: str
    summary: str
    source: str
    task: Task
    examples: int
    features: int
    outputs: int
    classes: tuple[str, ...] | None


def names() -> tuple[str, ...]:
    """The named data sets, in alphabetical order."""
    return tuple(name for name, module in _modules().items() if hasattr(module, "load"))


def suffixes() -> tuple[str, ...]:
    """The endings of the file names that can be read, in alphabetical order."""
    return tuple(sorted(suffix for module in _formats() for suffix in module.SUFFIXES))


def load(
    what: str | Path | Dataset, *, target: Any = None, task: Task | None = None, **options: Any
) -> Dataset:
    """A data set: one by name, the contents of a file or a folder, or the one that is handed over.

    target: for files, which column or array is the target; see the format's ``read``. task: for files.
    options: of a named data set that is generated: examples, noise, seed.
    Raises DataError for data that are not there or cannot be used; SettingError for an unknown option.
    """
    if isinstance(what, Dataset):
        _check_options(shown(what.name), {}, target=target, task=task, **options)
        return what
    if isinstance(what, str) and what in names():
        loader = _modules()[what].load
        _check_options(what, signature(loader).parameters, target=target, task=task, **options)
        return replace(loader(**options), origin={"what": what, **options})
    reader = _format_of(what)
    _check_options(shown(what), {}, **options)
    found: Dataset = reader.read(what, target=target, task=task)
    return replace(found, origin={"what": os.path.abspath(what), "target": target, "task": task})


def describe(name: str) -> Description:
    """What a named data set is, and its sizes. Raises DataError for a name that is not known."""
    if name not in names():
        raise DataError(one_of("data set", shown(name), names()))
    module = _modules()[name]
    dataset: Dataset = module.load()
    summary = (module.__doc__ or name).split("\n", maxsplit=1)[0]
    return Description(name, summary, module.SOURCE, dataset.task, *dataset.sizes, dataset.classes)


@cache
def _modules() -> dict[str, ModuleType]:
    found = sorted(module.name for module in iter_modules(sources.__path__))
    return {name: import_module(f"{sources.__name__}.{name}") for name in found}


def _formats() -> list[Any]:
    return [module for module in _modules().values() if hasattr(module, "SUFFIXES")]


def _format_of(path: Any) -> Any:
    """The module that reads a path. Raises DataError when nothing is there or no format takes it."""
    if not isinstance(path, str | Path):
        raise SettingError(f"data {quoted(path)}: no name and no path; from_arrays takes arrays")
    where = shown(path)
    if not os.path.lexists(path):
        raise DataError(
            f"no such file or data set '{where}': {unknown('name', path, names()).partition(': ')[2]}"
        )
    if os.path.isdir(path):
        for module in _formats():
            if hasattr(module, "reads_folder") and module.reads_folder(path):
                return module
        raise DataError(
            f"{where}: no data in this folder: give a file, a folder with a folder of images for each class, "
            "or one with train-images-idx3-ubyte etc."
        )
    for module in _formats():
        if str(path).lower().endswith(module.SUFFIXES):
            return module
    ending = Path(path).suffix
    raise DataError(
        f"{where}: files ending in '{shown(ending)}' are not read: convert to one of {', '.join(suffixes())}; "
        "images are read as a folder that holds a folder for each class"
    )


def _check_options(what: str, known: Any, **options: Any) -> None:
    for key, value in options.items():
        if key in known or (key in ("target", "task") and value is None):
            continue
        if known and key not in ("target", "task"):
            raise SettingError(f"data set '{what}': {unknown('option', key, list(known))}")
        raise SettingError(f"data set '{what}' takes no {shown(key)}: leave it out")
