"""Slopes by differences: worked by hand, their bounds, kinks, and the noise of a function's values."""

import math

import numpy as np
import pytest

from descentlab.diagnosis.slopes import by_example, noise, slopes


def first(line, scale=1.0, error=0.0):
    """The slope at the first step, 1e-3."""
    return next(slopes(line, line(0.0), scale, error, 0.0))


def test_by_hand() -> None:
    """f(t) = t^5 with step h: D(h), D(h/2), D(h/4) are h^4, h^4/16 and h^4/256.

    slope = (64/256 - 20/16 + 1) h^4 / 45 = 0, and D4 = (4/256 - 1/16) h^4 / 3 = -h^4/64.
    """
    found = first(lambda t: t**5)
    assert abs(found.value) < 1e-27
    assert found.error == pytest.approx(2 * 1e-12 / 64, rel=1e-6)
    assert not found.kink


def test_a_kink_by_hand() -> None:
    """f(t) = 3 t + |t|: central differences see 3; the slopes on both sides are 2 and 4, so the jump is 2."""
    found = first(lambda t: 3 * t + abs(t))
    assert found.value == pytest.approx(3, abs=1e-12)
    assert found.kink
    assert found.jump == pytest.approx(2, rel=1e-9)


@pytest.mark.parametrize("shift", [1e-7, 1e-5, 3e-4, 6e-4, 9e-4])
def test_a_kink_within_the_stencil_is_in_one_of_the_bounds(shift: float) -> None:
    found = first(lambda t: math.sin(t) + abs(t - shift))
    assert abs(found.value - 0) <= found.error + found.jump  # the slope at 0 is cos(0) - 1


@pytest.mark.parametrize(
    ("function", "derivative"),
    [
        (math.exp, math.exp),
        (math.sin, math.cos),
        (math.tanh, lambda t: 1 - math.tanh(t) ** 2),
        (lambda t: 1 / (1 + t), lambda t: -1 / (1 + t) ** 2),
        (lambda t: (1 + t) ** 7, lambda t: 7 * (1 + t) ** 6),
    ],
)
@pytest.mark.parametrize("at", [0.3, 1.0, 2.0])
def test_the_bound_holds_at_every_step(function, derivative, at: float) -> None:
    value = function(at)
    for found in slopes(lambda t: function(at + t), value, at, abs(value) * 2.0**-53, at):
        assert abs(found.value - derivative(at)) <= found.error
        assert not found.kink


def test_what_is_not_finite_says_nothing() -> None:
    found = first(lambda t: math.log(t) if t > 0 else math.nan)
    assert math.isinf(found.error)
    assert not found.kink


@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_steps_of_usual_size_are_tried_beside_an_unusual_scale(scale: float) -> None:
    errors = [abs(found.value - 1) for found in slopes(math.sin, 0.0, scale, 1e-16, 0.0)]
    assert min(errors) < 1e-10


def test_noise_of_float64_is_its_rounding() -> None:
    params = {"w": np.random.default_rng(0).normal(size=20)}
    found = noise(lambda p: float(np.sum(np.exp(p["w"]))), params, 0)
    assert 2.0**-53 <= found / np.sum(np.exp(params["w"])) < 2.0**-50


def test_noise_of_float32_is_its_rounding() -> None:
    """The sum is rounded to 24 bits: errors of up to half of 2^-23, relative."""
    params = {"w": np.random.default_rng(0).normal(size=20)}
    found = noise(lambda p: float(np.float32(np.sum(np.exp(p["w"])))), params, 0)
    assert 2.0**-27 < found / np.sum(np.exp(params["w"])) < 2.0**-22


def test_noise_of_a_grid() -> None:
    """Values rounded to a grid of 1e-7 carry errors of 1e-7 / sqrt(12), a uniform distribution's deviation."""
    params = {"w": np.random.default_rng(0).normal(size=50)}
    found = noise(lambda p: float(np.round(np.sum(np.sin(p["w"])), 7)), params, 0)
    assert found == pytest.approx(1e-7 / math.sqrt(12), rel=0.7)


def test_slopes_of_each_example() -> None:
    """losses = (w x_i)^2: the slope of example i in w_j is 2 (w x_i) x_ij."""
    x = np.array([[1.0, 2.0], [3.0, -1.0], [0.0, 1.0]])
    w = np.array([0.5, -2.0])
    found = by_example(lambda p: (x @ p["w"]) ** 2, {"w": w}, "w", [1])
    np.testing.assert_allclose(found, [[2 * -3.5 * 2, 2 * 3.5 * -1, 2 * -2 * 1]], rtol=1e-9)
