"""Numbers at the ends of their lawful ranges: a step is finite there, and what lies beyond is refused.

NumPy's warnings are errors here, so that an overflow or 0/0 on the way fails even where it would come out well.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from descentlab import catalogue
from descentlab.arrays import Arrays
from descentlab.diagnosis.conformance import cast
from descentlab.diagnosis.exercises import classes_of
from descentlab.diagnosis.samples import Case, cases, inputs, run, sample
from descentlab.errors import SettingError
from descentlab.experiments.methods import Problem, method
from descentlab.experiments.recipe import recipe

every_case = pytest.mark.parametrize("case", cases(*catalogue.FAMILIES), ids=str)
dtypes = pytest.mark.parametrize("dtype", ["float64", "float32"])


def ends(instance: Any) -> Iterator[tuple[str, float, bool]]:
    """Every number's ends: field, value, whether it is lawful."""
    for field, lawful in instance.RANGES.items():
        for end in lawful.lawful:
            if end is not None:
                yield field, end, lawful.allows(end)


def at(instance: Any, field: str, value: float, least: int = 0) -> Any:
    """The instance with this number, in all places of a field that holds several, and in so many at least."""
    before = getattr(instance, field)
    several = isinstance(before, tuple)
    return instance._replace(**{field: (value,) * max(least, len(before)) if several else value})


def at_the_ends(instance: Any) -> Iterator[Any]:
    """The instance itself; with each number at each of its lawful ends; with all at the lower, and all at the upper."""
    yield instance
    low, high = instance, instance
    for field, end, allowed in ends(instance):
        if allowed:
            yield at(instance, field, end)
            low = at(low, field, end) if end == instance.RANGES[field].lawful[0] else low
            high = at(high, field, end) if end == instance.RANGES[field].lawful[1] else high
    yield low
    yield high


def finite(case: Case, given: Arrays) -> None:
    """Holds that all that the technique makes of these inputs is finite, with numbers at the ends too."""
    for one in at_the_ends(sample(case)):
        for dtype in ("float64", "float32"):
            with np.errstate(all="raise", under="ignore"):
                made = run(case, one, cast(given, dtype))
            for name, leaf in made.items():
                assert np.all(np.isfinite(leaf)), f"{one}: {name} in {dtype}"


@pytest.mark.fault(27)
@every_case
def test_a_step_at_the_end_of_a_range_is_finite(case: Case) -> None:
    finite(case, inputs(case))


@pytest.mark.fault(27, 28)
@every_case
def test_zeros_everywhere(case: Case) -> None:
    """Inputs, parameters and gradients of zero, at the ends of the ranges too: nothing is divided by their size."""
    kept = ("noise", "t", "steps", "learning_rate", "targets", "mixed")
    finite(
        case,
        {
            name: leaf if name.startswith(kept) or leaf.dtype.kind == "i" else np.zeros_like(leaf)
            for name, leaf in inputs(case).items()
        },
    )


@pytest.mark.fault(27)
@pytest.mark.parametrize("case", [case for case in cases(*catalogue.FAMILIES) if not case.flag], ids=str)
def test_what_lies_beyond_a_range_is_refused(case: Case) -> None:
    """Ends that are not lawful, what is next to those that are, and what is no number."""
    instance = sample(case)
    beyond = [(field, math.nan) for field in instance.RANGES] + [(field, math.inf) for field in instance.RANGES]
    for field, end, allowed in ends(instance):
        outwards = -math.inf if end == instance.RANGES[field].lawful[0] else math.inf
        beyond.append((field, math.nextafter(end, outwards) if allowed else end))
    for field, value in beyond:
        with pytest.raises(SettingError, match=f"{field} is .*it must"):
            catalogue.build(case.family, at(instance, field, value, least=1))


@pytest.mark.fault(27)
@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"optimizer": "adam(beta2=0.99999999)"},
            "beta2 is 0.99999999, which float32 rounds to 1; it must lie in",
        ),
        ({"optimizer": "adam(epsilon=1e-50)"}, "epsilon is 1e-50, which float32 rounds to 0; it must lie in"),
        (
            {"optimizer": "adam(epsilon=1e-40)"},
            "epsilon is 1e-40, which float32 rounds to 0",
        ),  # XLA flushes these
        ({"optimizer": "sgd", "learning_rate": 1e300}, "learning_rate is 1e.300, which float32 rounds to inf"),
        ({"normalization": "batch_norm(epsilon=1e-60)"}, "layer 'batch_norm': epsilon is 1e-60"),
        (
            {"schedule": "step(interval_epochs=1, interval_steps=2)"},
            "interval_steps and interval_epochs are both",
        ),
        ({"schedule": "piecewise(boundaries=[0.9, 0.1])"}, "boundaries must ascend, and are"),
        ({"schedule": "piecewise(boundaries=[0.5, 0.5])"}, "boundaries must ascend"),
        ({"schedule": "cosine(decay_steps=0)"}, r"decay_steps is 0; it must lie in \[1, inf\)"),
        ({"optimizer": "momentum(momentum=1.5)"}, r"momentum is 1.5; it must lie in \[0, 1\)"),
    ],
)
def test_numbers_that_only_look_lawful_are_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        method(recipe(**settings), Problem("classification", 3, (4,), steps_per_epoch=10))


@pytest.mark.fault(27)
def test_what_float32_rounds_away_is_lawful_in_float64() -> None:
    settings = {"optimizer": "adam(beta2=0.99999999, epsilon=1e-50)", "dtype": "float64"}
    assert method(recipe(**settings), Problem("classification", 3, (4,))).optimizer.beta2 == 0.99999999


@pytest.mark.fault(26)
@dtypes
@pytest.mark.parametrize("case", cases("losses"), ids=str)
def test_every_loss_at_outputs_of_1000(case: Case, dtype: str) -> None:
    """Right and wrong by 1000 and by 2000: the loss and its gradient are finite, and what is right costs least."""
    loss = sample(case)
    count = loss.outputs(classes_of(loss))
    signs = np.array([[1.0], [-1.0]]) * (-1.0) ** np.arange(count)
    outputs = (1000 * signs).astype(dtype)
    targets = np.array([0, 0]) if loss.TASK == "classification" else outputs[[0, 0]]
    losses, saved = loss.forward(outputs, targets)
    doutputs = loss.backward(saved, np.ones(2, dtype))
    for leaf in (losses, doutputs, loss.predict(outputs)):
        assert leaf.dtype == dtype
        assert np.all(np.isfinite(leaf))
    right, wrong = (
        (1, 0) if case.name == "binary_cross_entropy" else (0, 1)
    )  # its one output speaks for class 1
    assert losses[right] < losses[wrong]
