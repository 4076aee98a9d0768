"""Every technique, by existing: the same numbers on every array library, and a file that says what it must.

Agreement proves that a technique is portable, not that its formula is right: that is asked by the tests with
steps worked by hand, and the last test here wants one for every technique.
"""

import ast
import inspect
from pathlib import Path

import jax
import jax.numpy as jnp
import pytest

from descentlab import catalogue
from descentlab.diagnosis.conformance import CHECKS, reference
from descentlab.diagnosis.exercises import EXERCISES
from descentlab.diagnosis.samples import Case, cases, inputs, sample

CASES = cases(*catalogue.FAMILIES)

every_case = pytest.mark.parametrize("case", CASES, ids=str)


@pytest.mark.parametrize("check", [check for _, _, check in CHECKS], ids=lambda check: check.__name__)
@every_case
def test_keeps_its_contract(case: Case, check) -> None:
    check(case)


@pytest.mark.parametrize("case", cases("stopping"), ids=str)
def test_jax_stopping_in_a_loop(case: Case) -> None:
    """A rule's state keeps its form in a compiled loop, and stops there as it does in Python."""
    rule = sample(case)
    values = jnp.asarray(inputs(case)["values"], dtype="float32")
    state, _ = jax.lax.scan(
        lambda state, value: (rule.update(state, value), None), rule.init(values[0]), values
    )
    assert bool(state.stopped) == bool(reference(case)[f"stopped {len(values) - 1}"])


def test_every_family_has_an_exercise() -> None:
    assert set(EXERCISES) == set(catalogue.FAMILIES)


@every_case
def test_says_what_it_is(case: Case) -> None:
    """Where it comes from, and text for the file, the class and every public method."""
    kind = case.kind
    assert isinstance(kind.SOURCE, str)
    assert kind.SOURCE.strip()
    for text in (inspect.getmodule(kind).__doc__, kind.__doc__):
        assert text
        assert text.splitlines()[0].strip()
    for name, method in vars(kind).items():
        if inspect.isfunction(method) and not name.startswith("_"):
            assert method.__doc__, f"{name} has no docstring"


@pytest.mark.parametrize("case", [case for case in CASES if not case.flag], ids=str)
def test_has_a_test_of_its_own(case: Case) -> None:
    """Some file beside this one, in the folder of the family, imports the technique to work it by hand."""
    module = f"descentlab.techniques.{case.family}.{case.name}"
    files = (Path(__file__).parent / case.family).glob("test_*.py")
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    assert any(
        isinstance(node, ast.ImportFrom) and node.module == module for tree in trees for node in ast.walk(tree)
    )
