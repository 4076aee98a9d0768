"""What must hold of our optimizers in Keras, whatever its backend; test_to_keras.py runs it on each."""

import keras
import numpy as np
import pytest

from descentlab import catalogue
from descentlab.adapters.keras import KerasOptimizer, to_keras
from descentlab.errors import SettingError
from descentlab.techniques.optimizers.adam import Adam
from descentlab.techniques.optimizers.adamw import AdamW
from descentlab.techniques.optimizers.momentum import Momentum
from descentlab.techniques.optimizers.schedule_free_sgd import ScheduleFreeSGD
from descentlab.techniques.optimizers.sgd import SGD
from descentlab.techniques.schedules.polynomial import Polynomial
from descentlab.training.update import optimize

START = {"kernel": [[1.0, -2.0, 0.5], [0.25, 3.0, -1.0]], "bias": [0.5, -0.5, 2.0], "scale": 1.5}

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras's own


def variables(dtype="float32"):
    return [
        keras.Variable(np.asarray(value, "float32"), dtype=dtype, name=name) for name, value in START.items()
    ]


def numpy_of(variable):
    wide = keras.backend.standardize_dtype(variable.dtype)
    return np.asarray(
        keras.ops.convert_to_numpy(keras.ops.cast(variable, wide if wide == "float64" else "float32"))
    )


def gradients(params, k):
    """Of a bowl whose middle wanders."""
    return [2 * (param - 0.1 * (k + 1)) for param in params]


def descend(optimizer, params, steps):
    """As a training loop of one's own does, under TensorFlow within a traced function."""

    def step(*grads):
        optimizer.apply(list(grads), params)

    if keras.backend.backend() == "tensorflow":
        import tensorflow

        step = tensorflow.function(step)
    for k in range(steps):
        step(*(keras.ops.convert_to_tensor(grad) for grad in gradients([numpy_of(p) for p in params], k)))
    return [numpy_of(param) for param in params]


def model():
    keras.utils.set_random_seed(1)
    layers = [keras.Input((3,)), keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(1)]
    return keras.Sequential(layers)


@pytest.fixture(scope="module")
def data():
    x = np.random.default_rng(0).normal(size=(64, 3)).astype("float32")
    return x, x[:, :1] ** 2


def losses(network, data, epochs):
    return network.fit(*data, batch_size=16, epochs=epochs, shuffle=False, verbose=0).history["loss"]


@pytest.mark.parametrize("name", catalogue.names("optimizers"))
def test_takes_the_reference_engines_steps(name):
    optimizer = catalogue.build("optimizers", name)
    params = {key: np.asarray(value, np.float64) for key, value in START.items()}
    memory = {key: optimizer.init(param) for key, param in params.items()}
    for k in range(3):
        grads = dict(zip(params, gradients(list(params.values()), k), strict=True))
        changes, memory = optimize(optimizer, memory, grads, params, k + 1.0)
        params = {key: param + changes[key] for key, param in params.items()}
    on_jax = keras.backend.backend() == "jax"  # which has 32 bits here
    found = descend(to_keras(optimizer), variables("float32" if on_jax else "float64"), 3)
    # Keras keeps learning rates in float32
    rounding = 2e-7 if not on_jax else 2e-4 if name in ("shampoo", "soap", "muon", "yogi") else 2e-6
    for a, b in zip(found, params.values(), strict=True):
        np.testing.assert_allclose(a, b, rtol=rounding, atol=rounding)


@pytest.mark.parametrize("name", ["adam", "prodigy", "shampoo", "schedule_free_adamw", "sgd"])
def test_fit_saves_and_goes_on(name, data, tmp_path):
    network = model()
    network.compile(optimizer=to_keras(catalogue.build("optimizers", name)), loss="mse")
    losses(network, data, 2)
    network.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert isinstance(again.optimizer, KerasOptimizer)
    assert again.optimizer.technique == network.optimizer.technique
    assert losses(again, data, 2) == losses(network, data, 2)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda: to_keras(SGD(0.05)), lambda: keras.optimizers.SGD(0.05)),
        (lambda: to_keras(Momentum(0.05)), lambda: keras.optimizers.SGD(0.05, momentum=0.9)),
        (lambda: to_keras(Adam(0.01, epsilon=1e-12)), lambda: keras.optimizers.Adam(0.01, epsilon=1e-12)),
        (
            lambda: to_keras(AdamW(0.01, epsilon=1e-12, weight_decay=0.1)),
            lambda: keras.optimizers.AdamW(0.01, epsilon=1e-12, weight_decay=0.1),
        ),
        (
            lambda: to_keras(SGD(0.05), schedule=Polynomial(decay_steps=6, alpha=0.2)),
            lambda: keras.optimizers.SGD(keras.optimizers.schedules.PolynomialDecay(0.05, 6, 0.01)),
        ),
        (
            lambda: to_keras(SGD(0.05), global_clipnorm=0.1, weight_decay=0.01),
            lambda: keras.optimizers.SGD(0.05, global_clipnorm=0.1, weight_decay=0.01),
        ),
        (
            lambda: to_keras(SGD(0.05), gradient_accumulation_steps=2, use_ema=True),
            lambda: keras.optimizers.SGD(0.05, gradient_accumulation_steps=2, use_ema=True),
        ),
    ],
    ids=["sgd", "momentum", "adam", "adamw", "schedule", "clipping and decay", "accumulation and average"],
)
def test_fits_as_keras_own(ours, theirs, data):
    curves = []
    for make in (ours, theirs):
        network = model()
        network.compile(optimizer=make(), loss="mse")
        curves.append(losses(network, data, 3))
    np.testing.assert_allclose(*curves, rtol=2e-5)


def test_settings_are_text_and_read_by_name():
    optimizer = to_keras(Adam(0.02, beta1=0.8), schedule=Polynomial(decay_steps=6), clipnorm=1.0, name="mine")
    config = optimizer.get_config()
    assert config["technique"] == "adam(learning_rate=0.02, beta1=0.8)"
    assert config["clipnorm"] == 1.0
    again = keras.optimizers.deserialize(keras.optimizers.serialize(optimizer))
    assert again.get_config() == config
    assert again.technique == Adam(0.02, beta1=0.8)
    for text, said in (
        ("adum", "did you mean 'adam'"),
        ("evil.py:Optimizer", "evil.py"),
        ("adam(beta1=2)", "beta1"),
    ):
        with pytest.raises(SettingError, match=said):
            KerasOptimizer.from_config({**config, "technique": text})


def test_the_rate_can_be_set():
    """As callbacks such as ReduceLROnPlateau do."""
    params = variables()
    optimizer = to_keras(SGD(0.5))
    optimizer.build(params)
    optimizer.learning_rate = 0.0
    assert [p.tolist() for p in descend(optimizer, params, 1)] == [
        np.asarray(v).tolist() for v in START.values()
    ]


def test_averages():
    params = variables()
    optimizer = to_keras(ScheduleFreeSGD(0.1))
    start = [numpy_of(param) for param in params]
    descend(optimizer, params, 1)
    used = [numpy_of(value) for value in optimizer.evaluation_weights()]
    for a, b, grad in zip(used, start, gradients(start, 0), strict=True):
        np.testing.assert_allclose(a, b - 0.1 * grad, rtol=1e-5)  # the first average is the first step's end


def test_low_precision_is_computed_in_float32():
    params = variables("bfloat16")
    optimizer = to_keras(Adam(0.5))
    descend(optimizer, params, 2)
    assert {keras.backend.standardize_dtype(p.dtype) for p in params} == {"bfloat16"}
    assert {keras.backend.standardize_dtype(v.dtype) for v in optimizer.variables[2:]} == {"float32"}
    assert all(np.isfinite(numpy_of(p)).all() for p in params)
