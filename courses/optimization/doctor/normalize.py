"""Normalize"""
# ruff: noqa: RET504  # one step a line, so that each can go wrong

import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "1-normalize.py"
FUNCTION = "normalize"
PARAMETERS = ("X", "m", "s")
RETURNS = ("the normalized X",)


def solution(X, m, s):
    centred = X - m
    normalized = centred / s
    return normalized


def cases():
    generator = np.random.default_rng(101)
    X = generator.normal((0.1, 2, -3), (2, 1, 10), size=(8, 3))
    yield Case("the X that m and s were taken from", (X, X.mean(axis=0), X.std(axis=0)))
    for label, shape in (
        ("m and s of other data", (6, 3)),
        ("as many rows as features", (3, 3)),
        ("one feature", (5, 1)),
        ("one row", (1, 4)),
        ("two rows", (2, 2)),
    ):
        X = generator.normal(3, 5, size=shape)
        m = generator.normal(0, 4, size=shape[1])
        s = 10.0 ** generator.uniform(-0.5, 1.3, size=shape[1])
        yield Case(label, (X, m, s))
    whole = generator.integers(-9, 30, size=(4, 2))
    yield Case("whole numbers", (whole, np.array([2.5, -1.25]), np.array([4.0, 0.75])), counts=False)


MISTAKES = (
    Mistake(
        "X returned unchanged",
        "return normalized",
        "return X",
        "What has been done to X when it is returned?",
    ),
    Mistake(
        "mean not subtracted",
        "X - m",
        "X",
        "Where should the mean of every feature lie afterwards?",
    ),
    Mistake(
        "not divided by the standard deviation",
        "centred / s",
        "centred",
        "How wide should every feature be afterwards?",
    ),
    Mistake(
        "divided by the root of the standard deviation",
        "centred / s",
        "centred / np.sqrt(s)",
        "Is s a variance or a standard deviation?",
    ),
    Mistake(
        "divided by the variance",
        "centred / s",
        "centred / s**2",
        "By which power of s is divided?",
    ),
    Mistake(
        "brackets around X - m missing",
        "centred / s",
        "X - m / s",
        "Which does Python do first, the difference or the quotient?",
    ),
    Mistake(
        "mean subtracted after dividing",
        "centred / s",
        "X / s - m",
        "In which unit is m, in that of X or in that of the quotient?",
    ),
    Mistake(
        "m and s swapped",
        "X - m",
        "X - s",
        "Which of the two is the mean?",
        also=(("centred / s", "centred / m"),),
    ),
    Mistake(
        "m - X in the place of X - m",
        "X - m",
        "m - X",
        "What sign should a value above the mean have?",
    ),
    Mistake(
        "mean added",
        "X - m",
        "X + m",
        "Where should the mean of every feature lie afterwards?",
    ),
    Mistake(
        "multiplied by the standard deviation",
        "centred / s",
        "centred * s",
        "How wide should every feature be afterwards?",
    ),
    Mistake(
        "whole division",
        "centred / s",
        "centred // s",
        "What does // do to the digits after the point?",
    ),
    Mistake(
        "m and s computed anew from X",
        "X - m",
        "X - np.mean(X, axis=0)",
        "Where do m and s come from when other data than the training data are normalized?",
        also=(("centred / s", "centred / np.std(X, axis=0)"),),
    ),
    Mistake(
        "mean computed anew from X",
        "X - m",
        "X - np.mean(X, axis=0)",
        "Which mean should be subtracted, and who hands it over?",
    ),
    Mistake(
        "standard deviation computed anew from X",
        "centred / s",
        "centred / np.std(X, axis=0)",
        "By which standard deviation should be divided, and who hands it over?",
    ),
    Mistake(
        "one mean and one standard deviation of the whole X",
        "X - m",
        "X - np.mean(X)",
        "What are m and s handed over for?",
        also=(("centred / s", "centred / np.std(X)"),),
    ),
    Mistake(
        "scaled between the smallest and the largest value",
        "X - m",
        "X - np.min(X, axis=0)",
        "Standardization goes by the mean and the standard deviation.",
        also=(("centred / s", "centred / (np.max(X, axis=0) - np.min(X, axis=0))"),),
    ),
    Mistake(
        "m and s averaged into one number each",
        "X - m",
        "X - np.mean(m)",
        "Every feature has a mean and a standard deviation of its own.",
        also=(("centred / s", "centred / np.mean(s)"),),
    ),
    Mistake(
        "m and s of the first feature for all",
        "X - m",
        "X - m[0]",
        "Every feature has a mean and a standard deviation of its own.",
        also=(("centred / s", "centred / s[0]"),),
    ),
    Mistake(
        "m and s go with rows",
        "X - m",
        "X - m[:, np.newaxis]",
        "Does an entry of m belong to a row or to a column of X?",
        also=(("centred / s", "centred / s[:, np.newaxis]"),),
    ),
    Mistake(
        "divided by the norm",
        "centred / s",
        "centred / np.linalg.norm(X, axis=0)",
        "By what is divided, and which argument has not been used?",
    ),
    Mistake(
        "1 added to the standard deviation",
        "centred / s",
        "centred / (s + 1)",
        "What should be added to s?",
    ),
    *(
        Mistake(
            f"epsilon added to the standard deviation ({epsilon})",
            "centred / s",
            f"centred / (s + {epsilon})",
            "What should be added to s?",
        )
        for epsilon in (0.1, 0.01, 0.001, 0.0001)
    ),
    Mistake(
        "return inside the loop",
        "return normalized",
        "return normalized[0]",
        "How many rows are done when return is reached?",
    ),
    Mistake(
        "transposed",
        "return normalized",
        "return normalized.T",
        "Which shape should come back?",
    ),
    Mistake(
        "returns m and s too",
        "return normalized",
        "return normalized, m, s",
        "How many things are asked for?",
    ),
)
