"""A class: many students' answers, looked at side by side, and which mistakes are common."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

from descentlab.cores import usable_cores
from descentlab.doctor.diagnosis import STATUSES, TO_MEND, Diagnosis, Knowledge, diagnose, missing, unreadable
from descentlab.doctor.exercise import Exercise
from descentlab.doctor.students import Student
from descentlab.doctor.worker import MEMORY, SECONDS, Worker, WorkerError
from descentlab.errors import DescentlabError


class Mistake(NamedTuple):
    """How common a mistake is in a class. students: who made it."""

    exercise: str
    name: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What was found for each student, in the pack's order. confined: whether all that ran could be fully confined."""

    pack: str
    found: Mapping[str, Sequence[Diagnosis]]
    confined: bool = True

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
                if one.status in TO_MEND:
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
                "name": one.name,
                "message": " ".join(one.message),
                "advice": "; ".join(one.advice),
                "right": one.right,
                "cases": one.cases,
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
    """Looks at all answers of all students, on several cores. One that cannot be looked at does not stop the others.

    name: the pack's. seconds, memory: what one answer may take; in bytes. watch: called with the number of answers
    that are done, and that of all. Raises SettingError when the pack's own solution fails.
    """
    known = {exercise.path: Knowledge(exercise) for exercise in pack}
    tasks = [
        (student.name, exercise, student.files.get(exercise.file))
        for student in of
        for exercise in pack
        if student.whole or exercise.file in student.files
    ]
    n = max(1, min(workers or usable_cores(), len(of)))
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
            return _looked_at(file, known[exercise.path], pack, worker)
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
    return Report(name, found, all(worker.confined for worker in hired))


def _looked_at(file: Path, knowledge: Knowledge, pack: Sequence[Exercise], worker: Worker) -> Diagnosis:
    """A diagnosis, of a second try in a fresh process where the first failed; a class is not lost for one answer."""
    with suppress(WorkerError):
        return _told(file, knowledge, pack, worker)
    try:
        return _told(file, knowledge, pack, worker)
    except WorkerError as error:
        return unreadable(knowledge.exercise, str(error))


def _told(file: Path, knowledge: Knowledge, pack: Sequence[Exercise], worker: Worker) -> Diagnosis:
    try:
        return diagnose(file, knowledge, pack, worker)
    except DescentlabError:
        raise  # the pack's fault, or the worker's
    except OSError as error:
        return unreadable(knowledge.exercise, error.strerror or str(error))
    except Exception as error:  # whatever an answer may have brought about
        return unreadable(knowledge.exercise, f"{type(error).__name__}: {error}")
