"""Every exercise of every pack: known mistakes are told by name, right answers in any style pass.

Answers stand in files: those in ``right/PACK/EXERCISE/`` must pass; those in ``wrong/PACK/EXERCISE/`` must not, and
begin with a line ``# expect: words`` that must be found in what the doctor says.
"""

from functools import cache
from pathlib import Path

import pytest

from descentlab.doctor import pack
from descentlab.doctor.diagnosis import Diagnosis, Knowledge, diagnose
from descentlab.doctor.exercise import Exercise
from descentlab.doctor.worker import Worker

HERE = Path(__file__).parent
PACKS = {name: pack.load(name) for name in pack.names()}
EXERCISES = [(name, exercise) for name, exercises in PACKS.items() for exercise in exercises]
MISTAKES = [(name, exercise, i) for name, exercise in EXERCISES for i in range(len(exercise.mistakes))]


def folder(kind: str, name: str, exercise: Exercise) -> Path:
    """Where answers to an exercise lie; to one that is the same as another, with the other."""
    if exercise.base is not None:
        name, exercise = next((n, e) for n, e in EXERCISES if e.path.resolve() == exercise.base)
    return HERE / kind / name / Path(exercise.file).stem


def answers(kind: str) -> list[tuple[str, tuple[Exercise, ...], Path]]:
    """Pack, the exercises that a file answers (one for each function in it), the file."""
    places: dict[tuple[str, Path], list[Exercise]] = {}
    for name, exercise in EXERCISES:
        places.setdefault((name, folder(kind, name, exercise)), []).append(exercise)
    return [
        (name, tuple(asked), answer)
        for (name, place), asked in places.items()
        for answer in sorted(place.glob("*.py"))
    ]


def labels(found: list[tuple[str, tuple[Exercise, ...], Path]]) -> list[str]:
    return [f"{name}-{asked[0].file}-{answer.stem}" for name, asked, answer in found]


RIGHT, WRONG = answers("right"), answers("wrong")


def test_every_answer_belongs_to_an_exercise() -> None:
    used = {answer for _, _, answer in RIGHT + WRONG}
    assert used == {file for kind in ("right", "wrong") for file in (HERE / kind).rglob("*.py")}


@cache
def knowledge(name: str, stem: str) -> Knowledge:
    return Knowledge(next(one for one in PACKS[name] if one.path.stem == stem))


def examine(name: str, exercise: Exercise, content: bytes, folder: Path, worker: Worker) -> Diagnosis:
    file = folder / exercise.file
    file.write_bytes(content)
    return diagnose(file, knowledge(name, exercise.path.stem), PACKS[name], worker)


def said(found: Diagnosis) -> str:
    return f"{found.status}: {found.name}. {' '.join(found.message)}"


@pytest.mark.parametrize(("name", "exercise"), EXERCISES, ids=[f"{n}-{e.file}" for n, e in EXERCISES])
def test_there_are_enough_mistakes_and_right_answers(name: str, exercise: Exercise) -> None:
    names = [mistake.name for mistake in exercise.mistakes]
    assert len(names) >= 6
    assert len(set(names)) == len(names)
    assert all(mistake.hint for mistake in exercise.mistakes)
    assert len(list(folder("right", name, exercise).glob("*.py"))) >= 5


@pytest.mark.parametrize(("name", "exercise"), EXERCISES, ids=[f"{n}-{e.file}" for n, e in EXERCISES])
def test_our_own_answer_is_right(name: str, exercise: Exercise, worker: Worker) -> None:
    file = exercise.path.parents[1] / exercise.file
    found = diagnose(file, knowledge(name, exercise.path.stem), PACKS[name], worker)
    assert found.status == "right", said(found)


@pytest.mark.parametrize(
    ("name", "exercise", "i"), MISTAKES, ids=[f"{n}-{e.file}-{e.mistakes[i].name}" for n, e, i in MISTAKES]
)
def test_a_known_mistake_is_told_by_name(
    name: str, exercise: Exercise, i: int, tmp_path: Path, worker: Worker
) -> None:
    made = (
        "from pathlib import Path\n"
        "from descentlab.doctor.exercise import read\n"
        f"exercise = read(Path({str(exercise.path)!r}))\n"
        f"{exercise.function} = exercise.variant(exercise.mistakes[{i}]).function\n"
    )
    found = examine(name, exercise, made.encode(), tmp_path, worker)
    assert (found.status, found.name) == ("wrong", exercise.mistakes[i].name), said(found)


@pytest.mark.parametrize(("name", "asked", "answer"), RIGHT, ids=labels(RIGHT))
def test_a_right_answer_passes(
    name: str, asked: tuple[Exercise, ...], answer: Path, tmp_path: Path, worker: Worker
) -> None:
    for exercise in asked:
        found = examine(name, exercise, answer.read_bytes(), tmp_path, worker)
        assert found.status == "right", said(found)


@pytest.mark.parametrize(("name", "asked", "answer"), WRONG, ids=labels(WRONG))
def test_a_wrong_answer_is_explained(
    name: str, asked: tuple[Exercise, ...], answer: Path, tmp_path: Path, worker: Worker
) -> None:
    first, _, rest = answer.read_bytes().partition(b"\n")
    words = first.decode().removeprefix("# expect: ").strip()
    all_found = [examine(name, exercise, rest, tmp_path, worker) for exercise in asked]
    told = [said(found) for found in all_found if found.status not in ("right", "not checked")]
    assert told
    assert words
    assert any(words.lower() in one.lower() for one in told), told
