"""Hyperparameter tuning: values over orders of magnitude"""

import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "8-hyperparameter_tuning.py"
FUNCTION = "log_uniform"
PARAMETERS = ("low", "high", "u")
RETURNS = ("the value",)


def solution(low, high, u):
    start, end = np.log10(low), np.log10(high)
    exponent = start + u * (end - start)
    return 10**exponent


def cases():
    draw = np.random.default_rng(8)
    yield Case("u = 0", (1e-4, 1e-1, 0.0))
    yield Case("u = 1", (1e-4, 1e-1, 1.0))
    yield Case("u = 1/2", (0.02, 8.0, 0.5))
    yield Case("u between", (3e-3, 0.7, 0.31))
    yield Case("low and high above 1", (2.0, 300.0, 0.77))
    yield Case("low and high close to each other", (0.4, 0.5, 0.6))
    yield Case("low = 1", (1.0, 32.0, 0.2))
    yield Case("an array of u", (5e-4, 2.0, draw.random(6)))
    yield Case("a matrix of u", (1e-2, 1e2, draw.random((2, 3))), counts=False)
    yield Case("whole numbers", (1, 100, 0.5), counts=False)


MISTAKES = (
    Mistake(
        "uniform, not log-uniform",
        "10**exponent",
        "low + u * (high - low)",
        "Half of the values should lie below the root of low times high.",
    ),
    Mistake(
        "the exponent is returned",
        "10**exponent",
        "exponent",
        "From a logarithm back to the value: what is missing?",
    ),
    Mistake(
        "logarithm to the base 10, power of e",
        "10**exponent",
        "np.exp(exponent)",
        "The logarithm and the power must have the same base.",
    ),
    Mistake(
        "logarithm to the base e, power of 10",
        "np.log10(low), np.log10(high)",
        "np.log(low), np.log(high)",
        "The logarithm and the power must have the same base.",
    ),
    Mistake(
        "logarithm to the base 2, power of 10",
        "np.log10(low), np.log10(high)",
        "np.log2(low), np.log2(high)",
        "The logarithm and the power must have the same base.",
    ),
    Mistake(
        "logarithms not taken",
        "np.log10(low), np.log10(high)",
        "low, high",
        "What is it that should be uniform?",
    ),
    Mistake(
        "from high to low",
        "start + u * (end - start)",
        "end + u * (start - end)",
        "What should u = 0 give?",
    ),
    Mistake(
        "low left out",
        "start + u * (end - start)",
        "u * (end - start)",
        "What should u = 0 give?",
    ),
    Mistake(
        "only the end, not the range, is multiplied by u",
        "start + u * (end - start)",
        "start + u * end",
        "What should u = 1 give?",
    ),
    Mistake(
        "range of the wrong sign",
        "(end - start)",
        "(start - end)",
        "What should u = 1 give?",
    ),
    Mistake(
        "brackets around the range missing",
        "u * (end - start)",
        "u * end - start",
        "Multiplication comes before subtraction.",
    ),
    Mistake(
        "logarithm of the difference",
        "(end - start)",
        "np.log10(high - low)",
        "Which comes first, the difference or the logarithm?",
    ),
    Mistake(
        "u not used: the middle",
        "u * (end - start)",
        "(end - start) / 2",
        "What should u = 0 and u = 1 give?",
    ),
    Mistake(
        "a random number in place of u",
        "u * (end - start)",
        "np.random.default_rng(0).random() * (end - start)",
        "The random number is handed in.",
    ),
    Mistake(
        "rounded to a power of ten",
        "10**exponent",
        "10.0 ** np.round(exponent)",
        "Are only whole orders of magnitude asked for?",
    ),
)
