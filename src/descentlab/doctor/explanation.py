"""Why an answer that returns something is wrong: a known mistake, or how its results differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from descentlab.doctor import differences, recognition, submission
from descentlab.doctor.exercise import Exercise, Variant
from descentlab.doctor.observation import Observed
from descentlab.doctor.recognition import Recognized
from descentlab.doctor.submission import Submission
from descentlab.doctor.values import Items, Value
from descentlab.doctor.worker import Seen

Known = Callable[[str], Sequence[tuple[Variant, tuple[Observed, ...]]]]
"""Asked for "single" or "pair", gives these variants of the solution and what each does in all cases."""


@dataclass(frozen=True)
class Look:
    """An answer and what it did, beside what is right. right: for each case what the solution does."""

    exercise: Exercise
    read: Submission
    seen: Seen
    right: tuple[Observed, ...]

    @cached_property
    def counted(self) -> list[int]:
        """Places of the cases that count."""
        return [i for i, case in enumerate(self.exercise.cases) if case.counts]

    @cached_property
    def good(self) -> set[int]:
        """Places of the cases in which the answer does what is right."""
        pairs = enumerate(zip(self.seen.observed, self.right, strict=False))
        return {i for i, (found, right) in pairs if self._is_right(found, right)}

    @property
    def wrong(self) -> list[int]:
        """Places of the cases that count in which it does not."""
        return [i for i in self.counted if i not in self.good]

    @property
    def right_calls(self) -> int:
        """How many of the cases that count went right."""
        return len(self.counted) - len(self.wrong)

    def where(self) -> str:
        """In words, how many calls went right and what is special about the others."""
        fine = {self.exercise.cases[i].label for i in self.counted if i in self.good}
        only = list(dict.fromkeys(self.exercise.cases[i].label for i in self.wrong))
        only = [label for label in only if label not in fine]
        told = f"Right in {self.right_calls} of {len(self.counted)} calls"
        return (
            f"{told}; wrong with {', '.join(only[:4])}{' and others' if len(only) > 4 else ''}."
            if only
            else f"{told}."
        )

    def _is_right(self, found: Observed, right: Observed) -> bool:
        kind = self.exercise.kind
        right_kind = kind is None or found.raised is not None or _kind(found.value) == kind
        return right_kind and recognition.equal(found, right)


class Explanation(NamedTuple):
    """A name for what is wrong, in a few words, and sentences about it. known: whether it is a mistake on the list."""

    name: str
    message: list[str]
    known: bool = False


def explain(look: Look, known: Known) -> Explanation:
    """Why an answer that has returned something is wrong."""
    exercise, observed = look.exercise, look.seen.observed
    returned = [i for i in look.counted if observed[i].raised is None]
    kind = _wrong_kind(exercise, [observed[i].value for i in returned])
    of_kind = (
        [f"It returns {kind} where {differences.article(exercise.kind or '')} is asked for."] if kind else []
    )
    if kind and all(recognition.equal(observed[i], look.right[i]) for i in look.counted):
        return Explanation(f"returns {kind}", of_kind)
    if all(_is_empty(observed[i].value) and not _is_empty(look.right[i].value) for i in look.counted):
        return Explanation("returns an empty list", ["What it returns is empty in every call."])
    found = _recognized(look, known)
    if found is not None and len(found.parts) in (0, len(exercise.returns)):
        return Explanation(found.name, [*_of_mistakes(found), *of_kind], known=True)
    pairs = [(exercise.cases[i], look.right[i].value, observed[i].value) for i in returned]
    told = differences.describe(exercise, pairs, found.parts if found else ())
    name = found.name if found else differences.name(told or of_kind)
    return Explanation(name, [*(_of_mistakes(found) if found else []), *_order(look), *told, *of_kind])


def _is_empty(value: Value) -> bool:
    return isinstance(value, Items) and not value.items


def _wrong_kind(exercise: Exercise, values: Sequence[Value]) -> str:
    """The type of what was returned, with its article, where another is asked for."""
    kinds = {_kind(value) for value in values if value is not None} - {exercise.kind}
    return differences.article(min(kinds)) if kinds and exercise.kind is not None else ""


def _recognized(look: Look, known: Known) -> Recognized | None:
    observed = look.seen.observed
    single = known("single")
    if (found := recognition.whole(observed, look.right, single, look.counted)) is not None:
        return found
    both = [*single, *known("pair")]
    if (found := recognition.whole(observed, look.right, both, look.counted)) is not None:
        return found
    if (
        look.exercise.needs
    ):  # what is looked at there are steps of one thing, and no mistake is made in one step alone
        return None
    return recognition.by_parts(observed, look.right, both, look.counted, len(look.exercise.returns))


def _of_mistakes(found: Recognized) -> list[str]:
    told = list(dict.fromkeys(mistake.hint for mistake in found.mistakes if mistake.hint))
    lines = ", ".join(f"`{line}`" for line in found.lines)
    return [f"It gives what {lines} would give.", *told] if lines else told


def _order(look: Look) -> list[str]:
    takes = submission.parameters(look.read.tree, look.exercise.function)
    wanted = look.exercise.parameters
    if takes and takes != wanted and sorted(takes) == sorted(wanted):
        return [f"The parameters stand in another order: ({', '.join(takes)})."]
    return []


def _kind(value: Value) -> str:
    if isinstance(value, Items):
        return value.kind
    return "array" if hasattr(value, "shape") else type(value).__name__
