"""Normalization constants"""

import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "0-norm_constants.py"
FUNCTION = "normalization_constants"
PARAMETERS = ("X",)
RETURNS = ("the mean of each feature", "the standard deviation of each feature")


def solution(X):
    m = X.shape[0]
    mean = np.sum(X, axis=0) / m
    deviation = X - mean
    variance = np.sum(deviation**2, axis=0) / m
    std = np.sqrt(variance)
    return mean, std


def cases():
    generator = np.random.default_rng(100)
    yield Case("three features of different scale", (generator.normal((0.1, 2, -3), (2, 1, 10), size=(20, 3)),))
    yield Case("five rows", (generator.normal((0.004, -0.5, 30), (0.003, 0.7, 60), size=(5, 3)),))
    yield Case("as many rows as features", (generator.uniform(-9, 9, size=(4, 4)),))
    yield Case("one feature", (generator.normal(2, 3, size=(9, 1)),))
    yield Case("two rows", (np.array([[1.5, -4.0], [2.5, 8.0]]),))
    yield Case("whole numbers", (generator.integers(-9, 30, size=(7, 2)),))
    yield Case("one row", (np.array([[1.5, -4.0, 3.0]]),), counts=False)


MISTAKES = (
    Mistake(
        "no axis: one mean and one standard deviation for the whole matrix",
        "np.sum(X, axis=0) / m",
        "np.mean(X)",
        "How many features are there, and how many means do you return?",
        also=(("np.sum(deviation**2, axis=0) / m", "np.mean(deviation**2)"),),
    ),
    Mistake(
        "one mean for the whole matrix",
        "return mean, std",
        "return np.mean(X), std",
        "How many features are there, and how many means do you return?",
    ),
    Mistake(
        "one standard deviation for the whole matrix",
        "return mean, std",
        "return mean, np.std(X)",
        "How many features are there, and how many standard deviations do you return?",
    ),
    Mistake(
        "standard deviation about the mean of the whole matrix",
        "np.sum(X, axis=0) / m",
        "np.mean(X)",
        "Which mean belongs to which column?",
    ),
    Mistake(
        "deviations of all features added up",
        "np.sum(deviation**2, axis=0) / m",
        "np.sum(deviation**2) / m",
        "Over which axis are the squares added?",
    ),
    Mistake(
        "wrong axis",
        "np.sum(X, axis=0) / m",
        "np.mean(X, axis=1)",
        "Data points are the rows and features the columns: which of them should be gone after averaging?",
        also=(
            ("X - mean", "X - mean[:, np.newaxis]"),
            ("np.sum(deviation**2, axis=0) / m", "np.mean(deviation**2, axis=1)"),
        ),
    ),
    Mistake(
        "rows in the place of columns",
        "np.sum(X, axis=0) / m",
        "np.array([np.sum(X[i]) / m for i in range(X.shape[1])])",
        "What does X[i] pick out, a data point or a feature?",
        also=(
            ("X - mean", "X[: X.shape[1]] - mean[:, np.newaxis]"),
            ("np.sum(deviation**2, axis=0) / m", "np.sum(deviation**2, axis=1) / m"),
        ),
    ),
    Mistake(
        "ddof = 1",
        "np.sum(deviation**2, axis=0) / m",
        "np.sum(deviation**2, axis=0) / (m - 1)",
        "By which number is the sum of squares divided, and is that what np.std does by itself?",
    ),
    Mistake(
        "variance in the place of the standard deviation",
        "np.sqrt(variance)",
        "variance",
        "In which unit is a standard deviation, in that of X or in its square?",
    ),
    Mistake(
        "mean and standard deviation in the other order",
        "return mean, std",
        "return std, mean",
        "In which order are the two asked for?",
    ),
    Mistake(
        "mean not subtracted before squaring",
        "X - mean",
        "X",
        "From where are the distances measured that are squared?",
    ),
    Mistake(
        "sum in the place of the mean",
        "np.sum(X, axis=0) / m",
        "np.sum(X, axis=0)",
        "What turns a sum into a mean?",
    ),
    Mistake(
        "sum of squares not divided",
        "np.sum(deviation**2, axis=0) / m",
        "np.sum(deviation**2, axis=0)",
        "What turns the sum of squares into a variance?",
    ),
    Mistake(
        "divided after the root",
        "np.sum(deviation**2, axis=0) / m",
        "np.sum(deviation**2, axis=0)",
        "Does the division by m come before or after the root?",
        also=(("np.sqrt(variance)", "np.sqrt(variance) / m"),),
    ),
    Mistake(
        "divided by the number of features",
        "m = X.shape[0]",
        "m = X.shape[1]",
        "Over how many numbers is a feature's mean taken?",
    ),
    Mistake(
        "divided by the number of all entries",
        "m = X.shape[0]",
        "m = X.size",
        "Over how many numbers is a feature's mean taken?",
    ),
    Mistake(
        "** 1 / 2 halves",
        "np.sqrt(variance)",
        "variance ** 1 / 2",
        "Which does Python do first, the power or the division?",
    ),
    Mistake(
        "root of the standard deviation",
        "np.sqrt(variance)",
        "np.sqrt(np.sqrt(variance))",
        "What does np.std give already?",
    ),
    Mistake(
        "mean of the absolute deviations",
        "np.sqrt(variance)",
        "np.sum(np.abs(deviation), axis=0) / m",
        "A standard deviation is made of squares.",
    ),
    Mistake(
        "median in the place of the mean",
        "return mean, std",
        "return np.median(X, axis=0), std",
        "The value in the middle is another one than the average.",
    ),
    Mistake(
        "smallest and largest value",
        "return mean, std",
        "return np.min(X, axis=0), np.max(X, axis=0)",
        "Standardization goes by the mean and the standard deviation.",
    ),
    Mistake(
        "range in the place of the standard deviation",
        "return mean, std",
        "return mean, np.max(X, axis=0) - np.min(X, axis=0)",
        "Standardization goes by the mean and the standard deviation.",
    ),
    Mistake(
        "norm in the place of the standard deviation",
        "return mean, std",
        "return mean, np.linalg.norm(X, axis=0)",
        "A norm is measured from zero and grows with the number of rows.",
    ),
    Mistake(
        "axis kept: shape (1, nx)",
        "return mean, std",
        "return mean.reshape(1, -1), std.reshape(1, -1)",
        "How many axes should be left after averaging over one of two?",
    ),
    Mistake(
        "normalized matrix in the place of its constants",
        "return mean, std",
        "return deviation / std",
        "Normalizing is the next exercise; here only its two constants are asked for.",
    ),
    Mistake(
        "normalized matrix and a constant",
        "return mean, std",
        "return deviation / std, std",
        "Normalizing is the next exercise; here only its two constants are asked for.",
    ),
    Mistake(
        "only the mean returned",
        "return mean, std",
        "return mean",
        "How many things are asked for?",
    ),
    Mistake(
        "only the standard deviation returned",
        "return mean, std",
        "return std",
        "How many things are asked for?",
    ),
)
