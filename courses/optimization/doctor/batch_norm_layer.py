"""A layer with batch normalization in TensorFlow"""

from typing import Any

import numpy as np

from descentlab.doctor import Case, Mistake, UnusableError

FILE = "14-batch_norm.py"
FUNCTION = "create_batch_norm_layer"
PARAMETERS = ("prev", "n", "activation")
RETURNS = (
    "the activated output",
    "the variance of the initial kernel, times (nx + n) / 2",
    "the kurtosis of the initial kernel",
    "the number of gamma and beta that can be trained",
)
NEEDS = ("tensorflow",)


def solution(prev, n, activation):
    import tensorflow as tf

    layers = tf.keras.layers
    initializer = tf.keras.initializers.VarianceScaling(mode="fan_avg")
    dense = layers.Dense(n, kernel_initializer=initializer)
    Z = dense(prev)
    batch_norm = layers.BatchNormalization(epsilon=1e-7, gamma_initializer="ones", beta_initializer="zeros")
    normalized = batch_norm(Z, training=True)
    return activation(normalized)


def observe(function, prev, n, activation):
    """The kernel is drawn by the answer, and then replaced by ours: so the output is known.

    Moving variances begin small: so it shows who normalizes by them, and with which epsilon. Only where the output is
    right are gamma and beta counted: they are not what is to be mended first.
    """
    import tensorflow as tf

    tf.keras.utils.set_random_seed(14)
    variables = []

    def creator(create, **options: Any):
        initial, name = options["initial_value"], options.get("name") or ""
        value = np.asarray(initial() if callable(initial) else initial)
        variables.append((name, options.get("trainable") is not False, value))
        if _is_kernel(value):
            options["initial_value"] = _kernel(*value.shape).astype(value.dtype)
        elif "moving_variance" in name:
            options["initial_value"] = 1e-6 * value
        elif callable(initial):
            options["initial_value"] = value  # drawn once, as without us
        return create(**options)

    with tf.variable_creator_scope(creator):
        returned = function(prev, n, getattr(tf.nn, activation))
    if returned is None:
        return None
    output = _tensor(returned)
    kernels = [value for _, _, value in variables if _is_kernel(value)]
    if not kernels:
        told = "No variable of shape (nx, n) is made: the layer's weights must be there to be trained."
        raise UnusableError("no kernel", told)
    trained = [value for name, trainable, value in variables if trainable and "bias" not in name]
    parameters = sum(value.size in (1, n) for value in trained)
    right = output.shape == (len(prev), n) and np.allclose(output, _expected(prev, n, activation), rtol=1e-4)
    return [output, *_spread(kernels[0]), min(parameters, 2) if right else 2]


def _expected(prev, n, activation):
    import tensorflow as tf

    Z = prev @ _kernel(prev.shape[1], n)
    return np.asarray(getattr(tf.nn, activation)((Z - Z.mean(axis=0)) / np.sqrt(Z.var(axis=0) + 1e-7)))


def _tensor(returned):
    """What was returned as an array. Raises UnusableError, with words for what it is, where it is none."""
    import tensorflow as tf

    kind = type(returned).__name__
    if isinstance(returned, tf.keras.layers.Layer | tf.keras.Model | type):
        told = f"It returns a layer ({kind}); what is asked for is the tensor that the layer gives for prev."
        raise UnusableError("returns a layer", told)
    if isinstance(returned, tuple | list):
        told = f"It returns {len(returned)} things ({kind}) where one tensor is asked for."
        raise UnusableError(f"returns a {kind}", told)
    if not isinstance(returned, tf.Tensor | tf.Variable | tf.keras.Variable | np.ndarray):
        raise UnusableError(
            "returns no tensor", f"It returns something of type {kind} where a tensor is asked for."
        )
    return np.asarray(returned)


def _is_kernel(value):
    return value.dtype.kind == "f" and value.ndim == 2 and 1 not in value.shape


def _kernel(rows, columns):
    """The kernel in the place of the one that was drawn: of spread 1 / sqrt(rows), for any shape the same."""
    return np.random.default_rng([rows, columns]).normal(size=(rows, columns)) / np.sqrt(rows)


def _spread(kernel):
    """The initial kernel's variance and kurtosis; what differs from a usual value by chance only is that value."""
    nx, n = kernel.shape
    mean = (nx + n) / 2
    variance = kernel.var() * mean
    deviation = kernel - kernel.mean()
    with np.errstate(invalid="ignore"):
        kurtosis = (deviation**4).mean() / kernel.var() ** 2
    fans = [1.0, mean / nx, mean / n]
    usual = [
        *fans,
        *(2 * one for one in fans),
        *(mean * one for one in (0.01**2, 0.05**2, 0.05**2 / 3, 0.1**2, 1.0)),
    ]
    uniform, truncated_normal, normal = 1.8, 2.4, 3.0
    return _nearest(variance, usual, 0.12), _nearest(kurtosis, [uniform, truncated_normal, normal], 0.11)


def _nearest(value, usual, relative):
    near = [one for one in usual if abs(value - one) <= relative * one]
    return float(min(near, key=lambda one: abs(value - one), default=value))


def cases():
    draw = np.random.default_rng(14)
    yield Case("tanh", (_features(draw, 4, 60, 30, 1.0), 30, "tanh"))
    yield Case("sigmoid, features of a size of 3e-4", (_features(draw, 3, 30, 60, 3e-4), 60, "sigmoid"))


def _features(draw, m, nx, n, size):
    """Inputs whose normalized outputs keep away from 0, where float32 has few right digits."""
    while True:
        prev = draw.normal(0, size, (m, nx)).astype(np.float32)
        Z = prev @ _kernel(nx, n)
        normalized = (Z - Z.mean(axis=0)) / Z.std(axis=0)
        if min(np.abs(normalized + beta).min() for beta in (0, 1)) > 0.02:
            return prev


def _as_wide_as_before(prev, n, activation):
    return solution(prev, prev.shape[1], activation)


def _kernel_ones(prev, n, activation):
    import tensorflow as tf

    Z = tf.keras.layers.Dense(n, kernel_initializer="ones")(prev)
    return activation(tf.keras.layers.BatchNormalization(epsilon=1e-7)(Z, training=True))


MISTAKES = (
    Mistake(
        "not normalized as in training",
        ", training=True",
        "",
        "A Keras layer behaves in one way while training and in another afterwards: which is this, and who tells it?",
    ),
    Mistake(
        "epsilon 1e-8",
        "1e-7",
        "1e-8",
        "Compare epsilon with the one that the exercise gives.",
    ),
    Mistake(
        "epsilon 1e-3 (Keras's default)",
        "epsilon=1e-7, ",
        "",
        "Keras has an epsilon of its own: is it the exercise's?",
    ),
    Mistake(
        "epsilon 1e-5",
        "1e-7",
        "1e-5",
        "Compare epsilon with the one that the exercise gives.",
    ),
    Mistake(
        "gamma and beta cannot be trained",
        'gamma_initializer="ones", beta_initializer="zeros"',
        "center=False, scale=False",
        "Which variables does the normalization have that training can change?",
    ),
    Mistake(
        "one of gamma and beta cannot be trained",
        'gamma_initializer="ones", beta_initializer="zeros"',
        "scale=False",
        "Which variables does the normalization have that training can change?",
    ),
    Mistake(
        "the input normalized in the place of the output",
        "batch_norm(Z, training=True)",
        "dense(batch_norm(prev, training=True))",
        "What is normalized: what comes into the dense layer, or what comes out?",
    ),
    Mistake(
        "relu in the dense layer",
        "Dense(n, kernel",
        'Dense(n, activation="relu", kernel',
        "How often, and where, is an activation applied?",
    ),
    Mistake(
        "activation before the normalization",
        "Dense(n, kernel",
        "Dense(n, activation=activation, kernel",
        "What is normalized: the output of the layer with or without its activation?",
        also=(("activation(normalized)", "normalized"),),
    ),
    Mistake(
        "activation twice",
        "Dense(n, kernel",
        "Dense(n, activation=activation, kernel",
        "How often, and where, is the activation applied?",
    ),
    Mistake(
        "no activation",
        "activation(normalized)",
        "normalized",
        "Which parameter is not used?",
    ),
    Mistake(
        "no normalization",
        "activation(normalized)",
        "activation(Z)",
        "What is handed to the activation?",
    ),
    Mistake(
        "initializer not used",
        ", kernel_initializer=initializer",
        "",
        "How does the dense layer know which initializer it should use?",
    ),
    *(
        Mistake(
            f"initializer not used: normal numbers of deviation {deviation}",
            "initializer=initializer",
            f"initializer=tf.keras.initializers.RandomNormal(stddev={deviation})",
            "Which initializer does the exercise name, and where is it handed on?",
        )
        for deviation in (1.0, 0.1, 0.05, 0.01)
    ),
    Mistake(
        "initializer with fan_in",
        'mode="fan_avg"',
        'mode="fan_in"',
        "By which of the layer's sizes should the initial weights be scaled?",
    ),
    Mistake(
        "initializer with fan_out",
        'mode="fan_avg"',
        'mode="fan_out"',
        "By which of the layer's sizes should the initial weights be scaled?",
    ),
    Mistake(
        "initializer with twice the variance",
        'mode="fan_avg"',
        'mode="fan_avg", scale=2.0',
        "Which scale does the exercise give to the initializer?",
    ),
    Mistake(
        "He's initializer",
        'VarianceScaling(mode="fan_avg")',
        "HeNormal()",
        "Which initializer does the exercise name?",
    ),
    Mistake(
        "initial kernel of one number",
        hint="Which initializer does the exercise name?",
        instead=_kernel_ones,
    ),
    Mistake(
        "gamma started at 0 and beta at 1",
        'gamma_initializer="ones", beta_initializer="zeros"',
        'gamma_initializer="zeros", beta_initializer="ones"',
        "Which of the two is the factor, and which is added?",
    ),
    Mistake(
        "beta started at ones",
        'beta_initializer="zeros"',
        'beta_initializer="ones"',
        "Which of the two parameters is added, and where should it begin?",
    ),
    Mistake(
        "gamma started at zeros",
        'gamma_initializer="ones"',
        'gamma_initializer="zeros"',
        "What comes out of a layer whose gamma is 0?",
    ),
    Mistake(
        "tanh in the place of the activation given",
        "activation(normalized)",
        "tf.nn.tanh(normalized)",
        "Which parameter is not used?",
    ),
    Mistake(
        "n not used",
        hint="How many nodes should the layer have?",
        instead=_as_wide_as_before,
    ),
    Mistake(
        "normalized over the wrong axis",
        "batch_norm(Z, training=True)",
        "(Z - tf.reduce_mean(Z, 1, True)) / tf.sqrt(tf.math.reduce_variance(Z, 1, True) + 1e-7)",
        "Is it each node that is normalized over the batch, or each example over the nodes?",
    ),
    Mistake(
        "one mean and one variance for the whole matrix",
        "batch_norm(Z, training=True)",
        "(Z - tf.reduce_mean(Z)) / tf.sqrt(tf.math.reduce_variance(Z) + 1e-7)",
        "How many means are there for n nodes?",
    ),
    Mistake(
        "epsilon outside of the root",
        "batch_norm(Z, training=True)",
        "(Z - tf.reduce_mean(Z, 0)) / (tf.math.reduce_std(Z, 0) + 1e-7)",
        "Compare what stands under the root with exercise 13.",
    ),
    Mistake(
        "divided by the variance, not by its root",
        "batch_norm(Z, training=True)",
        "(Z - tf.reduce_mean(Z, 0)) / (tf.math.reduce_variance(Z, 0) + 1e-7)",
        "What is the variance of something that was divided by its variance?",
    ),
    Mistake(
        "standard deviation in the place of the variance",
        "batch_norm(Z, training=True)",
        "(Z - tf.reduce_mean(Z, 0)) / tf.sqrt(tf.math.reduce_std(Z, 0) + 1e-7)",
        "Which of the two, variance or standard deviation, belongs under the root?",
    ),
    Mistake(
        "mean and variance swapped",
        "batch_norm(Z, training=True)",
        "tf.nn.batch_normalization(Z, *tf.nn.moments(Z, 0)[::-1], None, None, 1e-7)",
        "In which order does the function take mean and variance? Name the arguments to be sure.",
    ),
    Mistake(
        "mean not subtracted",
        "batch_norm(Z, training=True)",
        "Z / tf.sqrt(tf.math.reduce_variance(Z, 0) + 1e-7)",
        "What is the mean of what comes out?",
    ),
    Mistake(
        "variance over m - 1",
        "batch_norm(Z, training=True)",
        "(Z - tf.reduce_mean(Z, 0)) / tf.sqrt(tf.math.reduce_variance(Z, 0) * len(prev) / (len(prev) - 1) + 1e-7)",
        "By how many is the sum of squares divided?",
    ),
)

_TOGETHER = (  # made together often enough to be worth the seconds that TensorFlow takes for each pair
    "not normalized as in training",
    "epsilon 1e-8",
    "epsilon 1e-3 (Keras's default)",
    "gamma and beta cannot be trained",
    "activation before the normalization",
    "no activation",
    "initializer not used",
    "initializer with fan_in",
    "beta started at ones",
)
MISTAKES = tuple(mistake._replace(alone=mistake.name not in _TOGETHER) for mistake in MISTAKES)
