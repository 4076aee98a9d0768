"""What all augmentations promise, read from the folder."""

from typing import Any

import numpy as np
import pytest

from descentlab.diagnosis.exercises import part
from descentlab.diagnosis.samples import Case, cases, inputs, sample

every = pytest.mark.parametrize("case", cases("augmentations"), ids=str)


def given(case: Case) -> tuple[Any, np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """A sample with other numbers than its defaults, and what it is applied to."""
    made = inputs(case)
    return sample(case, 1), made["x"], made["targets"], part(made, "noise")


@every
def test_changes_something_and_depends_on_nothing_but_its_noise(case: Case) -> None:
    technique, x, targets, noise = given(case)
    first, _ = technique.apply(x, targets, noise)
    again, _ = technique.apply(x.copy(), targets.copy(), {name: leaf.copy() for name, leaf in noise.items()})
    np.testing.assert_array_equal(first, again)
    assert np.any(first != x)


@every
def test_an_example_has_noise_of_its_own(case: Case) -> None:
    """Alone, or before its partner where examples are mixed, it comes out as it does among the others."""
    technique, x, targets, noise = given(case)
    together = technique.apply(x, targets, noise)
    for k in range(len(x)):
        rows = [k, (k + 1) % len(x)] if technique.MIXES else [k]
        alone = technique.apply(x[rows], targets[rows], {name: leaf[rows] for name, leaf in noise.items()})
        for one, among in zip(alone, together, strict=True):
            np.testing.assert_allclose(one[0], among[k], rtol=1e-14)


@every
def test_pixels_stay_pixels_and_targets_probabilities(case: Case) -> None:
    technique, x, targets, noise = given(case)
    y, mixed = technique.apply(x, targets, noise)
    if technique.INPUTS == "images":
        assert np.all((y >= 0) & (y <= 1 + 1e-12))
    np.testing.assert_allclose(np.sum(mixed, axis=1), 1, rtol=1e-12)
    assert np.all(mixed >= 0)


@every
def test_takes_what_it_says(case: Case) -> None:
    """Plain features too where it says so, and images of one pixel."""
    technique = sample(case, 1)
    rng = np.random.default_rng(0)
    shapes = [(1, 1, 1), (7, 3, 1)] + ([(5,)] if technique.INPUTS == "any" else [])
    for shape in shapes:
        x, targets = rng.uniform(size=(3, *shape)), rng.normal(size=(3, 2))
        noise = {
            name: rng.uniform(size=(3, *asked.shape))
            if asked.kind == "uniform"
            else rng.normal(size=(3, *asked.shape))
            for name, asked in technique.needs(shape).items()
        }
        y, mixed = technique.apply(x, targets, noise)
        assert y.shape == x.shape
        assert mixed.shape == targets.shape
        assert np.all(np.isfinite(y))
