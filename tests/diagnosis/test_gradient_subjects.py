"""What can be checked besides this package's networks: functions, JAX, Keras models, torch modules."""

import os
import subprocess
import sys
from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
import torch

import descentlab as dl
from descentlab.arrays import Arrays
from descentlab.diagnosis.subjects.subject import row_by_row
from descentlab.errors import InputError

RANDOM = np.random.default_rng(0)
X, Y = RANDOM.normal(size=(12, 5)).astype(np.float32), np.arange(12) % 3


def kinds(found: Any) -> list[tuple[str, tuple[str, ...]]]:
    return [(cause.kind, cause.arrays) for cause in found.causes]


# --- NumPy functions


def squares(w: Any, x: Any) -> Any:
    return np.mean((x @ w) ** 2)


def slope(w: Any, x: Any) -> Any:
    return 2 * x.T @ (x @ w) / len(x)


@pytest.mark.parametrize("form", [np.asarray, list, lambda w: w[:, None]])
def test_parameters_as_an_array(form: Any) -> None:
    """Whole numbers too: they become float64."""
    w = np.arange(1, 6)
    found = dl.check_gradients(
        lambda p, x: squares(np.ravel(p), x),
        X.astype(float),
        params=form(w),
        gradient=lambda p, x: np.reshape(slope(np.ravel(p), x), np.shape(p)),
    )
    assert found.verdict == "right"
    assert found.batch == 12


def test_parameters_as_a_list_and_as_a_tuple() -> None:
    for form in (list, tuple):
        params = form([np.array([1.0, 2.0]), np.array(3.0)])

        def loss(p: Any, form: Any = form) -> Any:
            assert type(p) is form
            return np.sum(p[0] ** 2) * p[1]

        found = dl.check_gradients(loss, params=params, gradient=lambda p: (2 * p[0] * p[1], np.sum(p[0] ** 2)))
        assert found.verdict == "right"
        assert [array.name for array in found.arrays] == ["0", "1"]


def test_a_function_that_gives_loss_and_gradient_or_a_cache() -> None:
    both = dl.check_gradients(lambda w, x: (squares(w, x), slope(w, x)), X.astype(float), params=np.ones(5))
    assert both.verdict == "right"
    cached = dl.check_gradients(
        lambda w, x: (squares(w, x), "cache"), X.astype(float), params=np.ones(5), gradient=slope
    )
    assert cached.verdict == "right"


def test_gradients_named_after_the_parameters_with_a_d_before() -> None:
    found = dl.check_gradients(
        lambda p: np.sum(p["W"] ** 2), params={"W": np.ones(3)}, gradient=lambda p: {"dW": 2 * p["W"]}
    )
    assert found.verdict == "right"


def test_a_function_may_write_into_what_it_is_handed() -> None:
    params = {"w": np.array([1.0, -2.0])}

    def loss(p: Arrays) -> Any:
        p["w"] *= 3
        return np.sum(p["w"] ** 2)

    assert dl.check_gradients(loss, params=params, gradient=lambda p: {"w": 18 * p["w"]}).verdict == "right"
    np.testing.assert_array_equal(params["w"], [1, -2])


def test_losses_row_by_row() -> None:
    params = {"w": np.ones(5)}
    rows = row_by_row(lambda p, x: squares(p["w"], x), params, (X,))
    assert rows is not None
    np.testing.assert_allclose(rows(params), (X @ np.ones(5)) ** 2, rtol=1e-6)
    assert row_by_row(lambda p, x: np.sum((x @ p["w"]) ** 2), params, (X,)) is None  # a sum
    assert row_by_row(lambda p, x: np.mean(((x - x.mean(axis=0)) @ p["w"]) ** 2), params, (X,)) is None
    assert row_by_row(lambda p, x: squares(p["w"], x), params, (X, X[:3])) is None


# --- JAX


@jax.custom_vjp
def bent_tanh(x: Any) -> Any:
    return jnp.tanh(x)


bent_tanh.defvjp(lambda x: (jnp.tanh(x), x), lambda x, dy: (dy * (1 - x**2),))


def tree() -> Any:
    return {
        "first": {"w": jnp.asarray(RANDOM.normal(size=(5, 4)), jnp.float32), "b": jnp.zeros(4)},
        "last": [RANDOM.normal(size=(4, 3))],
    }


def cross_entropy(activation: Any) -> Any:
    def loss(p: Any, x: Any, y: Any) -> Any:
        outputs = activation(x @ p["first"]["w"] + p["first"]["b"]) @ p["last"][0]
        return -jnp.mean(jax.nn.log_softmax(outputs)[jnp.arange(len(x)), y])

    return loss


def test_a_jax_function_is_right_in_float64() -> None:
    found = dl.check_gradients(cross_entropy(jnp.tanh), (X, Y), params=tree())
    assert found.verdict == "right"
    assert [array.name for array in found.arrays] == ["first.b", "first.w", "last.0"]
    assert max(array.relative_error for array in found.arrays) < 1e-9
    assert jnp.zeros(1).dtype == jnp.float32  # float64 is left on for nobody else


def test_a_wrong_derivative_of_ones_own_in_jax() -> None:
    found = dl.check_gradients(cross_entropy(bent_tanh), (X, Y), params=tree())
    assert found.verdict == "wrong"
    assert kinds(found) == [("step back", ("first.b", "first.w"))]
    assert "right in last.0" in found.causes[0].text


def test_a_jax_function_that_rounds_to_float32() -> None:
    def loss(p: Any, x: Any, y: Any) -> Any:
        return cross_entropy(jnp.tanh)(jax.tree.map(lambda leaf: leaf.astype(jnp.float32), p), x, y)

    assert dl.check_gradients(loss, (X, Y), params=tree()).verdict == "inconclusive"


def test_a_jax_function_that_asks_for_values() -> None:
    """It cannot be compiled, and is run as it stands."""

    def loss(w: Any) -> Any:
        return jnp.sum(w**2) if w[0] > 0 else jnp.sum(w**3)

    assert dl.check_gradients(loss, params=np.array([1.0, 2.0])).verdict == "right"


def test_jax_at_a_kink() -> None:
    assert (
        dl.check_gradients(lambda w: jnp.sum(jax.nn.relu(w)), params=np.array([0.0, 1.0])).verdict
        == "inconclusive"
    )


def test_numpy_without_a_gradient_is_told() -> None:
    with pytest.raises(InputError, match="the loss failed: TracerArrayConversionError"):
        dl.check_gradients(lambda w: np.sum(np.asarray(w) ** 2), params=np.ones(3))


# --- PyTorch


class BentTanh(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        return torch.tanh(x)

    @staticmethod
    def backward(ctx: Any, dy: Any) -> Any:
        return -dy


class Net(torch.nn.Module):
    def __init__(self, activation: Any = torch.tanh, unused: bool = False) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first, self.norm = torch.nn.Linear(5, 6), torch.nn.BatchNorm1d(6)
        self.dropout, self.last = torch.nn.Dropout(0.3), torch.nn.Linear(6, 3)
        self.activation = activation
        self.extra = torch.nn.Linear(6, 3) if unused else None

    def forward(self, x: Any) -> Any:
        outputs = self.last(self.dropout(self.norm(self.activation(self.first(x)))))
        return outputs if self.extra is None else outputs + self.extra(x[:, :1].expand(-1, 6)).detach()


def test_a_torch_module_is_right_and_left_as_it_was() -> None:
    net = Net()
    before = {name: value.clone() for name, value in net.state_dict().items()}
    state = torch.random.get_rng_state()
    found = dl.check_gradients(net, (X, Y), loss=torch.nn.functional.cross_entropy)
    assert found.verdict == "right"
    assert [array.name for array in found.arrays][:2] == ["first.weight", "first.bias"]
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())
    assert torch.equal(state, torch.random.get_rng_state())
    assert net.first.weight.dtype == torch.float32


def test_a_wrong_derivative_of_ones_own_in_torch() -> None:
    found = dl.check_gradients(Net(BentTanh.apply), (X, Y), loss=torch.nn.functional.cross_entropy)
    assert found.verdict == "wrong"
    assert kinds(found) == [("step back", ("first.weight", "first.bias"))]
    assert "right from norm.weight on" in found.causes[0].text


def test_a_torch_gradient_that_was_cut_off() -> None:
    found = dl.check_gradients(Net(unused=True), (X, Y), loss=torch.nn.functional.cross_entropy)
    assert kinds(found) == [("zero", ("extra.weight", "extra.bias"))]


def test_a_torch_module_that_rounds_to_float32_and_one_that_is_its_own_loss() -> None:
    class Rounded(Net):
        def forward(self, x: Any) -> Any:
            return super().forward(x).float()

    class Loss(Net):
        def forward(self, x: Any, y: Any) -> Any:
            return torch.nn.functional.cross_entropy(super().forward(x), y)

    rounded = dl.check_gradients(Rounded(), (X, Y), loss=torch.nn.functional.cross_entropy)
    assert rounded.verdict == "inconclusive"
    assert dl.check_gradients(Loss(), (X, Y)).verdict == "right"


# --- Keras


def model(activation: Any = "tanh", **compiled: Any) -> Any:
    keras.utils.set_random_seed(0)
    layers = [
        keras.layers.Dense(
            6, activation=activation, kernel_regularizer=keras.regularizers.L2(0.01), name="first"
        ),
        keras.layers.BatchNormalization(name="norm"),
        keras.layers.Dropout(0.3, seed=1),
        keras.layers.Dense(3, name="last"),
    ]
    made = keras.Sequential([keras.Input((5,)), *layers])
    made.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), **compiled)
    return made


def test_a_keras_model_is_right_and_left_as_it_was() -> None:
    made = model()
    before = [keras.ops.convert_to_numpy(variable.value) for variable in made.variables]
    found = dl.check_gradients(made, (X, Y))
    assert found.verdict == "right"
    assert [array.name for array in found.arrays][:2] == ["first.kernel", "first.bias"]
    assert found.noise < 1e-14
    for variable, value in zip(made.variables, before, strict=True):
        np.testing.assert_array_equal(keras.ops.convert_to_numpy(variable.value), value)
    assert {layer.dtype_policy.name for layer in made.layers} == {"float32"}
    assert keras.config.floatx() == "float32"
    assert {variable.dtype for variable in made.trainable_variables} == {"float32"}
    assert made(X).dtype == "float32"


def test_a_wrong_derivative_of_ones_own_in_keras() -> None:
    found = dl.check_gradients(model(bent_tanh), (X, Y))
    assert found.verdict == "wrong"
    assert kinds(found) == [("step back", ("first.kernel", "first.bias"))]
    assert "right from norm.gamma on" in found.causes[0].text


@pytest.mark.parametrize("loss", ["mse", keras.losses.Huber(), keras.losses.MeanSquaredError(reduction="sum")])
def test_losses_of_keras(loss: Any) -> None:
    made = keras.Sequential([keras.Input((5,)), keras.layers.Dense(2, activation="softplus")])
    targets = RANDOM.normal(size=(12, 2))
    found = dl.check_gradients(made, (X, targets), loss=loss)
    assert found.verdict == "right"
    made.compile(loss=loss)
    expected = float(made.evaluate(X, targets, verbose=0, batch_size=12))
    assert found.loss == pytest.approx(expected, rel=1e-5)


def test_a_keras_model_without_a_loss_or_not_built() -> None:
    made = keras.Sequential([keras.Input((5,)), keras.layers.Dense(2)])
    with pytest.raises(InputError, match="the model has no loss"):
        dl.check_gradients(made, (X, Y))
    with pytest.raises(InputError, match="not built"):
        dl.check_gradients(keras.Sequential([keras.layers.Dense(2)]), (X, Y), loss="mse")


def test_keras_on_torch() -> None:
    """In a process of its own: Keras takes its backend when it is first imported."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import descentlab as dl, test_gradient_subjects as own\n"
        "found = dl.check_gradients(own.model(), (own.X, own.Y))\n"
        "assert found.verdict == 'right', str(found)\n"
        "assert own.keras.config.backend() == 'torch'\n"
    )
    environment = {**os.environ, "KERAS_BACKEND": "torch"}
    command = [sys.executable, "-c", code, os.path.dirname(__file__)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
