"""Answers that fail before they return anything, or raise: why, in one line."""

from difflib import get_close_matches

from descentlab.doctor import submission
from descentlab.doctor.exercise import Exercise, UnusableError
from descentlab.doctor.explanation import Look
from descentlab.doctor.observation import Loaded, Raised
from descentlab.doctor.submission import Submission, Trouble
from descentlab.doctor.worker import Seen

_USUAL = ("numpy", "tensorflow", "matplotlib", "scipy", "keras", "random", "math", "os", "sys")
_FOREIGN = ("tensorflow", "keras", "torch", "matplotlib", "scipy", "sklearn", "pandas", "jax")
"""Libraries that an answer may want and that may not be installed here: no mistake of the student's."""
_GONE = (
    "AttributeError",
    "ModuleNotFoundError",
    "ImportError",
    "NotImplementedError",
    "RuntimeError",
    "ValueError",
)
"""What using something of TensorFlow 1 may raise."""


def before_calls(exercise: Exercise, read: Submission, seen: Seen, seconds: float) -> Trouble | None:
    """What keeps an answer from being called, if anything."""
    loaded = seen.loaded
    if loaded is None:
        return _ended(seen, "while the file was imported", seconds)
    if loaded.raised is not None:
        return _of_exception(loaded.raised, read, seen, "at import")
    if not loaded.found:
        there = f" It has {', '.join(loaded.names[:5])}." if loaded.names else ""
        return Trouble("wrong", "function missing", f"The file does not define {exercise.function}.{there}")
    return _signature(exercise, loaded, read)


def in_calls(look: Look, seconds: float) -> Trouble | None:
    """What kept an answer from returning anything: a call without an end, or nothing but exceptions."""
    observed, cases = look.seen.observed, look.exercise.cases
    if len(observed) < len(look.right) and any(i >= len(observed) for i in look.counted):
        return _ended(look.seen, f"in the call with {cases[len(observed)].label}", seconds)
    if any(observed[i].raised is None for i in look.counted):
        return None
    old = submission.first_edition(look.read.tree)
    return first_edition(old) if old else _first_exception(look, "when called")


def in_most_calls(look: Look) -> Trouble | None:
    """The exception that an answer raises in most of the calls that go wrong, if so."""
    raised = [i for i in look.wrong if look.seen.observed[i].raised is not None]
    if 2 * len(raised) <= len(look.wrong):
        return None
    return _first_exception(look, f"in the call with {look.exercise.cases[raised[0]].label}")


def _first_exception(look: Look, when: str) -> Trouble:
    raised = next(error for i in look.wrong if (error := look.seen.observed[i].raised) is not None)
    return _of_exception(raised, look.read, look.seen, when)


def raises(raised: Raised, read: Submission) -> str:
    """In words, what an answer raised and where."""
    text = read.line(raised.line)
    where = f" (line {raised.line}: {text})" if text else ""
    if raised.kind == "SystemExit":
        return f"calls exit(){where}"
    kind, message = submission.printable(raised.kind), submission.printable(raised.message)
    return f"raises {kind}: {message}{where}" if message else f"raises {kind}{where}"


def _ended(seen: Seen, when: str, seconds: float) -> Trouble:
    if seen.ending == "time":
        return Trouble("wrong", "does not end", f"It did not come to an end in {seconds:g} s {when}.")
    if seen.ending == "flood":
        return Trouble("wrong", "returns too much", f"It gave back more than can be looked at {when}.")
    if seen.ending == "disk":
        return Trouble("wrong", "writes too much", f"It wrote more than 128 MB into files {when}.")
    if seen.ending == "signal 24":  # SIGXCPU
        return Trouble("wrong", "does not end", f"It used up its processor time {when}.")
    if seen.ending.startswith("signal"):
        return Trouble("wrong", "crashes Python", f"Python crashed {when} ({seen.ending}).")
    return Trouble("wrong", "ends Python", f"It ended the program {when} (exit).")


def _of_exception(raised: Raised, read: Submission, seen: Seen, when: str) -> Trouble:
    old = submission.first_edition(read.tree)
    if old and raised.kind in _GONE:
        return first_edition(old)
    if raised.kind == UnusableError.__name__:
        name, _, message = raised.message.partition(": ")
        return Trouble("wrong", name, message)
    if "keras.optimizers.legacy" in raised.message:
        told = "It uses tf.keras.optimizers.legacy, which belongs to Keras 2: the exercise is for Keras 3."
        return Trouble("other edition", "written for Keras 2", told)
    hint = ""
    if raised.kind == "ModuleNotFoundError":
        module = raised.message.partition("'")[2].partition("'")[0]
        absent = module.partition(".")[0]
        if absent in seen.missing or (module == absent and absent in _FOREIGN):
            return Trouble(
                "not checked", "library missing", f"It imports {absent}, which is not installed here."
            )
        close = get_close_matches(absent, _USUAL, n=1, cutoff=0.7)
        hint = f" Is {close[0]} meant?" if close and close[0] != absent else ""
    name = {"SystemExit": "calls exit()", "MemoryError": "needs too much memory"}.get(raised.kind, raised.kind)
    return Trouble("wrong", submission.printable(f"{name} {when}"), f"It {raises(raised, read)} {when}.{hint}")


def first_edition(what: str) -> Trouble:
    """For an answer that uses something of TensorFlow 1."""
    told = f"It uses {what}, which belongs to TensorFlow 1: the exercise is for TensorFlow 2 and Keras 3."
    return Trouble("other edition", "written for TensorFlow 1", told)


def _signature(exercise: Exercise, loaded: Loaded, read: Submission) -> Trouble | None:
    takes, wanted = loaded.parameters, exercise.parameters
    if takes is None or (loaded.required <= len(wanted) and (loaded.variadic or len(takes) >= len(wanted))):
        return None
    asked = f"({', '.join(wanted)})"
    if (exercise.old and len(takes) == len(exercise.old)) or submission.first_edition(read.tree):
        told = f"It takes ({', '.join(takes)}), as an older edition of the course had it; this one asks for {asked}."
        return Trouble("other edition", "an older edition of the exercise", told)
    told = f"{exercise.function} takes ({', '.join(takes)}) where {asked} is asked for."
    return Trouble("wrong", "other parameters", told)
