"""Export: an experiment's runs and epochs for other tools, as they stood at one moment, also while training goes on."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any, NamedTuple

from descentlab.errors import ExperimentError, SettingError, one_of
from descentlab.experiments import export as formats
from descentlab.experiments.database import check_there, understood
from descentlab.experiments.files import remove
from descentlab.experiments.repair import repair
from descentlab.experiments.rows import DIVERGED
from descentlab.experiments.store import Store, StoredRun

_PARTS = ("train", "validation", "test")


class Exported(NamedTuple):
    """What came of an export. runs: written. warnings: what is not whole, in sentences."""

    out: Path
    runs: int
    warnings: list[str]


class Snapshot:
    """An experiment as its store was at one moment.

    name: of the folder. data: of the data set. runs: one row for each, with its settings and its scores. epochs: of
    each run (epoch, training loss, validation loss, validation score).
    """

    def __init__(self, store: Store, name: str) -> None:
        self.store, self.name = store, name
        self.config: dict[str, Any] = store.fact("config")
        self.data: str = store.fact("data")["name"]
        self.runs = [self._row(run) for run in store.runs()]

    def epochs(self, run: str) -> list[tuple[int, float, float, float]]:
        """A run's curve."""
        return self.store.curves(run)

    def _row(self, run: StoredRun) -> dict[str, Any]:
        scores = run.scores or {}
        return {
            "run": run.id,
            "data": self.data,
            "name": self._name(run.recipe),
            "stage": run.stage,
            "seed": run.seed,
            "status": run.status,
            "last_epoch": run.at if run.status != DIVERGED else None,
            "diverged_at_step": run.at if run.status == DIVERGED else None,
            "kept_epoch": run.kept,
            **{
                f"{part}_{what}": scores[part][i] if part in scores else None
                for part in _PARTS
                for i, what in enumerate(("loss", "score"))
            },
            **{f"recipe.{key}": value for key, value in run.recipe.items()},
        }

    def _name(self, recipe: dict[str, Any]) -> str | None:
        """What the experiment calls the recipe, whatever rate was tried for it."""
        for name, asked in zip(self.config["names"], self.config["recipes"], strict=True):
            rate = asked.get("learning_rate") or recipe.get("learning_rate")
            if {**asked, "learning_rate": rate} == recipe:
                return str(name)
        return None


def names() -> tuple[str, ...]:
    """The formats, in alphabetical order."""
    return tuple(sorted(module.name for module in iter_modules(formats.__path__)))


def export(folder: str | Path, to: str, out: str | Path | None = None, *, damaged: bool = False) -> Exported:
    """Writes an experiment in another format.

    to: one of `names`. out: the file or folder to make; by default within ``export`` in the experiment's folder. It
    appears only when it is whole. damaged: exports what is whole of a damaged store, and says what is left out.

    Raises SettingError for an unknown format, ExperimentError where the experiment cannot be read or ``out`` is there
    already, MissingExtraError where the format needs what is not installed.
    """
    if to not in names():
        raise SettingError(one_of("format", to, names()))
    module = import_module(f"{formats.__name__}.{to}")
    module.check()
    folder = Path(folder)
    target = folder / "export" / module.TARGET if out is None else Path(out)
    adds = module.ADDS and target.is_file()
    if not adds and _is_taken(target):
        raise ExperimentError(f"{target}: is there already; remove it, or name another with --out")
    with _readable(folder, damaged) as (readable, warnings), closing(Store.open(readable)) as store:
        with understood(folder):
            snapshot = Snapshot(store, folder.absolute().name)
        target.parent.mkdir(parents=True, exist_ok=True)
        if adds:
            module.write(snapshot, target)
        else:
            _write_whole(module, snapshot, target)
    return Exported(target, len(snapshot.runs), warnings)


def as_json(value: Any) -> Any:
    """A setting that is no number and no text, as JSON; others as they are."""
    return json.dumps(value) if isinstance(value, list | tuple | dict) else value


def _write_whole(module: ModuleType, snapshot: Snapshot, target: Path) -> None:
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        module.write(snapshot, unfinished)
        if target.is_dir():
            target.rmdir()  # it is empty
        os.replace(unfinished, target)
    finally:
        remove(unfinished)


def _is_taken(target: Path) -> bool:
    if target.is_dir():
        return any(target.iterdir())
    return target.exists() or target.is_symlink()


@contextmanager
def _readable(folder: Path, damaged: bool) -> Iterator[tuple[Path, list[str]]]:
    """The folder, or a copy of it in which what is damaged has been taken out, and what that was."""
    if not damaged:
        yield folder, []
        return
    check_there(folder)
    with TemporaryDirectory(prefix="descentlab-") as temporary:
        copy = Path(temporary) / "experiment"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("export", "*.lock", "*.html"))
        found = repair(copy)
        every = found.kept + found.lost
        lost = f"{found.lost} of {every} runs are damaged: they are left out, or stand there as waiting"
        yield copy, [lost] if found.lost else []
