"""Batch normalization"""

import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "13-batch_norm.py"
FUNCTION = "batch_norm"
PARAMETERS = ("Z", "gamma", "beta", "epsilon")
RETURNS = ("the normalized Z",)


def solution(Z, gamma, beta, epsilon):
    m = Z.shape[0]
    mean = np.sum(Z, axis=0) / m
    centred = Z - mean
    variance = np.sum(centred**2, axis=0) / m
    deviation = np.sqrt(variance + epsilon)
    normalized = centred / deviation
    scaled = gamma * normalized
    return scaled + beta


def cases():
    generator = np.random.default_rng(128)
    for label, shape, epsilon in (
        ("epsilon = 0.01", (7, 3), 0.01),
        ("epsilon = 0.1", (5, 4), 0.1),
        ("as many rows as features", (4, 4), 0.03),
        ("one feature", (6, 1), 0.05),
        ("epsilon = 1e-7", (9, 2), 1e-7),
        ("two rows, two features", (2, 2), 0.02),
    ):
        n = shape[1]
        scale = 10.0 ** generator.permutation(np.linspace(-1, 1, n))
        mean = scale * generator.uniform(-2, 2, size=n)  # near enough to zero for an answer in float32
        Z = generator.normal(mean, scale, size=shape)
        gamma = generator.uniform(0.5, 3, size=(1, n)) * generator.choice((-1, 1), size=(1, n))
        yield Case(label, (Z, gamma, generator.normal(0, 2, size=(1, n)), epsilon))
    whole = generator.integers(-9, 30, size=(5, 2))
    yield Case("whole numbers", (whole, np.array([[2.0, 0.5]]), np.array([[1.0, -3.0]]), 0.04), counts=False)


_AXIS = "Data points are the rows and features the columns: over which of them is averaged?"
_GAMMA = "What scales the normalized values, and what moves them afterwards?"
_EPSILON = "Where does the exercise's formula have epsilon?"

MISTAKES = (
    Mistake("epsilon outside the root", "np.sqrt(variance + epsilon)", "np.sqrt(variance) + epsilon", _EPSILON),
    Mistake("no epsilon", "variance + epsilon", "variance", _EPSILON),
    Mistake(
        "standard deviation in the place of the variance",
        "variance + epsilon",
        "np.sqrt(variance) + epsilon",
        "How many roots are taken of the variance?",
    ),
    Mistake(
        "no root",
        "np.sqrt(variance + epsilon)",
        "(variance + epsilon)",
        "In which unit is the variance, in that of Z or in its square?",
    ),
    Mistake(
        "variance squared",
        "variance + epsilon",
        "variance**2 + epsilon",
        "What is squared, and how often?",
    ),
    Mistake("epsilon squared", "variance + epsilon", "variance + epsilon**2", _EPSILON),
    Mistake("epsilon subtracted", "variance + epsilon", "variance - epsilon", _EPSILON),
    Mistake(
        "epsilon added twice", "np.sqrt(variance + epsilon)", "np.sqrt(variance + epsilon) + epsilon", _EPSILON
    ),
    Mistake(
        "epsilon multiplied",
        "variance + epsilon",
        "variance * epsilon",
        _EPSILON,
    ),
    Mistake(
        "epsilon left out of the divisor and added to the result",
        "variance + epsilon",
        "variance",
        _EPSILON,
        also=(("scaled + beta", "scaled + beta + epsilon"),),
    ),
    Mistake(
        "epsilon added to the quotient",
        "variance + epsilon",
        "variance",
        "Which does Python do first, the quotient or the sum?",
        also=(("gamma * normalized", "gamma * (normalized + epsilon)"),),
    ),
    Mistake(
        "epsilon a fixed 1e-8",
        "variance + epsilon",
        "variance + 1e-8",
        "Which epsilon is to be used, and who hands it over?",
    ),
    Mistake(
        "epsilon a fixed 1e-3",
        "variance + epsilon",
        "variance + 1e-3",
        "Which epsilon is to be used, and who hands it over?",
    ),
    Mistake(
        "** 1 / 2 halves",
        "np.sqrt(variance + epsilon)",
        "(variance + epsilon) ** 1 / 2",
        "Which does Python do first, the power or the division?",
    ),
    Mistake(
        "** 1 / 2 divides the quotient",
        "centred / deviation",
        "centred / (variance + epsilon) ** 1 / 2",
        "Which does Python do first, the power or the divisions?",
    ),
    Mistake(
        "ddof = 1",
        "np.sum(centred**2, axis=0) / m",
        "np.sum(centred**2, axis=0) / (m - 1)",
        "By which number is the sum of squares divided?",
    ),
    Mistake(
        "no axis: one mean and one variance for the whole matrix",
        "np.sum(Z, axis=0) / m",
        "np.mean(Z)",
        _AXIS,
        also=(("np.sum(centred**2, axis=0) / m", "np.mean(centred**2)"),),
    ),
    Mistake(
        "one mean for the whole matrix",
        "centred / deviation",
        "(Z - np.mean(Z)) / deviation",
        _AXIS,
    ),
    Mistake(
        "one mean for the whole matrix, and the variance about it",
        "np.sum(Z, axis=0) / m",
        "np.mean(Z)",
        _AXIS,
    ),
    Mistake(
        "one variance for the whole matrix",
        "np.sum(centred**2, axis=0) / m",
        "np.var(Z)",
        _AXIS,
    ),
    Mistake(
        "variance over all entries, about each feature's mean",
        "np.sum(centred**2, axis=0) / m",
        "np.mean(centred**2)",
        _AXIS,
    ),
    Mistake(
        "deviations of all features added up",
        "np.sum(centred**2, axis=0) / m",
        "np.sum(centred**2) / m",
        _AXIS,
    ),
    Mistake(
        "wrong axis",
        "np.sum(Z, axis=0) / m",
        "np.mean(Z, axis=1, keepdims=True)",
        _AXIS,
        also=(("np.sum(centred**2, axis=0) / m", "np.var(Z, axis=1, keepdims=True)"),),
    ),
    Mistake(
        "wrong axis, and it is not kept",
        "np.sum(Z, axis=0) / m",
        "np.mean(Z, axis=1)",
        _AXIS,
        also=(("np.sum(centred**2, axis=0) / m", "np.var(Z, axis=1)"),),
    ),
    Mistake(
        "mean not subtracted",
        "centred / deviation",
        "Z / deviation",
        "Where should the mean of every feature lie before gamma and beta come in?",
    ),
    Mistake(
        "mean of squares in the place of the variance",
        "centred**2",
        "Z**2",
        "From where are the distances measured that are squared?",
    ),
    Mistake(
        "brackets around Z - mean missing",
        "centred / deviation",
        "Z - mean / deviation",
        "Which does Python do first, the difference or the quotient?",
    ),
    Mistake(
        "mean - Z in the place of Z - mean",
        "Z - mean",
        "mean - Z",
        "What sign should a value above the mean have?",
    ),
    Mistake(
        "sum in the place of the mean",
        "np.sum(Z, axis=0) / m",
        "np.sum(Z, axis=0)",
        "What turns a sum into a mean?",
    ),
    Mistake(
        "sum of squares not divided",
        "np.sum(centred**2, axis=0) / m",
        "np.sum(centred**2, axis=0)",
        "What turns the sum of squares into a variance?",
    ),
    Mistake(
        "divided by the number of features",
        "m = Z.shape[0]",
        "m = Z.shape[1]",
        "Over how many numbers is a feature's mean taken?",
    ),
    Mistake(
        "mean of the absolute deviations",
        "np.sqrt(variance + epsilon)",
        "np.sum(np.abs(centred), axis=0) / m + epsilon",
        "A standard deviation is made of squares.",
    ),
    Mistake(
        "norm in the place of the standard deviation",
        "np.sqrt(variance + epsilon)",
        "np.linalg.norm(Z, axis=0) + epsilon",
        "By what is divided?",
    ),
    Mistake(
        "multiplied by the standard deviation",
        "centred / deviation",
        "centred * deviation",
        "How wide should every feature be before gamma and beta come in?",
    ),
    Mistake("not divided by the standard deviation", "centred / deviation", "centred", _AXIS),
    Mistake(
        "gamma and beta not used",
        "gamma * normalized",
        "normalized",
        _GAMMA,
        also=(("scaled + beta", "scaled"),),
    ),
    Mistake("gamma not used", "gamma * normalized", "normalized", _GAMMA),
    Mistake("beta not used", "scaled + beta", "scaled", _GAMMA),
    Mistake(
        "gamma and beta swapped",
        "gamma * normalized",
        "beta * normalized",
        _GAMMA,
        also=(("scaled + beta", "scaled + gamma"),),
    ),
    Mistake(
        "gamma times the sum with beta",
        "gamma * normalized",
        "gamma * (normalized + beta)",
        _GAMMA,
        also=(("scaled + beta", "scaled"),),
    ),
    Mistake("beta subtracted", "scaled + beta", "scaled - beta", _GAMMA),
    Mistake("beta multiplied", "scaled + beta", "scaled * beta", _GAMMA),
    Mistake("gamma added", "gamma * normalized", "gamma + normalized", _GAMMA),
    Mistake("divided by gamma", "gamma * normalized", "normalized / gamma", _GAMMA),
    Mistake(
        "gamma and beta on Z, which is not normalized",
        "gamma * normalized",
        "gamma * Z",
        "What are gamma and beta applied to?",
    ),
    Mistake(
        "gamma and beta before the normalization",
        "m = Z.shape[0]",
        "m = Z.shape[0]\n    Z = gamma * Z + beta",
        "What are gamma and beta applied to?",
        also=(("gamma * normalized", "normalized"), ("scaled + beta", "scaled")),
    ),
    Mistake(
        "matrix product with gamma",
        "gamma * normalized",
        "np.matmul(normalized, gamma.T)",
        "Has every feature a gamma of its own?",
    ),
    Mistake(
        "gamma of the first feature for all",
        "gamma * normalized",
        "gamma[0, 0] * normalized",
        "Has every feature a gamma of its own?",
    ),
    Mistake("transposed", "return scaled + beta", "return (scaled + beta).T", "Which shape should come back?"),
    Mistake(
        "returns the mean and the variance too",
        "return scaled + beta",
        "return scaled + beta, mean, variance",
        "How many things are asked for?",
    ),
    Mistake(
        "returns the values before gamma and beta too",
        "return scaled + beta",
        "return normalized, scaled + beta",
        "How many things are asked for?",
    ),
)
