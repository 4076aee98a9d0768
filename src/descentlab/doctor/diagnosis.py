"""What is wrong with an answer: what it did, held against the solution and the known mistakes."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from descentlab.doctor import explanation, failures, style, submission
from descentlab.doctor.exercise import Exercise, Variant
from descentlab.doctor.explanation import Look
from descentlab.doctor.observation import Observed
from descentlab.doctor.students import is_own
from descentlab.doctor.submission import Submission, Trouble
from descentlab.doctor.worker import MissingLibraryError, Seen, Worker
from descentlab.errors import SettingError

STATUSES = ("right", "wrong", "unfinished", "other edition", "not checked", "missing")
TO_MEND = ("wrong", "unfinished", "other edition")


@dataclass(frozen=True)
class Diagnosis:
    """What was found about one file.

    exercise: the file that is asked for. function: in it. status: one of ``STATUSES``. name: the mistake in a few
    words, "" where the answer is right. message: sentences. advice: what makes no answer wrong. right, cases: of how
    many calls the result was right.
    """

    exercise: str
    function: str
    title: str
    status: str
    name: str = ""
    message: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    right: int = 0
    cases: int = 0

    @property
    def details(self) -> list[str]:
        """The message without a sentence that only repeats the name."""
        return [sentence for sentence in self.message if sentence.removesuffix(".") != self.name]

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {**vars(self), "message": list(self.message), "advice": list(self.advice)}


@dataclass
class Knowledge:
    """What the solution and its known mistakes give on the cases; found out when first needed, and kept.

    Several threads may ask; one of them finds out.
    """

    exercise: Exercise
    _found: dict[str, list[tuple[Variant, tuple[Observed, ...]]]] = field(
        default_factory=dict[str, list[tuple[Variant, tuple[Observed, ...]]]]
    )
    _lock: Any = field(default_factory=Lock)

    def variants(self, wanted: str, worker: Worker) -> list[tuple[Variant, tuple[Observed, ...]]]:
        """Variants ("solution", "single", "pair") and what each gives for each case. Raises MissingLibraryError."""
        with self._lock:
            return self._all(wanted, worker)

    def _all(self, wanted: str, worker: Worker) -> list[tuple[Variant, tuple[Observed, ...]]]:
        if wanted not in self._found:
            exercise = self.exercise
            variants = exercise.variants(wanted)
            seen = worker.variants(exercise, wanted) if variants else []
            if wanted == "solution":
                self._must_return(seen[0])
            self._found[wanted] = list(zip(variants, seen, strict=True))
        return self._found[wanted]

    def _must_return(self, seen: Sequence[Observed]) -> None:
        for case, found in zip(self.exercise.cases, seen, strict=True):
            if found.raised is not None and case.counts:
                what = f"{found.raised.kind}: {found.raised.message}"
                raise SettingError(f"{self.exercise.path}: its own solution raises {what} with {case.label}")


def missing(exercise: Exercise) -> Diagnosis:
    """For an exercise of which there is no answer."""
    return Diagnosis(exercise.file, exercise.function, exercise.title, "missing")


def unreadable(exercise: Exercise, why: str) -> Diagnosis:
    """For an answer that could not be looked at."""
    return _of_trouble(exercise, Trouble("not checked", "could not be looked at", f"{why}."), ())


def diagnose(path: Path, knowledge: Knowledge, pack: Sequence[Exercise], worker: Worker) -> Diagnosis:
    """Looks at one file.

    Raises OSError when it cannot be read, WorkerError when the process fails that should run it, SettingError when the
    exercise's own solution fails.
    """
    exercise = knowledge.exercise
    read = submission.read(path, exercise, pack)
    advice = style.advice(path, read, exercise.file) if exercise is _first(exercise, pack) else []
    trouble = read.trouble
    if trouble is not None:
        return _of_trouble(exercise, trouble, advice)
    try:
        right = knowledge.variants("solution", worker)[0][1]
    except MissingLibraryError as error:
        return _of_trouble(exercise, Trouble("not checked", "library missing", f"{error}."), advice)
    seen = worker.see(exercise, _files(path, exercise, read, pack), read.libraries)
    trouble = failures.before_calls(exercise, read, seen, worker.seconds)
    if trouble is not None:
        return _of_trouble(exercise, trouble, advice)
    advice += _manners(exercise, seen)
    look = Look(exercise, read, seen, right)
    if not look.wrong:
        return _made(look, Trouble("right", "", ""), (), [*advice, *_beyond(look)])
    trouble = failures.in_calls(look, worker.seconds)
    if trouble is not None:
        return _made(look, trouble, (trouble.message,), advice)
    why = explanation.explain(look, lambda wanted: knowledge.variants(wanted, worker))
    trouble = None if why.known else failures.in_most_calls(look)
    if trouble is not None:
        return _made(look, trouble, (trouble.message,), advice)
    old = submission.first_edition(read.tree)
    edition = failures.first_edition(old) if old and not look.right_calls else None
    if edition is not None and not why.known:
        return _made(look, edition, (edition.message,), advice)
    message = [*why.message, edition.message] if edition else why.message
    return _made(look, Trouble("wrong", why.name, ""), message, advice)


def _first(exercise: Exercise, pack: Sequence[Exercise]) -> Exercise:
    """The first exercise that asks for the same file: where several do, style is spoken of once."""
    return next((one for one in pack if one.file == exercise.file), exercise)


def _of_trouble(exercise: Exercise, trouble: Trouble, advice: Sequence[str]) -> Diagnosis:
    status, name, message = trouble
    cases = sum(case.counts for case in exercise.cases)
    return Diagnosis(
        exercise.file, exercise.function, exercise.title, status, name, (message,), tuple(advice), 0, cases
    )


def _made(look: Look, trouble: Trouble, message: Sequence[str], advice: Sequence[str]) -> Diagnosis:
    status, name, _ = trouble
    told = (*message, look.where()) if look.wrong and look.right_calls else tuple(message)
    exercise, cases = look.exercise, len(look.counted)
    return Diagnosis(
        exercise.file,
        exercise.function,
        exercise.title,
        status,
        name,
        told,
        tuple(advice),
        look.right_calls,
        cases,
    )


def _files(path: Path, exercise: Exercise, read: Submission, pack: Sequence[Exercise]) -> dict[str, bytes]:
    """The answer, other files of the student's folder, and right answers to the exercises that it may use."""
    files: dict[str, bytes] = {}
    for other in sorted(path.parent.glob("*.py"))[:100]:
        with suppress(OSError):  # what cannot be read is not there for the answer either
            if is_own(other) and other.stat().st_size <= submission.LARGEST:
                files[other.name] = other.read_bytes()
    for one in pack:
        if one.file in exercise.uses:
            files[one.file] = _stand_in(one).encode()
    return {**files, exercise.file: read.content}


def _stand_in(exercise: Exercise) -> str:
    """A file that gives an exercise's own solution under the name that is asked for."""
    return (
        "from pathlib import Path\n"
        "from descentlab.doctor.exercise import read\n"
        f"{exercise.function} = read(Path({str(exercise.path.resolve())!r})).solution\n"
    )


def _beyond(look: Look) -> list[str]:
    """Advice on calls that the exercise does not quite ask for."""
    told: list[str] = []
    for i, found in enumerate(look.seen.observed):
        if i not in look.good and not look.exercise.cases[i].counts:
            what = failures.raises(found.raised, look.read) if found.raised else "gives something else"
            told.append(f"with {look.exercise.cases[i].label} it {what}")
    return told


def _manners(exercise: Exercise, seen: Seen) -> list[str]:
    """Advice on what an answer does beside returning something."""
    told: list[str] = []
    written = sorted({place for found in seen.observed for place in found.changed})
    names = [exercise.parameters[place] for place in written if place < len(exercise.parameters)]
    changed = [name for name in names if name not in exercise.in_place]
    if changed:
        told.append(f"it writes into its arguments: {', '.join(changed)}")
    if (seen.loaded and seen.loaded.printed) or any(found.printed for found in seen.observed):
        told.append("it prints something when imported or called")
    return told
