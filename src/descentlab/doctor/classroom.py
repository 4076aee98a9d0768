"""A class: many students' answers, looked at side by side, and which mistakes are common."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

from descentlab.doctor.diagnosis import STATUSES, Diagnosis, Knowledge, diagnose, missing
from descentlab.doctor.exercise import Exercise
from descentlab.doctor.worker import MEMORY, SECONDS, Worker
from descentlab.errors import SettingError

_DEEPEST = 6
_MOST_FOLDERS = 2_000


class Student(NamedTuple):
    """Somebody's answers. files: by the exercise's file name."""

    name: str
    files: Mapping[str, Path]


class Mistake(NamedTuple):
    """How common a mistake is in a class. students: who made it."""

    exercise: str
    name: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What was found for each student, in the pack's order."""

    pack: str
    found: Mapping[str, Sequence[Diagnosis]]

    @property
    def passed(self) -> bool:
        """Whether every answer that is there is right."""
        return all(one.status in ("right", "missing") for answers in self.found.values() for one in answers)

    def label(self, one: Diagnosis) -> str:
        """The exercise's file, with the function where several are asked for in it."""
        functions = {
            other.function
            for answers in self.found.values()
            for other in answers
            if other.exercise == one.exercise
        }
        return f"{one.exercise} {one.function}" if len(functions) > 1 else one.exercise

    def count(self, status: str, student: str | None = None) -> int:
        """How many answers have a status."""
        students = self.found if student is None else [student]
        return sum(one.status == status for name in students for one in self.found[name])

    def mistakes(self) -> list[Mistake]:
        """What was wrong with at least one answer, the most common first."""
        who: dict[tuple[str, str], list[str]] = {}
        for student, answers in self.found.items():
            for one in answers:
                if one.status not in ("right", "missing"):
                    who.setdefault((self.label(one), one.name), []).append(student)
        ordered = sorted(who.items(), key=lambda item: -len(item[1]))
        return [Mistake(exercise, name, tuple(students)) for (exercise, name), students in ordered]

    def rows(self) -> list[dict[str, Any]]:
        """A row for each answer, for a table."""
        return [
            {
                "student": student,
                "exercise": one.exercise,
                "function": one.function,
                "status": one.status,
                "mistake": one.name,
                "message": " ".join(one.message),
                "advice": "; ".join(one.advice),
                "right": one.right,
                "calls": one.cases,
            }
            for student, answers in self.found.items()
            for one in answers
        ]

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "pack": self.pack,
            "counts": {status: self.count(status) for status in STATUSES},
            "students": [
                {"name": student, "answers": [one.plain() for one in answers]}
                for student, answers in self.found.items()
            ],
            "mistakes": [mistake._asdict() for mistake in self.mistakes()],
        }


def students(path: Path, pack: Sequence[Exercise], exercise: str | None = None) -> list[Student]:
    """Whose answers lie at a path: a file, a folder of answers, or a folder of students' folders.

    exercise: which one a single file answers (its number or file name), where the file's own name does not say it.
    Raises SettingError when there is none.
    """
    if path.is_file():
        return [Student(path.name, {_asked(path, pack, exercise): path})]
    if exercise is not None:
        raise SettingError(f"--exercise is for a single file; {path} is none")
    if not path.is_dir():
        raise SettingError(f"{path}: no such file or folder")
    own = _answers(path, pack)
    if own:
        return [Student(path.resolve().name, own)]
    folders = sorted(folder for folder in path.iterdir() if folder.is_dir() and not folder.name.startswith("."))
    found = [Student(folder.name, _best(folder, pack)) for folder in folders]
    if not any(student.files for student in found):
        wanted = ", ".join(dict.fromkeys(one.file for one in pack[:3]))
        raise SettingError(f"{path}: holds no answers; they are files such as {wanted}")
    return found


def examine(
    of: Sequence[Student],
    name: str,
    pack: Sequence[Exercise],
    *,
    seconds: float = SECONDS,
    memory: int = MEMORY,
    workers: int | None = None,
    watch: Callable[[int, int], None] = lambda done, of: None,
) -> Report:
    """Looks at all answers of all students, on several cores.

    name: the pack's. seconds, memory: what one answer may take; in bytes. watch: called with the number of answers
    that are done, and that of all.
    """
    known = {exercise.path: Knowledge(exercise) for exercise in pack}
    single = len(of) == 1 and len(of[0].files) == 1
    tasks = [
        (student.name, exercise, student.files.get(exercise.file))
        for student in of
        for exercise in pack
        if not single or exercise.file in student.files
    ]
    n = min(workers or os.cpu_count() or 1, len(of))
    free: SimpleQueue[Worker] = SimpleQueue()
    hired = [Worker(seconds, memory) for _ in range(n)]
    for worker in hired:
        free.put(worker)

    def look(task: tuple[str, Exercise, Path | None]) -> Diagnosis:
        _, exercise, file = task
        if file is None:
            return missing(exercise)
        worker = free.get()
        try:
            return diagnose(file, known[exercise.path], pack, worker)
        finally:
            free.put(worker)

    found: dict[str, list[Diagnosis]] = {student.name: [] for student in of}
    try:
        with ThreadPoolExecutor(n) as threads:
            for done, (task, diagnosis) in enumerate(zip(tasks, threads.map(look, tasks), strict=True), 1):
                found[task[0]].append(diagnosis)
                watch(done, len(tasks))
    finally:
        for worker in hired:
            worker.close()
    return Report(name, found)


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
    """Answers that lie in a folder, by the exercise's file name."""
    there = {exercise.file: folder / exercise.file for exercise in pack}
    return {file: path for file, path in there.items() if path.is_file()}


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
        level = [
            inner
            for one in level
            for inner in sorted(one.iterdir())
            if inner.is_dir() and not inner.is_symlink() and not inner.name.startswith((".", "__"))
        ]
