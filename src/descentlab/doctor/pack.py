"""Packs: folders of exercises, found by existing."""

from pathlib import Path

from descentlab.doctor.exercise import Exercise, read
from descentlab.errors import SettingError, one_of

_HERE = Path(__file__).resolve().parent
_PLACES = (_HERE.parent / "courses", _HERE.parents[2] / "courses")
"""Where packs of ours lie: in an installed package, and in a checkout."""


def names() -> list[str]:
    """Names of the packs that come with descentlab."""
    return sorted(
        {folder.parent.name for place in _PLACES for folder in place.glob("*/doctor") if folder.is_dir()}
    )


def load(name: str) -> list[Exercise]:
    """The exercises of a pack, in order. name: of one of ours, or a folder of exercise files.

    The files' code is run. Raises SettingError for an unknown name, an empty folder or a broken exercise.
    """
    folder = _folder(name)
    files = sorted(file for file in folder.glob("*.py") if not file.name.startswith("_"))
    if not files:
        raise SettingError(
            f"{folder}: holds no exercise; an exercise is a Python file with FILE, solution and cases"
        )
    return sorted((read(file) for file in files), key=lambda exercise: (exercise.number, exercise.file))


def _folder(name: str) -> Path:
    for place in _PLACES:
        if (place / name / "doctor").is_dir() and Path(name).name == name:
            return place / name / "doctor"
    for folder in (Path(name) / "doctor", Path(name)):
        if folder.is_dir():
            return folder
    raise SettingError(f"{one_of('pack', name, names())}, or any folder of exercise files")
