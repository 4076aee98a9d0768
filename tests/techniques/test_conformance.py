"""Every technique, by existing: the same numbers on every array library, and a file that says what it must.

Agreement proves that a technique is portable, not that its formula is right: that is asked by the tests with
steps worked by hand, and the last test here wants one for every technique.
"""

import ast
import inspect
from pathlib import Path
from typing import Any

import array_api_strict
import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch

from descentlab import catalogue
from descentlab.arrays import Array, Arrays

from .exercises import (
    CASES,
    EXERCISES,
    MEMBERS,
    Case,
    cases,
    hold,
    inputs,
    mapped,
    numbers,
    numbers_within,
    run,
    sample,
    with_numbers,
)

TOLERANCE = {"float64": 1e-12, "float32": 2e-3}  # in float32, 1 - 0.9999 has but three digits
DTYPES = ("float64", "float32")

every_case = pytest.mark.parametrize("case", CASES, ids=str)


def cast(given: Arrays, dtype: str) -> Arrays:
    """Copies of the inputs with the real numbers in this dtype; whole numbers, such as classes, stay."""
    return {name: leaf.copy() if leaf.dtype.kind == "i" else leaf.astype(dtype) for name, leaf in given.items()}


def as_arrays(case: Case, member: int, dtype: str) -> dict[str, Any]:
    """The numbers of a sample, each an array of shape () in this dtype."""
    return mapped(lambda number: np.array(number, dtype), numbers(sample(case, member)))


def reference(case: Case, member: int = 0) -> Arrays:
    """What NumPy in float64 makes, with the hyperparameters as plain numbers."""
    return run(case, sample(case, member), inputs(case))


def kept(leaf: Array, dtype: str) -> bool:
    """Whether an output has the dtype of the inputs; yes and no are allowed."""
    return str(leaf.dtype).rpartition(".")[2] in (dtype, "bool")


def assert_agree(made: Arrays, expected: Arrays, dtype: str) -> None:
    assert set(made) == set(expected)
    for name, leaf in made.items():
        assert kept(leaf, dtype), f"{name} is {leaf.dtype}"
        value = np.asarray(leaf)
        assert value.shape == expected[name].shape, name
        assert np.all(np.isfinite(value)), name
        np.testing.assert_allclose(
            value, expected[name], rtol=TOLERANCE[dtype], atol=TOLERANCE[dtype] / 100, err_msg=name
        )


@pytest.mark.parametrize("hyperparameters", ["numbers", "arrays"])
@pytest.mark.parametrize("dtype", DTYPES)
@every_case
def test_numpy(case: Case, dtype: str, hyperparameters: str) -> None:
    """Plain and read-only arrays; the dtype is kept, and what was handed in is as it was."""
    for member in range(MEMBERS):
        instance = sample(case, member)
        if hyperparameters == "arrays":
            instance = with_numbers(instance, hold(as_arrays(case, member, dtype)))
        given = cast(inputs(case), dtype)
        plain = run(case, instance, given)
        for name, before in cast(inputs(case), dtype).items():
            np.testing.assert_array_equal(given[name], before, err_msg=f"{name} was written into")
        read_only = run(case, instance, hold(cast(inputs(case), dtype)))
        for name, leaf in plain.items():
            np.testing.assert_array_equal(leaf, read_only[name])
        assert_agree(read_only, reference(case, member), dtype)


@pytest.mark.parametrize("hyperparameters", ["numbers", "arrays"])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("make", [array_api_strict.asarray, torch.from_numpy], ids=["strict", "torch"])
@every_case
def test_other_libraries(case: Case, make: Any, dtype: str, hyperparameters: str) -> None:
    """array-api-strict, which has nothing but the standard, and PyTorch."""
    instance = sample(case, 1)
    if hyperparameters == "arrays":
        instance = with_numbers(instance, mapped(make, as_arrays(case, 1, dtype)))
    given = mapped(make, cast(inputs(case), dtype))
    assert_agree(run(case, instance, given), reference(case, 1), dtype)
    for name, before in cast(inputs(case), dtype).items():
        np.testing.assert_array_equal(np.asarray(given[name]), before, err_msg=f"{name} was written into")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_another_device(case: Case) -> None:
    """What is made lies on the device of the arrays handed in, as on a GPU beside a CPU."""
    device = array_api_strict.Device("device1")

    def make(leaf: Any) -> Any:
        return array_api_strict.asarray(leaf, device=device)

    instance = with_numbers(sample(case, 1), mapped(make, as_arrays(case, 1, "float64")))
    for name, leaf in run(case, instance, mapped(make, inputs(case))).items():
        assert leaf.device == device, name


@pytest.mark.parametrize("dtype", DTYPES)
@every_case
def test_jax_population(case: Case, dtype: str) -> None:
    """Compiled, and mapped over hyperparameters: one compilation serves every value."""
    compiled = 0

    def train(tree: dict[str, Any], given: Arrays) -> Arrays:
        nonlocal compiled
        compiled += 1
        return run(case, with_numbers(sample(case), tree), given)

    with jax.enable_x64(True), jax.numpy_dtype_promotion("strict"):
        given = mapped(jnp.asarray, cast(inputs(case), dtype))
        trees = [as_arrays(case, member, dtype) for member in range(MEMBERS)]
        size = MEMBERS if trees[0] else None
        population = jax.jit(jax.vmap(train, in_axes=(0, None), axis_size=size or 1))
        for order in ([0, 1, 2], [2, 0, 1]):
            stacked = mapped(lambda *leaf: jnp.stack(leaf), *(trees[member] for member in order))
            made = mapped(np.asarray, population(stacked, given))
            for place, member in enumerate(order[:size] if size else [0]):
                one = {name: leaf[place] for name, leaf in made.items()}
                assert_agree(one, reference(case, member), dtype)
    assert compiled == 1


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
def test_declares_what_it_is(case: Case) -> None:
    """Source, lawful and searched ranges, and text for the file, the class and every public method."""
    kind = case.kind
    assert isinstance(kind.SOURCE, str)
    assert kind.SOURCE.strip()
    assert set(kind.RANGES) <= set(kind._fields)
    for field, lawful in kind.RANGES.items():
        if field in kind._field_defaults:
            assert lawful.allows(kind._field_defaults[field]), (
                f"default {field} must lie in {lawful.describe()}"
            )
        for value in lawful.search or ():
            assert lawful.allows(value), f"search for {field} must lie in {lawful.describe()}"
        if lawful.search:
            assert lawful.search[0] < lawful.search[1]
            assert lawful.scale == "linear" or lawful.search[0] > 0
        assert all(lawful.allows(value) for value in numbers_within(lawful))
    for text in (inspect.getmodule(kind).__doc__, kind.__doc__):
        assert text
        assert text.splitlines()[0].strip()
    for name, method in vars(kind).items():
        if inspect.isfunction(method) and not name.startswith("_"):
            assert method.__doc__, f"{name} has no docstring"


@every_case
def test_follows_its_contract(case: Case) -> None:
    """The methods of the family's protocol, with the same arguments under the same names."""

    def methods(of: Any) -> dict[str, list[str]]:
        return {
            name: list(inspect.signature(method).parameters)
            for name, method in vars(of).items()
            if inspect.isfunction(method) and not name.startswith("_")
        }

    own = methods(case.kind)
    assert any(methods(contract).items() <= own.items() for contract in EXERCISES[case.family].contracts)
    for contract in EXERCISES[case.family].contracts:
        for name, value in inspect.get_annotations(contract).items():
            if "Literal" in str(value):
                assert hasattr(case.kind, name)


@pytest.mark.parametrize("case", [case for case in CASES if not case.flag], ids=str)
def test_has_a_test_of_its_own(case: Case) -> None:
    """Some file beside this one, in the folder of the family, imports the technique to work it by hand."""
    module = f"descentlab.techniques.{case.family}.{case.name}"
    files = (Path(__file__).parent / case.family).glob("test_*.py")
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    assert any(
        isinstance(node, ast.ImportFrom) and node.module == module for tree in trees for node in ast.walk(tree)
    )
