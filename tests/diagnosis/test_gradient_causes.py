"""Likely causes: mistakes planted in a network by hand and in this package's own layers, each to be named."""

from typing import Any

import numpy as np
import pytest

import descentlab as dl
from descentlab.arrays import Array, Arrays
from descentlab.diagnosis.gradient_check import check
from descentlab.diagnosis.gradient_result import GradientCheck
from descentlab.diagnosis.subjects.network import network
from descentlab.diagnosis.subjects.subject import Subject
from descentlab.experiments.plan import method_of
from descentlab.techniques.activations.relu import ReLU
from descentlab.techniques.activations.sigmoid import Sigmoid
from descentlab.techniques.activations.tanh import Tanh
from descentlab.techniques.layers.activation import Activation
from descentlab.techniques.layers.batch_norm import BatchNorm
from descentlab.techniques.layers.dense import Dense
from descentlab.techniques.layers.dropout import Dropout
from descentlab.techniques.losses.mean_squared_error import MeanSquaredError
from descentlab.techniques.losses.softmax_cross_entropy import SoftmaxCrossEntropy
from descentlab.techniques.regularizers.l2 import L2
from descentlab.training.feed import Feed

# --- a network by hand


EXAMPLES, FEATURES, UNITS = 8, 5, 4
STRENGTH = 0.05
ALL = ("W1", "b1", "W2", "b2")


def place() -> Arrays:
    random = np.random.default_rng(0)
    shapes = {"W1": (FEATURES, UNITS), "b1": UNITS, "W2": (UNITS, UNITS), "b2": UNITS}
    return {name: random.normal(size=shape) for name, shape in shapes.items()}


def batch() -> tuple[Any, Any]:
    return np.random.default_rng(1).normal(size=(EXAMPLES, FEATURES)), np.arange(EXAMPLES) % UNITS


def forward(params: Arrays, x: Array) -> tuple[Array, Array, Array]:
    z = x @ params["W1"] + params["b1"]
    a = np.tanh(z)
    p = np.exp(a @ params["W2"] + params["b2"])
    return z, a, p / p.sum(axis=1, keepdims=True)


def loss(params: Arrays, x: Array, y: Array) -> Any:
    """Mean cross-entropy."""
    return -np.mean(np.log(forward(params, x)[2][np.arange(len(x)), y]))


def l2_loss(params: Arrays, x: Array, y: Array) -> Any:
    return loss(params, x, y) + STRENGTH * sum(np.sum(params[name] ** 2) for name in ("W1", "W2"))


def l1_loss(params: Arrays, x: Array, y: Array) -> Any:
    return loss(params, x, y) + STRENGTH * sum(np.sum(np.abs(params[name])) for name in ("W1", "W2"))


def gradient(params: Arrays, x: Array, y: Array, mistake: str = "") -> Arrays:
    """The gradient of the mean cross-entropy; right where no mistake is named."""
    m = len(x)
    z, a, p = forward(params, x)
    dz = p.copy()
    if mistake != "targets forgotten":
        dz[np.arange(m), y] -= 1
    if mistake == "the last example left out":
        dz[-1] = 0
    if mistake == "the mean over the first half":
        dz[m // 2 :] = 0
        dz *= 2
    if mistake == "examples weighted":
        dz *= np.linspace(0.5, 1.5, m)[:, None]
    dz *= {"not divided by m": 1, "divided by m twice": 1 / m**2}.get(mistake, 1 / m)
    da = dz @ (params["W2"] if mistake == "back through W2 unturned" else params["W2"].T)
    wrong = {
        "derivative missing": 1,
        "derivative of the input": 1 - z**2,
        "derivative at the output": 1 - np.tanh(a) ** 2,
    }
    dh = da * wrong.get(mistake, 1 - a**2)
    grads = {"W1": x.T @ dh, "b1": dh.sum(axis=0), "W2": a.T @ dz, "b2": dz.sum(axis=0)}
    return spoiled(grads, mistake, x, dh, a, dz)


def spoiled(grads: Arrays, mistake: str, x: Array, dh: Array, a: Array, dz: Array) -> Arrays:
    """Mistakes in the formula of a single gradient."""
    made = {
        "W2 not divided by m": lambda: {"W2": grads["W2"] * len(x)},
        "signs turned": lambda: {name: -grad for name, grad in grads.items()},
        "W2's sign turned and m forgotten": lambda: {"W2": -grads["W2"] * len(x)},
        "W1 twice": lambda: {"W1": 2 * grads["W1"]},
        "b1 half": lambda: {"b1": grads["b1"] / 2},
        "W2 over the share kept": lambda: {"W2": grads["W2"] / 0.8},
        "square kernel transposed": lambda: {"W2": dz.T @ a},
        "kernel of another shape": lambda: {"W1": dh.T @ x},
        "kernel transposed and reshaped": lambda: {"W1": (dh.T @ x).reshape(FEATURES, UNITS)},
        "bias zero": lambda: {"b1": 0 * grads["b1"]},
        "bias None": lambda: {"b2": None},
        "bias not summed": lambda: {"b1": dh},
        "bias not averaged": lambda: {"b1": len(x) * dh},
        "bias of the first example": lambda: {"b2": len(x) * dz[0]},
        "a shape of its own": lambda: {"b2": np.ones(7)},
        "not a number": lambda: {"W1": np.where(np.arange(UNITS) == 2, np.nan, grads["W1"])},
        "one entry": lambda: {
            "W1": grads["W1"] + 0.5 * (np.arange(UNITS) == 1) * (np.arange(FEATURES)[:, None] == 3)
        },
        "one column": lambda: {"W1": grads["W1"] + (np.arange(UNITS) == 2) * np.arange(1, 6)[:, None]},
        "W2 by the squares": lambda: {"W2": (a**2).T @ dz},
        "W1 and W2 by the squares": lambda: {"W1": (x**2).T @ dh, "W2": (a**2).T @ dz},
    }
    return {**grads, **made.get(mistake, dict)()}


def by_hand(mistake: str) -> GradientCheck:
    return dl.check_gradients(
        loss, batch(), params=place(), gradient=lambda p, x, y: gradient(p, x, y, mistake)
    )


def named(found: GradientCheck) -> list[tuple[str, tuple[str, ...]]]:
    return [(cause.kind, cause.arrays) for cause in found.causes]


def test_the_network_by_hand_is_right() -> None:
    for function, factor in ((loss, 0), (l2_loss, 2 * STRENGTH)):

        def right(p: Arrays, x: Array, y: Array, factor: float = factor) -> Arrays:
            grads = gradient(p, x, y)
            return {name: grad + factor * p[name] * (name in ("W1", "W2")) for name, grad in grads.items()}

        found = dl.check_gradients(function, batch(), params=place(), gradient=right)
        assert (found.verdict, found.causes) == ("right", ())


@pytest.mark.parametrize(
    ("mistake", "kind", "arrays", "words"),
    [
        ("not divided by m", "missing 1/m", ALL, "the ratio is 8, the number of examples"),
        ("W2 not divided by m", "missing 1/m", ("W2",), "the ratio is 8"),
        ("divided by m twice", "one 1/m too many", ALL, "1/8"),
        ("signs turned", "sign", ALL, "analytic = -numeric"),
        ("W2's sign turned and m forgotten", "missing 1/m", ("W2",), "and the sign is turned"),
        ("W1 twice", "factor", ("W1",), "twice too large"),
        ("b1 half", "factor", ("b1",), "half as large"),
        ("W2 over the share kept", "factor", ("W2",), "1.25 times"),
        ("square kernel transposed", "transposed", ("W2",), "turned over"),
        ("kernel of another shape", "transposed", ("W1",), "shape (4, 5), its parameter (5, 4)"),
        ("kernel transposed and reshaped", "transposed", ("W1",), "turned over"),
        ("bias zero", "zero", ("b1",), "zero or missing"),
        ("bias None", "zero", ("b2",), "zero or missing"),
        ("bias not summed", "shape", ("b1",), "not summed over the batch"),
        ("bias not averaged", "shape", ("b1",), "not averaged over the batch"),
        ("bias of the first example", "part of batch", ("b2",), "of 8 examples those with index 0"),
        ("a shape of its own", "shape", ("b2",), "has the shape (7,), its parameter (4,)"),
        ("the last example left out", "part of batch", ALL, "left out: of 8 examples those with index 7"),
        ("the mean over the first half", "part of batch", ALL, "only part of the batch counts"),
        ("examples weighted", "part of batch", ("W1", "W2"), "0.5 to 1.5 times"),
        ("not a number", "not finite", ("W1",), "as at [0, 2]"),
        ("one entry", "entries", ("W1",), "only the entry [3, 1]"),
        ("one column", "entries", ("W1",), "only entries with index 2 along axis 1"),
        ("W2 by the squares", "own formula", ("W2",), "this gradient's own formula"),
        ("W1 and W2 by the squares", "own formula", ("W1", "W2"), "this gradient's own formula"),
        ("derivative missing", "activation derivative", ("W1", "b1"), "(of tanh) is missing"),
        ("derivative of the input", "activation derivative", ("W1", "b1"), "1 - z^2 of its input z"),
        ("derivative at the output", "activation derivative", ("W1", "b1"), "at its output, not at its input"),
        ("back through W2 unturned", "step back", ("W1", "b1"), "wrong up to b1 and right from W2 on"),
        ("targets forgotten", "from the loss on", ALL, "begin with the loss's own derivative"),
    ],
)
def test_a_mistake_in_a_network_by_hand(mistake: str, kind: str, arrays: tuple[str, ...], words: str) -> None:
    found = by_hand(mistake)
    assert found.verdict == "wrong"
    assert named(found)[0] == (kind, arrays)
    assert words in found.causes[0].text
    assert len(found.causes) == (
        2 if mistake == "examples weighted" else 1
    )  # four biases cannot tell eight weights
    if mistake != "examples weighted":
        assert tuple(array.name for array in found.arrays if array.verdict == "wrong") == arrays
    assert words in " ".join(str(found).split())


@pytest.mark.parametrize(
    ("function", "gradient_of_penalty", "words"),
    [
        (l2_loss, lambda w: 0 * w, "a term of the L2 penalty is missing: 0.1 w"),
        (l2_loss, lambda w: STRENGTH * w, "a term of the L2 penalty is missing: 0.05 w"),
        (l2_loss, lambda w: 2 * STRENGTH * w / EXAMPLES, "a term of the L2 penalty is missing: 0.0875 w"),
        (loss, lambda w: 2 * STRENGTH * w, "a term of the L2 penalty too many, which the loss has not: 0.1 w"),
        (l1_loss, lambda w: 0 * w, "a term of the L1 penalty is missing: 0.05 sign(w)"),
        (l2_loss, lambda w: np.sign(w) * STRENGTH, "L1 and L2 penalty is missing: 0.1 w + -0.05 sign(w)"),
    ],
)
def test_a_penalty_that_is_forgotten_halved_or_of_another_kind(
    function: Any, gradient_of_penalty: Any, words: str
) -> None:
    def bent(p: Arrays, x: Array, y: Array) -> Arrays:
        grads = gradient(p, x, y)
        return {name: grad + gradient_of_penalty(p[name]) * (name[0] == "W") for name, grad in grads.items()}

    found = dl.check_gradients(function, batch(), params=place(), gradient=bent)
    assert named(found) == [("regularizer", ("W1", "W2"))]
    assert words in found.causes[0].text


@pytest.mark.parametrize(
    ("mistake", "expected"),
    [
        ("not divided by m", {"missing 1/m": ALL}),
        ("the last example left out", {"part of batch": ALL}),
        ("derivative missing", {"activation derivative": ("W1", "b1")}),
        ("square kernel transposed", {"transposed": ("W2",)}),
    ],
)
def test_a_mistake_beside_a_penalty_that_is_right(mistake: str, expected: dict[str, tuple[str, ...]]) -> None:
    def bent(p: Arrays, x: Array, y: Array) -> Arrays:
        grads = gradient(p, x, y, mistake)
        return {name: grad + 2 * STRENGTH * p[name] * (name[0] == "W") for name, grad in grads.items()}

    found = dl.check_gradients(l2_loss, batch(), params=place(), gradient=bent)
    told: dict[str, tuple[str, ...]] = {}
    for kind, arrays in named(found):
        told[kind] = tuple(name for name in ALL if name in told.get(kind, ()) + arrays)
    assert told == expected


def test_two_mistakes_at_once() -> None:
    def bent(p: Arrays, x: Array, y: Array) -> Arrays:
        grads = gradient(p, x, y)
        return {**grads, "W2": EXAMPLES * grads["W2"], "b1": 0 * grads["b1"]}

    found = dl.check_gradients(loss, batch(), params=place(), gradient=bent)
    assert named(found) == [("zero", ("b1",)), ("missing 1/m", ("W2",))]


def test_dropout_drawn_anew_in_the_loss_is_inconclusive() -> None:
    random = np.random.default_rng(0)

    def noisy(p: Arrays, x: Array, y: Array) -> Any:
        return loss(p, x * (random.random(x.shape) < 0.8) / 0.8, y)

    found = dl.check_gradients(noisy, batch(), params=place(), gradient=gradient)
    assert found.verdict == "inconclusive"
    assert named(found) == [("random loss", ())]


def test_dropout_drawn_anew_on_the_way_back() -> None:
    random, mask = np.random.default_rng(0), np.random.default_rng(1).random((EXAMPLES, FEATURES)) < 0.8

    def back(p: Arrays, x: Array, y: Array) -> Arrays:
        return gradient(p, x * (random.random(x.shape) < 0.8) / 0.8, y)

    found = dl.check_gradients(
        lambda p, x, y: loss(p, x * mask / 0.8, y), batch(), params=place(), gradient=back
    )
    assert found.verdict == "wrong"
    assert named(found) == [("random gradient", ())]


def test_one_number_off_by_an_odd_factor_has_no_known_cause() -> None:
    """One entry cannot tell a factor of 1.3 from anything else."""
    found = dl.check_gradients(lambda w: w**2, params=np.array(3.0), gradient=lambda w: 2.6 * w)
    assert [cause.kind for cause in found.causes] == ["unexplained"]
    half = dl.check_gradients(lambda w: w**2, params=np.array(3.0), gradient=lambda w: w)
    assert [cause.kind for cause in half.causes] == ["factor"]


def test_a_sigmoid_by_hand_with_the_derivative_of_its_input() -> None:
    """z (1 - z) in the place of a (1 - a), with the kernel as (units, features)."""
    x, y = np.random.default_rng(2).normal(size=(6, 3)), np.random.default_rng(3).normal(size=6)
    params = {
        "W": np.random.default_rng(4).normal(size=(2, 3)),
        "b": np.array([0.1, -0.4]),
        "v": np.array([1.0, 2.0]),
    }

    def parts(p: Arrays, x: Array, y: Array) -> tuple[Array, Array, Array]:
        z = x @ p["W"].T + p["b"]
        a = 1 / (1 + np.exp(-z))
        return z, a, 2 * (a @ p["v"] - y) / len(y)

    def back(p: Arrays, x: Array, y: Array) -> Arrays:
        z, a, d = parts(p, x, y)
        dz = d[:, None] * p["v"] * z * (1 - z)
        return {"dW": dz.T @ x, "db": dz.sum(axis=0), "dv": a.T @ d}

    found = dl.check_gradients(
        lambda p, x, y: np.mean((parts(p, x, y)[1] @ p["v"] - y) ** 2), (x, y), params=params, gradient=back
    )
    assert named(found) == [("activation derivative", ("W", "b"))]
    assert "(of sigmoid) is z (1 - z) of its input z" in found.causes[0].text


def test_a_relu_by_hand_without_its_derivative_is_placed() -> None:
    """Where every example reaches a unit its gradient is right all the same; no derivative can be told."""
    x, y = np.random.default_rng(2).normal(size=(6, 3)), np.random.default_rng(3).normal(size=6)
    params = {
        "W": np.random.default_rng(4).normal(size=(3, 4)),
        "b": np.array([9.0, 0.1, 0.2, 0.3]),
        "v": np.ones(4),
    }

    def back(p: Arrays, x: Array, y: Array) -> Arrays:
        a = np.maximum(x @ p["W"] + p["b"], 0)
        d = 2 * (a @ p["v"] - y) / len(y)
        dz = d[:, None] * p["v"]
        return {"W": x.T @ dz, "b": dz.sum(axis=0), "v": a.T @ d}

    found = dl.check_gradients(
        lambda p, x, y: np.mean((np.maximum(x @ p["W"] + p["b"], 0) @ p["v"] - y) ** 2),
        (x, y),
        params=params,
        gradient=back,
    )
    assert [entry.verdict for entry in found.arrays[1].entries] == ["right", "wrong", "wrong", "wrong"]
    assert named(found) == [("step back", ("W", "b"))]


def test_no_order_is_claimed_where_there_is_none() -> None:
    """A subject whose parameters stand in the order of the alphabet."""
    x, y = batch()
    subject = Subject(
        "unordered",
        place(),
        lambda p: loss(p, x, y),
        lambda p: gradient(p, x, y, "back through W2 unturned"),
        batch=EXAMPLES,
        ordered=False,
    )
    (cause,) = check(subject).causes
    assert cause.kind == "step back"
    assert "right in W2, b2" in cause.text


# --- layers, activations, losses and penalties of this package


class TanhWithoutDerivative(Tanh):
    def backward(self, saved: Any, dy: Array) -> Array:
        return dy


class TanhOfTheInput(Tanh):
    def forward(self, x: Array) -> tuple[Array, Array]:
        return np.tanh(x), x


class TanhAtTheOutput(Tanh):
    def backward(self, saved: Any, dy: Array) -> Array:
        return dy * (1 - np.tanh(saved) ** 2)


class SigmoidOfTheInput(Sigmoid):
    def forward(self, x: Array) -> tuple[Array, Any]:
        return super().forward(x)[0], x

    def backward(self, saved: Any, dy: Array) -> Array:
        return dy * saved * (1 - saved)


class ReLUWithoutDerivative(ReLU):
    def backward(self, saved: Any, dy: Array) -> Array:
        return dy


class DropoutForgotten(Dropout):
    def backward(self, params: Arrays, saved: Array, dy: Array) -> tuple[Array, Arrays]:
        return dy, {}


class DenseTransposed(Dense):
    def backward(self, params: Arrays, saved: Array, dy: Array) -> tuple[Array, Arrays]:
        dx, grads = super().backward(params, saved, dy)
        return dx, {**grads, "kernel": (dy.T @ saved).reshape(grads["kernel"].shape)}


class DenseWithoutBias(Dense):
    def backward(self, params: Arrays, saved: Array, dy: Array) -> tuple[Array, Arrays]:
        dx, grads = super().backward(params, saved, dy)
        return dx, {**grads, "bias": 0 * grads["bias"]}


class DenseOfHalf(Dense):
    def backward(self, params: Arrays, saved: Array, dy: Array) -> tuple[Array, Arrays]:
        dx, grads = super().backward(params, saved, dy)
        return dx, {**grads, "kernel": saved[: len(dy) // 2].T @ dy[: len(dy) // 2]}


class DenseTurnedBack(Dense):
    def backward(self, params: Arrays, saved: Array, dy: Array) -> tuple[Array, Arrays]:
        dx, grads = super().backward(params, saved, dy)
        return dx[:, ::-1], grads


class BatchNormOfConstants(BatchNorm):
    """Takes mean and variance for constants."""

    def backward(self, params: Arrays, saved: Any, dy: Array) -> tuple[Array, Arrays]:
        return params["gamma"] * saved[1] * dy, super().backward(params, saved, dy)[1]


class SummedCrossEntropy(SoftmaxCrossEntropy):
    def backward(self, saved: Any, dlosses: Array) -> Array:
        return len(dlosses) * super().backward(saved, dlosses)


class HalfSquaredError(MeanSquaredError):
    def backward(self, saved: Any, dlosses: Array) -> Array:
        return super().backward(saved, dlosses) / 2


class HalfL2(L2):
    def gradient(self, param: Array) -> Array:
        return super().gradient(param) / 2


TANH = Activation(Tanh())
BEFORE = ("dense1.kernel", "dense1.bias")
OWN = "test_gradient_causes1"  # a layer is named after the module it comes from


def checked(layers: tuple[Any, ...], data: str = "digits", loss: Any = None, **settings: Any) -> GradientCheck:
    """A recipe's network with other layers, and another loss."""
    one = dl.recipe(hidden=(4,), **settings)
    feed = Feed(dl.data.load(data), np.float64)
    method = method_of(one, feed)
    net = method.network._replace(layers=layers) if layers else method.network
    method = method._replace(network=net if loss is None else net._replace(loss=loss))
    return check(network(method, feed, examples=16), entries=12)


@pytest.mark.parametrize("penalty", [0.0, 0.01])
@pytest.mark.parametrize(
    ("layers", "kind", "arrays", "words"),
    [
        (
            (Dense(6), Activation(TanhWithoutDerivative()), Dense(10)),
            "activation derivative",
            BEFORE,
            "is missing",
        ),
        (
            (Dense(6), Activation(ReLUWithoutDerivative()), Dense(10)),
            "activation derivative",
            BEFORE,
            "is missing",
        ),
        (
            (Dense(6), Activation(TanhOfTheInput()), Dense(10)),
            "activation derivative",
            BEFORE,
            "1 - x^2 of its input",
        ),
        (
            (Dense(6), Activation(TanhAtTheOutput()), Dense(10)),
            "activation derivative",
            BEFORE,
            "at its output",
        ),
        (
            (Dense(6), Activation(SigmoidOfTheInput()), Dense(10)),
            "activation derivative",
            BEFORE,
            "x (1 - x) of",
        ),
        ((Dense(6), TANH, DropoutForgotten(0.3), Dense(10)), "step back left out", BEFORE, f"passes {OWN} by"),
        (
            (Dense(8), TANH, DenseTransposed(8), TANH, Dense(10)),
            "transposed",
            (f"{OWN}.kernel",),
            "turned over",
        ),
        (
            (Dense(6), TANH, DenseTransposed(8), TANH, Dense(10)),
            "transposed",
            (f"{OWN}.kernel",),
            "turned over",
        ),
        ((DenseWithoutBias(6), TANH, Dense(10)), "zero", (f"{OWN}.bias",), "zero or missing"),
        (
            (Dense(6), TANH, DenseOfHalf(8), TANH, Dense(10)),
            "part of batch",
            (f"{OWN}.kernel",),
            "of 16 examples",
        ),
        (
            (Dense(6), TANH, DenseTurnedBack(8), TANH, Dense(10)),
            "step back",
            BEFORE,
            f"right from {OWN}.kernel on",
        ),
        (
            (Dense(6), BatchNormOfConstants(), TANH, Dense(10)),
            "step back",
            BEFORE,
            f"right from {OWN}.gamma on",
        ),
    ],
)
def test_a_mistake_in_a_layer(
    layers: tuple[Any, ...], kind: str, arrays: tuple[str, ...], words: str, penalty: float
) -> None:
    found = checked(layers, l2=penalty)
    assert found.verdict == "wrong"
    assert named(found) == [(kind, arrays)]
    assert words in found.causes[0].text


def test_a_mistake_in_a_loss() -> None:
    found = checked((Dense(6), TANH, Dense(10)), loss=SummedCrossEntropy())
    assert named(found) == [("missing 1/m", (*BEFORE, "dense2.kernel", "dense2.bias"))]
    half = checked((Dense(6), TANH, Dense(1)), "diabetes", loss=HalfSquaredError())
    assert named(half) == [("factor", (*BEFORE, "dense2.kernel", "dense2.bias"))]
    assert "half as large" in half.causes[0].text


def test_a_mistake_in_a_penalty() -> None:
    feed = Feed(dl.data.load("digits"), np.float64)
    method = method_of(dl.recipe(hidden=(6,), activation="tanh"), feed)._replace(penalties=(HalfL2(0.02),))
    found = check(network(method, feed, examples=16), entries=12)
    assert named(found) == [("regularizer", ("dense1.kernel", "dense2.kernel"))]
    assert "0.02 w" in found.causes[0].text


@pytest.mark.parametrize("seed", range(5))
def test_a_cause_does_not_hang_on_the_place(seed: int) -> None:
    """Mistakes are named at other weights, other examples and in other samples too."""
    feed = Feed(dl.data.load("iris"), np.float64)
    method = method_of(dl.recipe(hidden=(5,)), feed)
    layers = (Dense(5), Activation(TanhWithoutDerivative()), Dense(3))
    method = method._replace(network=method.network._replace(layers=layers))
    found = check(network(method, feed, seed=seed), entries=6, seed=seed)
    assert named(found) == [("activation derivative", BEFORE)]
