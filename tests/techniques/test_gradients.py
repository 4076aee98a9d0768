"""Every derivative worked by hand in a technique, against central differences of its own values in float64."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from descentlab.arrays import Array, Arrays
from descentlab.diagnosis.exercises import classes_of, part
from descentlab.diagnosis.samples import MEMBERS, Case, cases, inputs, sample
from descentlab.techniques.layers.batch_norm import BatchNorm
from descentlab.techniques.layers.dropout import Dropout
from descentlab.techniques.losses.binary_cross_entropy import BinaryCrossEntropy
from descentlab.techniques.losses.hinge import Hinge
from descentlab.techniques.losses.huber import Huber
from descentlab.techniques.losses.mean_absolute_error import MeanAbsoluteError
from descentlab.techniques.losses.softmax_cross_entropy import SoftmaxCrossEntropy
from descentlab.techniques.losses.squared_hinge import SquaredHinge

TOLERANCE = 1e-7
STRIDE = 1e-5

members = pytest.mark.parametrize("member", range(MEMBERS))


def differences(value: Callable[[Array], Array], at: Array) -> Array:
    """The gradient of a number at an array, entry by entry, to the fourth order of the stride."""
    slopes = np.zeros_like(at)
    for place in np.ndindex(at.shape):

        def moved(by: float, place: tuple[int, ...] = place) -> float:
            shifted = at.copy()
            shifted[place] += by
            return float(value(shifted))

        near, far = moved(STRIDE) - moved(-STRIDE), moved(2 * STRIDE) - moved(-2 * STRIDE)
        slopes[place] = (8 * near - far) / (12 * STRIDE)
    return slopes


def relative_error(one: Array, other: Array) -> float:
    """The distance over the sum of the lengths; 0 where both vanish."""
    distance = np.linalg.norm(one - other)
    return float(distance / (np.linalg.norm(one) + np.linalg.norm(other))) if distance else 0.0


def off_kinks(x: Array) -> Array:
    """The same values, none nearer to zero than a tenth."""
    return np.where(abs(x) < 0.1, x + np.copysign(0.2, x), x)


def check_layer(layer: object, given: Arrays) -> None:
    params, state, noise = part(given, "param"), part(given, "state"), part(given, "noise")
    _, saved, _ = layer.forward(params, state, given["x"], noise)
    dx, grads = layer.backward(params, saved, given["dy"])

    def value(x: Array, **changed: Array) -> Array:
        return np.sum(layer.forward(params | changed, state, x, noise)[0] * given["dy"])

    assert np.all(np.isfinite(dx))
    assert relative_error(dx, differences(value, given["x"])) < TOLERANCE
    for name, grad in grads.items():

        def value_of(param: Array, name: str = name) -> Array:
            return value(given["x"], **{name: param})

        assert np.all(np.isfinite(grad))
        assert relative_error(grad, differences(value_of, params[name])) < TOLERANCE, name


@members
@pytest.mark.parametrize("case", cases("layers"), ids=str)
def test_layers(case: Case, member: int) -> None:
    given = inputs(case)
    check_layer(sample(case, member), given | {"x": off_kinks(given["x"])})


@members
@pytest.mark.parametrize("case", cases("activations"), ids=str)
def test_activations(case: Case, member: int) -> None:
    activation = sample(case, member)
    if hasattr(activation, "needs"):
        given = inputs(case)
        check_layer(activation, given | {"x": off_kinks(given["x"])})
        return
    x = np.linspace(-4.0, 4.0, 14)  # no kink among them: these lie at -3, 0 and 3
    dy = np.random.default_rng(0).normal(size=14)
    dx = activation.backward(activation.forward(x)[1], dy)
    assert relative_error(dx, differences(lambda x: np.sum(activation.forward(x)[0] * dy), x)) < TOLERANCE


@members
@pytest.mark.parametrize("case", cases("losses"), ids=str)
def test_losses(case: Case, member: int) -> None:
    loss, given = sample(case, member), inputs(case)
    doutputs = loss.backward(loss.forward(given["outputs"], given["targets"])[1], given["dlosses"])
    expected = differences(
        lambda outputs: np.sum(loss.forward(outputs, given["targets"])[0] * given["dlosses"]), given["outputs"]
    )
    assert relative_error(doutputs, expected) < TOLERANCE


@pytest.mark.parametrize(
    ("loss", "outputs", "targets"),
    [
        pytest.param(Hinge(), [[2.0, 1.0, -3.0]], [0], id="hinge, a lead of 1"),
        pytest.param(Hinge(), [[0.0, 2.0, 2.0]], [0], id="hinge, two rivals"),
        pytest.param(SquaredHinge(), [[1.0, -1.0, -1.0]], [0], id="squared hinge"),
        pytest.param(Huber(0.7), [[0.7, -0.7]], [[0.0, 0.0]], id="huber"),
        pytest.param(MeanAbsoluteError(), [[0.5, -2.0]], [[0.5, -2.0]], id="mean absolute error"),
    ],
)
def test_losses_beside_their_kinks(loss: Any, outputs: list[Any], targets: list[Any]) -> None:
    """A thousandth to either side of each; the numbers of ``test_losses`` lie further away from all of them."""
    for side in np.ndindex((2,) * len(outputs[0])):
        at = np.array(outputs) + 1e-3 * np.array([[1, 2, 3][: len(side)]]) * (2 * np.array([side]) - 1)
        doutputs = loss.backward(loss.forward(at, np.array(targets))[1], np.ones(1))
        expected = differences(lambda at: np.sum(loss.forward(at, np.array(targets))[0]), at)
        assert relative_error(doutputs, expected) < TOLERANCE


@pytest.mark.parametrize("loss", [SoftmaxCrossEntropy, BinaryCrossEntropy])
@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.9])
def test_label_smoothing(loss: type, smoothing: float) -> None:
    """At every target, also where the output is already beyond what a smoothed target asks for."""
    technique = loss(label_smoothing=smoothing)
    classes = classes_of(technique)
    rng = np.random.default_rng(0)
    targets = np.repeat(np.arange(classes), 3)
    outputs = 4 * rng.normal(size=(len(targets), technique.outputs(classes)))
    doutputs = technique.backward(technique.forward(outputs, targets)[1], np.ones(len(targets)))
    expected = differences(lambda outputs: np.sum(technique.forward(outputs, targets)[0]), outputs)
    assert relative_error(doutputs, expected) < TOLERANCE


def batch_norm_inputs(x: Array) -> Arrays:
    rng = np.random.default_rng(0)
    return {
        "x": x,
        "dy": rng.normal(size=x.shape),
        "param gamma": np.array([1.0, -2.0, 0.5]),
        "param beta": np.array([0.0, 1.0, 2.0]),
        "state moving_mean": np.zeros(3),
        "state moving_variance": np.ones(3),
    }


def test_batch_norm_of_one_example() -> None:
    """The output does not depend on the input: dx vanishes, and nothing is divided by zero."""
    given = batch_norm_inputs(np.array([[0.3, -4.0, 1e3]]))
    check_layer(BatchNorm(), given)
    params = part(given, "param")
    _, saved, _ = BatchNorm().forward(params, part(given, "state"), given["x"], {})
    dx, grads = BatchNorm().backward(params, saved, given["dy"])
    np.testing.assert_array_equal(dx, np.zeros((1, 3)))
    np.testing.assert_array_equal(grads["gamma"], np.zeros(3))
    np.testing.assert_array_equal(grads["beta"], given["dy"][0])


def test_batch_norm_of_a_constant_feature() -> None:
    x = np.random.default_rng(1).normal(size=(6, 3))
    x[:, 1] = 7.0
    check_layer(BatchNorm(), batch_norm_inputs(x))


@pytest.mark.parametrize("rate", [0.0, 0.3, 1.0])
def test_dropout_with_one_noise(rate: float) -> None:
    rng = np.random.default_rng(0)
    given = {
        "x": rng.normal(size=(5, 3)),
        "dy": rng.normal(size=(5, 3)),
        "noise mask": rng.uniform(size=(5, 3)),
    }
    check_layer(Dropout(rate), given)


@members
@pytest.mark.parametrize(
    "case", [case for case in cases("regularizers") if hasattr(case.kind, "penalty")], ids=str
)
def test_penalties(case: Case, member: int) -> None:
    penalty = sample(case, member)
    kernel = off_kinks(np.random.default_rng(0).normal(size=(4, 3)))
    assert relative_error(penalty.gradient(kernel), differences(penalty.penalty, kernel)) < TOLERANCE


def test_a_wrong_gradient_is_seen() -> None:
    """The ruler itself: an error of one part in a million is found, and none where there is none."""
    at = np.array([1.0, -2.0, 0.5])
    slopes = differences(lambda x: np.sum(np.exp(x)), at)
    assert relative_error(np.exp(at), slopes) < TOLERANCE / 100
    assert relative_error(np.exp(at) * (1 + 1e-6), slopes) > TOLERANCE
