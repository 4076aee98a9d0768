"""Mistakes that are on no list: how the results differ is put into words."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from descentlab.doctor import differences, pack
from descentlab.doctor.diagnosis import Diagnosis
from descentlab.doctor.exercise import Case, Exercise, read
from descentlab.doctor.values import describe

Ask = Callable[..., Diagnosis]
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "statistics_pack" / "weighted_mean.py"
STEP = '''
"""A step of gradient descent, and the length of the gradient."""
from descentlab.doctor import Case
FILE, FUNCTION, PARAMETERS = "0-step.py", "step", ("alpha", "var", "grad")
RETURNS = ("the variable", "the squares")
MISTAKES = ()
def solution(alpha, var, grad):
    return var - alpha * grad, grad**2
def cases():
    import numpy as np
    generator = np.random.default_rng(0)
    for alpha in (0.1, 0.3, 0.7):
        yield Case(f"alpha = {alpha}", (alpha, generator.normal(size=(3, 2)), generator.normal(size=(3, 2))))
'''


@pytest.fixture
def step(tmp_path: Path) -> Exercise:
    file = tmp_path / "step.py"
    file.write_text(STEP)
    return read(file)


def words(exercise: Exercise, answer: Callable[..., object]) -> str:
    pairs = [
        (case, describe(exercise.solution(*case.inputs)), describe(answer(*case.inputs)))
        for case in exercise.cases
    ]
    return " ".join(differences.describe(exercise, pairs))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda a, v, g: (v - a * g, g**2), ""),
        (lambda a, v, g: None, "It returns nothing: is the return forgotten?"),
        (lambda a, v, g: v - a * g, "It returns 3 things where 2 are asked for"),
        (lambda a, v, g: 3.0, "It returns one thing where 2 are asked for"),
        (lambda a, v, g: {"v": v, "g": g}, "It returns a dict where 2 are asked for"),
        (lambda a, v, g: (v - a * g, np.round(g**2, 2)), "is what it should be, rounded to 2 decimals."),
        (lambda a, v, g: (v - a * g, np.trunc(g**2)), "is what it should be, cut to whole numbers."),
        (
            lambda a, v, g: (v + a * g, g**2),
            "The variable moves away from var in the wrong direction. Right: the squares.",
        ),
        (lambda a, v, g: (v - g, g**2), "The variable moves 1 / alpha times as far from var as it should."),
        (lambda a, v, g: (v - a * g / 2, g**2), "The variable moves 0.5 times as far from var as it should."),
        (lambda a, v, g: (v, g**2), "The variable is the var that was given, unchanged."),
        (lambda a, v, g: (v - a * g, g), "The squares is the grad that was given, unchanged."),
        (lambda a, v, g: (v - a * g, g**4), "The squares is the square of what it should be."),
        (lambda a, v, g: (v - a * g, np.abs(g)), "The squares is the root of what it should be."),
        (lambda a, v, g: (v - a * g, a * g**2), "The squares is alpha times what it should be."),
        (lambda a, v, g: (v - a * g, -(g**2)), "The squares has the wrong sign."),
        (lambda a, v, g: (v - a * g, g**2 + a), "The squares is what it should be plus alpha."),
        (lambda a, v, g: (g**2, v - a * g), "they stand in another order."),
        (lambda a, v, g: (v - a * g, (g**2).T), "The squares is transposed"),
        (
            lambda a, v, g: (v - a * g, (g**2).ravel()),
            "has the shape (6,) instead of (3, 2), with the right numbers.",
        ),
        (lambda a, v, g: (v - a * g, np.sum(g**2)), "is a single number where (3, 2) are asked for."),
        (lambda a, v, g: (v - a * g, (g**2)[::-1]), "has its rows in reverse order."),
        (lambda a, v, g: (v - a * g, (g**2)[[1, 2, 0]]), "holds the right rows in another order."),
        (lambda a, v, g: (v - a * g, np.log(-np.abs(g))), "is not finite"),
        (lambda a, v, g: (v - a * g, g**2 * 1.0001), "is 1.0001 times"),
        (lambda a, v, g: (v - a * g, g**2 + 1e-3 * v), "is a small term such as epsilon in its place?"),
        (lambda a, v, g: (v - a * g, object()), "is an object, which holds no numbers."),
        (lambda a, v, g: (v - a * g, "x"), "is text."),
    ],
)
def test_words(answer: Callable[..., object], said: str, step: Exercise) -> None:
    with np.errstate(all="ignore"):
        found = words(step, answer)
    assert said in found if said else found == ""


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda x: [0.0, *x][:-1], "is one step late"),
        (lambda x: [*x[1:], 0.0], "is one step early"),
        (lambda x: [9.0, *x[1:]], "is wrong in its first entry only"),
        (lambda x: [*x[:-1], 9.0], "is wrong in its last entry only"),
        (lambda x: [x[0], *(2.3 * v + v * v for v in x[1:])], "is right in its first entry only"),
        (
            lambda x: [x[0], x[1], *(2.3 * v + v * v for v in x[2:])],
            "is right in its first entry and wrong later",
        ),
        (lambda x: x[:-1], "has 3 entries where 4 are right"),
    ],
)
def test_words_for_lists(answer: Callable[..., object], said: str, step: Exercise) -> None:
    right = ([1.0, 4.0, 2.0, 8.0], [3.0, 1.0, 7.0, 5.0])
    one = replace(step, returns=("the list",), parameters=("data",))
    pairs = [(Case("a list", (np.zeros(3),)), describe(x), describe(answer(x))) for x in right]
    assert said in " ".join(differences.describe(one, pairs))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            lambda x: [(a, 2 * b) for a, b in x],
            "of each the second is 2 times what it should be; the first is right.",
        ),
        (lambda x: [a for a, _ in x], "has entries of"),
        (lambda x: x[:-1], "has 1 entries where 2 are right"),
    ],
)
def test_words_for_pairs(answer: Callable[..., object], said: str, step: Exercise) -> None:
    right = [(np.array([1.0, 2.0, 5.0]), np.array([3.0, 4.0, 7.0])), (np.array([5.0]), np.array([6.0]))]
    one = replace(step, returns=("the batches",), parameters=("data",))
    pairs = [(Case("batches", (np.zeros(3),)), describe(right), describe(answer(right)))]
    assert said in " ".join(differences.describe(one, pairs))


def test_words_for_too_many_things(step: Exercise) -> None:
    one = replace(step, returns=("the squares",))
    x = np.array([1.0, 2.0])
    pairs = [(Case("x", (x,)), describe(x**2), describe((x, x**2, x)))]
    told = differences.describe(one, pairs)
    assert told == ["It returns 3 things where one is asked for: the squares.", "The second of them is right."]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda x: not x, "is True where it should be False, and the other way round"),
        (lambda x: True, "is always True"),
        (lambda x: False, "is always False"),
        (lambda x: 0.5, "differs"),
    ],
)
def test_words_for_truth(answer: Callable[..., object], said: str, step: Exercise) -> None:
    one = replace(step, returns=("the decision",), parameters=("count",))
    pairs = [(Case("x", (3,)), describe(x), describe(answer(x))) for x in (True, False, False)]
    assert said in " ".join(differences.describe(one, pairs))


@pytest.mark.parametrize(
    ("places", "said"),
    [
        (np.s_[0], "is wrong in its first row only"),
        (np.s_[:, -1], "is wrong in its last column only"),
        (np.s_[:, 1:], "is right in its first column only"),
        (np.s_[::2, ::2], "is right in 16 of 24 entries"),
    ],
)
def test_words_for_places(places: object, said: str, step: Exercise) -> None:
    one = replace(step, returns=("the matrix",), parameters=("x",))
    right = [np.random.default_rng(i).normal(size=(4, 3)) for i in range(2)]
    pairs = []
    for x in right:
        found = x.copy()
        found[places] **= 3
        pairs.append((Case("x", (0,)), describe(x), describe(found)))
    assert said in " ".join(differences.describe(one, pairs))


def test_words_for_a_tuple_of_one(step: Exercise) -> None:
    one = replace(step, returns=("the squares",))
    pairs = [(Case("x", (2.0,)), describe(np.ones(2)), describe((np.ones(2),)))]
    assert differences.describe(one, pairs) == [
        "It returns a tuple that holds one thing: is there a comma or a bracket too many?"
    ]


def test_words_for_rounding(step: Exercise) -> None:
    one = replace(step, returns=("the squares",), parameters=("x",))
    right = np.array([1000.0, 1.0, 3.0])
    pairs = [(Case("x", (2.0,)), describe(right), describe((right + 0.02).astype(np.float32)))]
    assert "is it computed in float32?" in differences.describe(one, pairs)[0]


def test_a_chance_agreement_in_one_case_says_nothing(step: Exercise) -> None:
    calls = count()

    def answer(alpha: float, var: np.ndarray, grad: np.ndarray) -> object:
        return var - alpha * grad, -(grad**2) if next(calls) == 0 else grad**3

    assert "sign" not in words(step, answer)


def test_mistakes_in_different_parts_are_told_apart(ask: Ask) -> None:
    assert pack.load(str(EXAMPLE.parent))
    found = ask(
        "import numpy as np\ndef weighted_mean(values, weights):\n    return np.mean(values, axis=0) + 1\n"
    )
    assert found.status == "wrong"
    assert found.right == 0
