"""Where formulas break: huge logits, vanishing gradients, rates at the ends of their ranges, NaN and infinity.

NumPy's warnings are errors here, so an overflow or 0/0 on the way fails even where it would come out well.
"""

from typing import Any

import numpy as np
import pytest

from descentlab.diagnosis.exercises import classes_of
from descentlab.diagnosis.samples import Case, cases, inputs, run, sample
from descentlab.techniques.activations.leaky_relu import LeakyReLU
from descentlab.techniques.activations.relu import ReLU
from descentlab.techniques.activations.sigmoid import Sigmoid
from descentlab.techniques.activations.tanh import Tanh
from descentlab.techniques.layers.batch_norm import BatchNorm
from descentlab.techniques.layers.dropout import Dropout
from descentlab.techniques.losses.binary_cross_entropy import BinaryCrossEntropy
from descentlab.techniques.losses.softmax_cross_entropy import SoftmaxCrossEntropy
from descentlab.techniques.optimizers.adam import Adam
from descentlab.techniques.optimizers.rmsprop import RMSProp
from descentlab.techniques.regularizers.clip_global_norm import ClipGlobalNorm
from descentlab.techniques.stopping.patience import Patience
from descentlab.training.update import optimize

dtypes = pytest.mark.parametrize("dtype", ["float64", "float32"])


# --- losses at logits of 1000


@pytest.mark.fault(26)
@dtypes
def test_softmax_cross_entropy_at_huge_logits(dtype: str) -> None:
    outputs = np.array([[1000, -1000, 0], [-1000, 1000, 0], [1000, 1000, 1000], [-1000, -1000, -1000]], dtype)
    loss = SoftmaxCrossEntropy()
    losses, saved = loss.forward(outputs, np.array([0, 0, 1, 2]))
    np.testing.assert_allclose(losses, [0.0, 2000.0, np.log(3), np.log(3)], rtol=1e-6)
    doutputs = loss.backward(saved, np.ones(4, dtype))
    predicted = loss.predict(outputs)
    third = 1 / 3
    expected = [[0, 0, 0], [-1, 1, 0], [third, -2 * third, third], [third, third, -2 * third]]
    np.testing.assert_allclose(doutputs, expected, atol=1e-6)
    np.testing.assert_allclose(predicted[:2], [[1, 0, 0], [0, 1, 0]], atol=1e-6)


@pytest.mark.fault(26)
@dtypes
def test_binary_cross_entropy_at_huge_logits(dtype: str) -> None:
    outputs = np.array([[1000], [1000], [-1000], [-1000]], dtype)
    loss = BinaryCrossEntropy()
    losses, saved = loss.forward(outputs, np.array([1, 0, 1, 0]))
    np.testing.assert_array_equal(losses, [0.0, 1000.0, 1000.0, 0.0])
    np.testing.assert_array_equal(loss.backward(saved, np.ones(4, dtype)), [[0.0], [1.0], [-1.0], [0.0]])
    np.testing.assert_array_equal(loss.predict(outputs), [[0, 1], [0, 1], [1, 0], [1, 0]])


def test_small_losses_keep_their_digits() -> None:
    """At a margin of 30 the loss is exp(-30), and not the zero that log(1 + exp(-30)) rounds to."""
    losses, _ = BinaryCrossEntropy().forward(np.array([[30.0]]), np.array([1]))
    assert losses[0] == pytest.approx(9.357622968839299e-14, rel=1e-12)


@pytest.mark.parametrize("case", cases("losses"), ids=str)
def test_losses_do_not_hide_what_is_no_number(case: Case) -> None:
    """A diverged run shows: its loss is not a number."""
    loss = sample(case)
    classes = classes_of(loss)
    outputs = np.full((2, loss.outputs(classes)), np.nan)
    targets = np.array([0, 1]) if loss.TASK == "classification" else np.zeros((2, classes))
    losses, saved = loss.forward(outputs, targets)
    assert np.all(np.isnan(losses))
    assert np.all(np.isnan(loss.backward(saved, np.ones(2))))


# --- activations


@dtypes
def test_sigmoid_at_huge_inputs(dtype: str) -> None:
    y, saved = Sigmoid().forward(np.array([-1000, 1000], dtype))
    np.testing.assert_array_equal(y, [0.0, 1.0])
    np.testing.assert_array_equal(Sigmoid().backward(saved, np.ones(2, dtype)), [0.0, 0.0])


def test_sigmoid_keeps_small_probabilities() -> None:
    y, _ = Sigmoid().forward(np.array([-700.0, -40.0]))
    np.testing.assert_allclose(y, [9.859676543759770e-305, 4.248354255291589e-18], rtol=1e-12)


@pytest.mark.parametrize("case", cases("activations"), ids=str)
def test_activations_do_not_hide_what_is_no_number(case: Case) -> None:
    """And the rows beside it go on undisturbed."""
    given = inputs(case)
    x = np.ones_like(given["x"])
    x[0, 0] = np.nan
    y = run(case, sample(case), given | {"x": x})["y"]
    assert np.isnan(y[0, 0])
    assert np.all(np.isfinite(y[1:]))


@pytest.mark.fault(26)
@dtypes
@pytest.mark.parametrize("case", cases("activations"), ids=str)
def test_activations_at_huge_inputs(case: Case, dtype: str) -> None:
    given = {name: leaf.astype(dtype) for name, leaf in inputs(case).items()}
    x = 1000 * np.sign(given["x"])
    assert {-1000, 1000} <= set(x.flat)
    for name, leaf in run(case, sample(case), given | {"x": x}).items():
        assert np.all(np.isfinite(leaf)), name


@pytest.mark.parametrize("activation", [ReLU(), LeakyReLU(), Sigmoid(), Tanh()], ids=str)
def test_activations_at_infinity(activation: Any) -> None:
    y, saved = activation.forward(np.array([-np.inf, np.inf]))
    assert not np.any(np.isnan(y))
    assert not np.any(np.isnan(activation.backward(saved, np.ones(2))))


# --- optimizers


def step(optimizer: Any, state: Any, grad: Any, param: Any, t: Any) -> tuple[Any, Any]:
    """A step where there is no parameter but this one."""
    changes, states = optimize(optimizer, {"only": state}, {"only": grad}, {"only": param}, t)
    return changes["only"], states["only"]


@pytest.mark.fault(28)
@dtypes
@pytest.mark.parametrize("case", cases("optimizers"), ids=str)
def test_zero_gradients_and_zero_weights(case: Case, dtype: str) -> None:
    """Nothing to do, and no 0/0 on the way; afterwards the optimizer still works."""
    optimizer = sample(case)
    param = np.zeros(3, dtype)
    state = optimizer.init(param)
    for t in range(1, 4):
        change, state = step(optimizer, state, np.zeros(3, dtype), param, np.asarray(float(t), dtype))
        np.testing.assert_array_equal(change, np.zeros(3))
    change, _ = step(optimizer, state, np.array([1, -1, 0], dtype), param, np.asarray(4.0, dtype))
    assert np.all(np.isfinite(change))
    np.testing.assert_array_equal(np.sign(change), [-1.0, 1.0, 0.0])  # against the gradient


@pytest.mark.fault(27)
@pytest.mark.parametrize("case", cases("optimizers"), ids=str)
def test_a_rate_of_zero_stays(case: Case) -> None:
    optimizer = sample(case)._replace(learning_rate=0.0)
    param = np.array([1.0, -2.0])
    change, _ = step(optimizer, optimizer.init(param), np.array([3.0, 4.0]), param, 1.0)
    np.testing.assert_array_equal(change, [0.0, 0.0])


ENTRIES_TOGETHER = {"adafactor", "lamb", "lars", "shampoo"}
"""Optimizers that take a parameter's entries together, as do those that measure all parameters: one that is no
number spoils the others."""


@pytest.mark.parametrize("case", cases("optimizers"), ids=str)
def test_optimizers_do_not_hide_what_is_no_number(case: Case) -> None:
    """And the entries beside it go on undisturbed, where each goes its own way."""
    optimizer = sample(case)
    param = np.array([1.0, 1.0])
    change, _ = step(optimizer, optimizer.init(param), np.array([np.nan, 1.0]), param, 1.0)
    together = case.name in ENTRIES_TOGETHER or hasattr(optimizer, "measure")
    assert np.isnan(change[0])
    assert np.isfinite(change[1]) != together


@pytest.mark.parametrize("optimizer", [Adam(learning_rate=1e-3), RMSProp(learning_rate=1e-3)], ids=str)
@pytest.mark.parametrize("size", [1e-150, 1e-30, 1e150])
def test_adaptive_steps_at_extreme_gradients(optimizer: Any, size: float) -> None:
    """Neither a tiny nor a huge gradient moves a weight by more than the first step's 1 / sqrt(1 - rho)."""
    param = np.zeros(1)
    change, _ = optimizer.step(optimizer.init(param), np.array([size]), param, 1.0)
    assert -4e-3 < change[0] < 0


# --- regularizers


@pytest.mark.fault(28)
@dtypes
def test_clip_of_zero_norm(dtype: str) -> None:
    clipped = ClipGlobalNorm().apply({"w": np.zeros((2, 2), dtype), "b": np.zeros(2, dtype)}, {}, 0, {})
    np.testing.assert_array_equal(clipped["w"], np.zeros((2, 2)))
    np.testing.assert_array_equal(clipped["b"], np.zeros(2))


def test_clip_does_not_hide_what_is_no_number() -> None:
    for bad in (np.nan, np.inf):
        with np.errstate(invalid="ignore"):
            clipped = ClipGlobalNorm().apply({"w": np.array([1.0, bad])}, {}, 0, {})
        assert not np.all(np.isfinite(clipped["w"]))


@pytest.mark.fault(28)
@pytest.mark.parametrize(
    "case", [case for case in cases("regularizers") if hasattr(case.kind, "penalty")], ids=str
)
def test_penalty_of_zero_weights(case: Case) -> None:
    penalty = sample(case)
    assert penalty.penalty(np.zeros((2, 2))) == 0
    np.testing.assert_array_equal(penalty.gradient(np.zeros((2, 2))), np.zeros((2, 2)))


# --- layers


@pytest.mark.fault(27)
@dtypes
def test_dropout_at_the_ends(dtype: str) -> None:
    x, dy = np.array([[1, -2, 3]], dtype), np.array([[4, 5, 6]], dtype)
    for noise in (np.zeros((1, 3), dtype), np.full((1, 3), 1 - 1e-6, dtype)):
        y, saved, _ = Dropout(rate=1.0).forward({}, {}, x, {"mask": noise})
        np.testing.assert_array_equal(y, np.zeros((1, 3)))
        np.testing.assert_array_equal(Dropout(rate=1.0).backward({}, saved, dy)[0], np.zeros((1, 3)))
        y, saved, _ = Dropout(rate=0.0).forward({}, {}, x, {"mask": noise})
        np.testing.assert_array_equal(y, x)
        np.testing.assert_array_equal(Dropout(rate=0.0).backward({}, saved, dy)[0], dy)


@pytest.mark.fault(3, 7)
@dtypes
def test_batch_norm_without_spread(dtype: str) -> None:
    """A mini-batch of one example, and constant features so large that their squares have few digits."""
    params = {"gamma": np.ones(2, dtype), "beta": np.array([3, 4], dtype)}
    state = {"moving_mean": np.zeros(2, dtype), "moving_variance": np.ones(2, dtype)}
    for x in (np.array([[5, -1e6]], dtype), np.full((8, 2), 1e6, dtype)):
        y, saved, moved = BatchNorm().forward(params, state, x, {})
        np.testing.assert_array_equal(y, np.broadcast_to(params["beta"], x.shape))
        dx, grads = BatchNorm().backward(params, saved, np.ones_like(x))
        for leaf in (dx, *grads.values(), *moved.values()):
            assert np.all(np.isfinite(leaf))
        np.testing.assert_allclose(dx, 0, atol=1e-4)


# --- stopping


def patience(values: list[float]) -> list[Any]:
    rule = Patience(patience=2)
    state, states = rule.init(np.float64(0)), []
    for value in values:
        state = rule.update(state, np.float64(value))
        states.append(state)
    return states


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_patience_with_a_loss_that_is_no_number(bad: float) -> None:
    """It never improves, is never the best, and wears the patience out."""
    states = patience([1.0, bad, 0.5, bad, bad, 0.25])
    assert [bool(state.improved) for state in states] == [True, False, True, False, False, False]
    assert [bool(state.stopped) for state in states] == [False, False, False, False, True, True]
    assert [float(state.best) for state in states] == [1.0, 1.0, 0.5, 0.5, 0.5, 0.5]


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_patience_with_nothing_but_bad_losses(bad: float) -> None:
    states = patience([bad, bad, 1.0])
    assert [bool(state.improved) for state in states] == [False, False, False]
    assert [bool(state.stopped) for state in states] == [False, True, True]
