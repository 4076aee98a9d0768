"""Is a pack sound? Each solution returns, and each known mistake is told by its own name."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from descentlab.doctor.diagnosis import Knowledge
from descentlab.doctor.exercise import Exercise, Variant
from descentlab.doctor.explanation import Look, explain
from descentlab.doctor.observation import Observed
from descentlab.doctor.submission import Submission
from descentlab.doctor.worker import MissingLibraryError, Seen, Worker
from descentlab.errors import SettingError

_NO_FILE = Submission(b"", (), None, None)


class Checked(NamedTuple):
    """What was found of one exercise. faults: a sentence each; none where it is sound."""

    exercise: Exercise
    faults: tuple[str, ...]


def check(pack: Sequence[Exercise], worker: Worker) -> Iterator[Checked]:
    """Checks each exercise of a pack, one after the other."""
    for exercise in pack:
        try:
            yield Checked(exercise, tuple(_faults(Knowledge(exercise), worker)))
        except (SettingError, MissingLibraryError) as error:
            yield Checked(exercise, (f"{error}.",))


def _faults(knowledge: Knowledge, worker: Worker) -> Iterator[str]:
    exercise = knowledge.exercise
    right = knowledge.variants("solution", worker)[0][1]
    own = Look(exercise, _NO_FILE, Seen("done", None, right), right)
    if own.wrong:
        kind = exercise.kind
        yield f"the solution does not return a {kind}, which KIND asks for"
    for variant, gives in knowledge.variants("single", worker):
        yield from _told(knowledge, worker, variant, gives, right)


def _told(
    knowledge: Knowledge,
    worker: Worker,
    variant: Variant,
    gives: tuple[Observed, ...],
    right: tuple[Observed, ...],
) -> Iterator[str]:
    name = variant.mistakes[0].name
    look = Look(knowledge.exercise, _NO_FILE, Seen("done", None, gives), right)
    if not look.wrong:
        yield f"mistake '{name}' gives what is right in every case that counts: no case shows it"
    elif all(gives[i].raised is not None for i in look.wrong):
        yield f"mistake '{name}' raises an exception, which is told instead of its name"
    else:
        told = explain(look, lambda wanted: knowledge.variants(wanted, worker)).name
        if told != name:
            yield f"mistake '{name}' is told as '{told}': no case tells them apart"
