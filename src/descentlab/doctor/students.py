"""Whose answers lie where: a file, a folder of answers, a folder of students' folders."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from descentlab.doctor.exercise import Exercise
from descentlab.errors import SettingError

_DEEPEST = 6
_MOST_FOLDERS = 2_000


class Student(NamedTuple):
    """Somebody's answers. files: by the exercise's file name. whole: whether other answers, if any, would be there."""

    name: str
    files: Mapping[str, Path]
    whole: bool = True


def students(path: Path, pack: Sequence[Exercise], exercise: str | None = None) -> list[Student]:
    """Whose answers lie at a path: a file, a folder of answers, or a folder of students' folders.

    exercise: which one a single file answers (its number or file name), where the file's own name does not say it.
    Raises SettingError when there is none.
    """
    if path.is_file():
        return [Student(path.name, {_asked(path, pack, exercise): path}, whole=False)]
    if exercise is not None:
        raise SettingError(f"--exercise is for a single file; {path} is none")
    if not path.is_dir():
        raise SettingError(f"{path}: no such file or folder")
    own = _answers(path, pack)
    if own:
        return [Student(path.resolve().name, own)]
    folders = [folder for folder in _folders(path) if not folder.name.startswith(".")]
    found = [Student(folder.name, _best(folder, pack)) for folder in folders]
    if not any(student.files for student in found):
        wanted = ", ".join(dict.fromkeys(one.file for one in pack[:3]))
        raise SettingError(f"{path}: holds no answers; they are files such as {wanted}")
    return found


def _asked(path: Path, pack: Sequence[Exercise], exercise: str | None) -> str:
    files = list(dict.fromkeys(one.file for one in pack))
    if exercise is not None:
        named = [file for file in files if exercise in (file, Path(file).stem, file.partition("-")[0])]
        if not named:
            raise SettingError(f"--exercise is '{exercise}'; the pack has {', '.join(files)}")
        return named[0]
    exact = [file for file in files if file.lower() == path.name.lower()]
    begun = [file for file in files if path.stem.lower().startswith(Path(file).stem.lower())]
    if exact or begun:
        return (exact or begun)[0]
    raise SettingError(
        f"{path}: which exercise is this? name it with --exercise; the pack has {', '.join(files)}"
    )


def _answers(folder: Path, pack: Iterable[Exercise]) -> dict[str, Path]:
    """Answers that lie in a folder, by the exercise's file name; capitals do not matter, the exact name comes first.

    A link that leads out of the folder is none: it could name any file of the reader's.
    """
    try:
        names = sorted(os.listdir(folder), reverse=True)
    except OSError:  # not to be read
        return {}
    found: dict[str, Path] = {}
    for file in dict.fromkeys(exercise.file for exercise in pack):
        like = [name for name in names if name.lower() == file.lower()]
        for name in [file] if file in like else like[:1]:
            if is_own(folder / name):
                found[file] = folder / name
    return found


def is_own(file: Path) -> bool:
    """Whether a path is a file that lies in its own folder, and no link that leads out of it."""
    return file.is_file() and file.resolve().parent == file.parent.resolve()


def _best(folder: Path, pack: Sequence[Exercise]) -> dict[str, Path]:
    """The answers of that folder, within a student's, which holds most of them."""
    return max((_answers(one, pack) for one in _within(folder)), key=len)


def _within(folder: Path) -> Iterator[Path]:
    """The folder and those within it, the outer ones first; hidden ones and links are left out."""
    level = [folder]
    seen = 0
    for _ in range(_DEEPEST):
        for one in level:
            seen += 1
            if seen > _MOST_FOLDERS:
                return
            yield one
        level = [inner for one in level for inner in _folders(one) if not inner.name.startswith((".", "__"))]


def _folders(folder: Path) -> list[Path]:
    """Folders within a folder that can be read, in order; no links."""
    try:
        return sorted(inner for inner in folder.iterdir() if inner.is_dir() and not inner.is_symlink())
    except OSError:
        return []
