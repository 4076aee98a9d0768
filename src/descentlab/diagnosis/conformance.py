"""Whether a technique keeps its contract: the same numbers on every array library, and nothing done in secret.

Each check takes a case (a technique of the catalogue or a user's own) and raises ``Broken`` with one line that
says in words what is wrong and how to mend it. Agreement proves that a technique is portable, not that its formula
is right: that is asked by steps worked by hand.
"""

import inspect
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np

from descentlab.arrays import Array, Arrays
from descentlab.diagnosis.exercises import EXERCISES, Broken, expect, hold
from descentlab.diagnosis.samples import MEMBERS, Case, inputs, numbers_within, run, sample
from descentlab.training.structure import numbers, with_numbers

TOLERANCE = {"float64": 1e-12, "float32": 2e-3}  # in float32, 1 - 0.9999 has but three digits
DTYPES = ("float64", "float32")


class Finding(NamedTuple):
    """One check's outcome. wrong: the line that says what is broken; None where nothing is.

    skipped: why the check was not made.
    """

    check: str
    wrong: str | None = None
    skipped: str | None = None


def findings(case: Case) -> Iterator[Finding]:
    """Every check in turn."""
    for title, library, check in CHECKS:
        if library is not None and find_spec(library) is None:
            yield Finding(title, skipped=f"{library} is not installed")
            continue
        try:
            check(case)
        except Broken as broken:
            yield Finding(title, wrong=str(broken))
        else:
            yield Finding(title)


def declares_what_it_is(case: Case) -> None:
    """Lawful and searched ranges, and text for the class and every public method."""
    kind = case.kind
    if unknown := set(kind.RANGES) - set(kind._fields):
        raise Broken(f"RANGES names {', '.join(sorted(unknown))}, which are no fields")
    for field, lawful in kind.RANGES.items():
        default: Any = kind._field_defaults.get(field, ())
        for value in np.atleast_1d(np.asarray(default, dtype=float)).tolist():
            if not lawful.allows(value):
                raise Broken(f"the default of {field} is {value}, which lies outside of {lawful.describe()}")
        for value in lawful.search or ():
            if not lawful.allows(value):
                raise Broken(f"{field} is searched at {value}, which lies outside of {lawful.describe()}")
        if lawful.search and not lawful.search[0] < lawful.search[1]:
            raise Broken(f"{field} is searched from {lawful.search[0]} to {lawful.search[1]}: nothing between")
        if lawful.search and lawful.scale == "log" and lawful.search[0] <= 0:
            raise Broken(f"{field} is searched from {lawful.search[0]} on a log scale, which has no zero")
        if not all(lawful.allows(value) for value in numbers_within(lawful)):
            raise Broken(f"{field} has hardly any lawful values: {lawful.describe()}")
    if case.family == "optimizers" and "learning_rate" not in kind.RANGES:
        raise Broken("RANGES has no learning_rate: schedules and tuning need one")


def follows_its_contract(case: Case) -> None:
    """The methods of one of the family's protocols, with the same arguments under the same names."""
    own = _methods(case.kind)
    contracts = EXERCISES[case.family].contracts
    for contract in contracts:
        if _methods(contract).items() <= own.items() and not _missing(case.kind, contract):
            return
    nearest = max(contracts, key=lambda contract: len(_methods(contract).keys() & own.keys()))
    for name, arguments in _methods(nearest).items():
        wanted = f"{name}({', '.join(arguments)})"
        if name not in own:
            raise Broken(f"there is no method {wanted}")
        if own[name] != arguments:
            raise Broken(f"{name} takes ({', '.join(own[name])}); training calls {wanted}")
    raise Broken(f"the class has no {', '.join(_missing(case.kind, nearest))}")


def runs_in_numpy(case: Case) -> None:
    """Plain and read-only arrays of both dtypes: kept, untouched, and the same at every call."""
    for dtype in DTYPES:
        for member in range(MEMBERS):
            for instance in _forms(case, member, dtype, hold):
                given = cast(inputs(case), dtype)
                plain = _made(case, instance, given, f"NumPy, {dtype}")
                for name, before in cast(inputs(case), dtype).items():
                    if not np.array_equal(given[name], before, equal_nan=True):
                        raise Broken(f"writes into its argument '{name}': make a new array instead")
                again = _made(case, instance, hold(cast(inputs(case), dtype)), f"NumPy, {dtype}")
                for name, leaf in plain.items():
                    if not np.array_equal(leaf, again[name], equal_nan=True):
                        raise Broken(
                            f"two equal calls give different '{name}': it keeps something between calls, or draws "
                            "random numbers of its own (noise must be an argument)"
                        )
                agree(plain, reference(case, member), dtype, "NumPy")


def runs_in_jax(case: Case) -> None:
    """Compiled, and mapped over hyperparameters: one compilation serves every value."""
    jax: Any = import_module("jax")
    for dtype in DTYPES:
        compiled: list[str] = []

        def train(tree: Arrays, given: Arrays, seen: list[str] = compiled) -> Arrays:
            seen.append("once more")
            return run(case, with_numbers(sample(case), tree), given)

        with jax.enable_x64(True), jax.numpy_dtype_promotion("strict"):
            given = _mapped(jax.numpy.asarray, cast(inputs(case), dtype))
            trees = [_as_arrays(case, member, dtype) for member in range(MEMBERS)]
            size = MEMBERS if trees[0] else None
            population = jax.jit(jax.vmap(train, in_axes=(0, None), axis_size=size or 1))
            for order in ([0, 1, 2], [2, 0, 1]):
                stacked = {path: np.stack([trees[member][path] for member in order]) for path in trees[0]}
                made = _tried(partial(population, stacked, given), f"compiled by JAX, {dtype}", case)
                made = _mapped(np.asarray, made)
                for place, member in enumerate(order[:size] if size else [0]):
                    one = {name: leaf[place] for name, leaf in made.items()}
                    agree(one, reference(case, member), dtype, "JAX")
        expect(
            len(compiled) == 1, "is compiled anew for other numbers: a number must not decide what is computed"
        )


def runs_in_torch(case: Case) -> None:
    """PyTorch's tensors."""
    torch: Any = import_module("torch")
    _elsewhere(case, torch.from_numpy, "PyTorch")


def runs_by_the_standard(case: Case) -> None:
    """array-api-strict, which has nothing but the standard; also on another device."""
    strict: Any = import_module("array_api_strict")
    _elsewhere(case, strict.asarray, "the array-API standard")
    device = strict.Device("device1")
    make = partial(strict.asarray, device=device)
    instance = with_numbers(sample(case, 1), _mapped(make, _as_arrays(case, 1, "float64")))
    made = _made(case, instance, _mapped(make, inputs(case)), "another device")
    for name, leaf in made.items():
        if leaf.device != device:
            raise Broken(
                f"'{name}' lies on another device than the arrays handed in: use zeros_like and the like"
            )


CHECKS: tuple[tuple[str, str | None, Callable[[Case], None]], ...] = (
    ("declares its numbers and their ranges", None, declares_what_it_is),
    ("follows its family's contract", None, follows_its_contract),
    ("NumPy: dtype kept, arguments untouched, same call same numbers", None, runs_in_numpy),
    ("JAX: compiles once for all numbers, agrees with NumPy", "jax", runs_in_jax),
    ("PyTorch: agrees with NumPy", "torch", runs_in_torch),
    ("array-API standard: needs nothing else", "array_api_strict", runs_by_the_standard),
)
"""What is checked, the library that it needs, and the check."""


def cast(given: Arrays, dtype: str) -> Arrays:
    """Copies of the inputs with the real numbers in this dtype; whole numbers, such as classes, stay."""
    return {name: leaf.copy() if leaf.dtype.kind == "i" else leaf.astype(dtype) for name, leaf in given.items()}


def reference(case: Case, member: int = 0) -> Arrays:
    """What NumPy in float64 makes, with the hyperparameters as plain numbers."""
    return _made(case, sample(case, member), inputs(case), "NumPy, float64")


def agree(made: Arrays, expected: Arrays, dtype: str, where: str) -> None:
    """Raises Broken unless these are the reference's numbers, in the dtype that was handed in."""
    for name, leaf in made.items():
        if str(leaf.dtype).rpartition(".")[2] not in (dtype, "bool"):
            raise Broken(
                f"{where}: '{name}' is {leaf.dtype} where {dtype} came in: an array or a NumPy number of another "
                "dtype lifts it"
            )
        value = np.asarray(leaf)
        if value.shape != expected[name].shape:
            raise Broken(f"{where}: '{name}' has shape {value.shape}, and {expected[name].shape} in NumPy")
        if not np.all(np.isfinite(value)):
            raise Broken(f"{where}, {dtype}: '{name}' is not finite for ordinary inputs")
        bound = TOLERANCE[dtype]
        if not np.allclose(value, expected[name], rtol=bound, atol=bound / 100):
            far = np.max(np.abs(value - expected[name]) / (np.abs(expected[name]) + 1e-2))
            raise Broken(f"{where}, {dtype}: '{name}' differs from NumPy in float64 by {far:.1e}")


def _elsewhere(case: Case, make: Callable[[Any], Array], where: str) -> None:
    for dtype in DTYPES:
        for instance in _forms(case, 1, dtype, partial(_mapped, make)):
            given = _mapped(make, cast(inputs(case), dtype))
            agree(_made(case, instance, given, where), reference(case, 1), dtype, where)
            for name, before in cast(inputs(case), dtype).items():
                if not np.array_equal(np.asarray(given[name]), before, equal_nan=True):
                    raise Broken(f"{where}: writes into its argument '{name}': make a new array instead")


def _forms(case: Case, member: int, dtype: str, make: Callable[[Any], Any]) -> Iterator[Any]:
    """The technique with numbers, and with arrays of shape () in their place."""
    yield sample(case, member)
    yield with_numbers(sample(case, member), make(_as_arrays(case, member, dtype)))


def _as_arrays(case: Case, member: int, dtype: str) -> Arrays:
    return {path: np.array(number, dtype) for path, number in numbers(sample(case, member)).items()}


def _mapped(function: Callable[[Any], Array], arrays: Arrays) -> Arrays:
    return {name: function(array) for name, array in arrays.items()}


def _made(case: Case, instance: Any, given: Arrays, where: str) -> Arrays:
    return _tried(lambda: run(case, instance, given), where, case)


def _tried(make: Callable[[], Any], where: str, case: Case) -> Any:
    """What the call gives. Raises Broken, in words, where it fails."""
    try:
        return make()
    except Broken:
        raise
    except Exception as error:  # whatever the technique may raise
        line = _line(error, case)
        kind = type(error).__name__
        text = str(error).splitlines()[0] if str(error) else kind
        if "read-only" in text:
            raise Broken(f"{line}writes into what it was handed: make a new array instead") from error
        if kind == "TracerBoolConversionError":
            raise Broken(
                f"{line}a Python branch (if, and, or, while) on an array's value: use where(condition, a, b)"
            ) from error
        if kind in ("ConcretizationTypeError", "TracerArrayConversionError", "TracerIntegerConversionError"):
            raise Broken(
                f"{line}an array is turned into a Python number or a NumPy array: compute with namespace(x)"
            ) from error
        raise Broken(f"{line}{where}: {kind}: {text}") from error


def _line(error: Exception, case: Case) -> str:
    """Where in the technique's own file an error arose."""
    file = getattr(sys.modules.get(case.kind.__module__), "__file__", None)
    found, step = "", error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == file:
            found = f"line {step.tb_lineno}: "
        step = step.tb_next
    return found


def _methods(of: Any) -> dict[str, list[str]]:
    members: dict[str, Any] = of.__dict__
    return {
        name: list(inspect.signature(method).parameters)
        for name, method in members.items()
        if inspect.isfunction(method) and not name.startswith("_")
    }


def _missing(kind: Any, contract: Any) -> list[str]:
    """Class constants that a protocol asks for and the class lacks."""
    asked: dict[str, Any] = inspect.get_annotations(contract)
    return [name for name, value in asked.items() if "Literal" in str(value) and not hasattr(kind, name)]
