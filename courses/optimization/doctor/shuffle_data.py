"""Shuffle data"""

import random

import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "2-shuffle_data.py"
FUNCTION = "shuffle_data"
PARAMETERS = ("X", "Y")
RETURNS = ("the shuffled X", "the shuffled Y")


def solution(X, Y):
    m = X.shape[0]
    order = np.random.permutation(m)
    X_shuffled = X[order]
    Y_shuffled = Y[order]
    return X_shuffled, Y_shuffled


def observe(function, X, Y):
    random.seed(7)  # a shuffle by a generator other than np.random's is told from others
    make = np.random.default_rng
    np.random.default_rng = lambda *_: make(7)
    try:
        return function(X, Y)
    finally:
        np.random.default_rng = make


def cases():
    for label, seed, shape, outputs in (
        ("whole numbers, as in the example", 3, (5, 2), 2),
        ("ten classes", 12, (9, 2), 10),
        ("as many rows as features", 6, (4, 4), 4),
        ("Y of one column", 27, (7, 3), 1),
    ):
        X = np.arange(1, 1 + shape[0] * shape[1]).reshape(shape)
        Y = 100 + np.arange(shape[0] * outputs).reshape(shape[0], outputs)
        yield Case(label, (X, Y) if seed == 3 else (X / 4, Y / 4), seed)
    generator = np.random.default_rng(102)
    yield Case("many rows", (generator.normal(size=(30, 3)), generator.normal(size=(30, 2))), 31)
    yield Case("Y of one axis", (generator.normal(size=(6, 3)), np.arange(6)), 8, counts=False)


_OTHER_STREAM = (
    "Rows stay together, but the exercise's rows come out by np.random.permutation (see the hint there)."
)
_SEEDED = "Who should decide where the random numbers start, the function or the one who calls it?"

MISTAKES = (
    Mistake(
        "X and Y shuffled separately",
        "X_shuffled = X[order]",
        "X_shuffled = np.random.permutation(X)",
        "Does a row of X still stand beside its own row of Y?",
        also=(
            ("    order = np.random.permutation(m)\n", ""),
            ("Y_shuffled = Y[order]", "Y_shuffled = np.random.permutation(Y)"),
        ),
    ),
    Mistake(
        "X and Y shuffled separately, Y first",
        "X_shuffled = X[order]",
        "X_shuffled = X[np.random.permutation(m)]",
        "Does a row of X still stand beside its own row of Y?",
    ),
    Mistake(
        "not shuffled",
        "np.random.permutation(m)",
        "np.arange(m)",
        "Are the rows that are returned those that were shuffled?",
    ),
    Mistake("Y not shuffled", "Y[order]", "Y", "What happens to the rows of Y?"),
    Mistake("X not shuffled", "X[order]", "X", "What happens to the rows of X?"),
    Mistake(
        "X and Y in the other order",
        "return X_shuffled, Y_shuffled",
        "return Y_shuffled, X_shuffled",
        "Which of the two is asked for first?",
    ),
    Mistake(
        "the result of np.random.shuffle, which is None",
        "X_shuffled = X[order]",
        "X_shuffled = np.random.shuffle(X)",
        "What does a function return that works in place?",
        also=(("Y_shuffled = Y[order]", "Y_shuffled = np.random.shuffle(Y)"),),
    ),
    Mistake(
        "an order that is the result of np.random.shuffle, which is None",
        "np.random.permutation(m)",
        "np.random.shuffle(np.arange(m))",
        "What does a function return that works in place?",
    ),
    Mistake(
        "order for the columns of X in the place of its rows",
        "m = X.shape[0]",
        "m = X.shape[1]",
        "How many data points are there, and along which axis?",
    ),
    Mistake(
        "columns shuffled in the place of rows",
        "m = X.shape[0]",
        "m = X.shape[1]",
        "Are data points the rows or the columns?",
        also=(("X[order]", "X[:, order]"), ("Y[order]", "Y[:, order]")),
    ),
    Mistake(
        "columns shuffled in the place of rows, X and Y separately",
        "X[order]",
        "X[:, np.random.permutation(X.shape[1])]",
        "Are data points the rows or the columns?",
        also=(
            ("    order = np.random.permutation(m)\n", ""),
            ("Y[order]", "Y[:, np.random.permutation(Y.shape[1])]"),
        ),
    ),
    Mistake(
        "columns of X shuffled in the place of its rows, Y as it was",
        "X[order]",
        "X[:, np.random.permutation(X.shape[1])]",
        "Are data points the rows or the columns?",
        also=(("    order = np.random.permutation(m)\n", ""), ("Y[order]", "Y")),
    ),
    Mistake(
        "columns of X shuffled, rows of Y",
        "X[order]",
        "X[:, np.random.permutation(X.shape[1])]",
        "Are data points the rows or the columns?",
    ),
    Mistake(
        "X flattened before it is shuffled",
        "X[order]",
        "np.random.permutation(X.flatten()).reshape(X.shape)",
        "Do the numbers of a row stay together?",
        also=(
            ("    order = np.random.permutation(m)\n", ""),
            ("Y[order]", "np.random.permutation(Y.flatten()).reshape(Y.shape)"),
        ),
    ),
    Mistake(
        "X flattened",
        "X[order]",
        "X.flatten()[order]",
        "What does the order number, the rows or the single entries?",
    ),
    Mistake(
        "X and Y flattened",
        "X[order]",
        "X.flatten()[order]",
        "What does the order number, the rows or the single entries?",
        also=(("Y[order]", "Y.flatten()[order]"),),
    ),
    Mistake(
        "rows of X flattened after the shuffle",
        "X[order]",
        "X[order].flatten()",
        "Which shape should come back?",
    ),
    Mistake(
        "inverse permutation",
        "X[order]",
        "X[np.argsort(order)]",
        "Does the order say where a row comes from, or where it goes?",
        also=(("Y[order]", "Y[np.argsort(order)]"),),
    ),
    Mistake(
        "only X by the inverse permutation",
        "X[order]",
        "X[np.argsort(order)]",
        "Does the order say where a row comes from, or where it goes?",
    ),
    Mistake(
        "only Y by the inverse permutation",
        "Y[order]",
        "Y[np.argsort(order)]",
        "Does the order say where a row comes from, or where it goes?",
    ),
    Mistake(
        "reversed in the place of shuffled",
        "np.random.permutation(m)",
        "np.arange(m)[::-1]",
        "Should the rows be in the same order at every call?",
    ),
    Mistake(
        "rows drawn with replacement",
        "np.random.permutation(m)",
        "np.random.choice(m, m)",
        "Is every row still there, and only once?",
    ),
    Mistake(
        "last row lost", "np.random.permutation(m)", "np.random.permutation(m - 1)", "Are all rows still there?"
    ),
    Mistake(
        "its own seed, 0",
        "order = np.random.permutation(m)",
        "np.random.seed(0)\n    order = np.random.permutation(m)",
        _SEEDED,
    ),
    Mistake(
        "its own seed, 1",
        "order = np.random.permutation(m)",
        "np.random.seed(1)\n    order = np.random.permutation(m)",
        _SEEDED,
    ),
    Mistake(
        "its own seed, 42",
        "order = np.random.permutation(m)",
        "np.random.seed(42)\n    order = np.random.permutation(m)",
        _SEEDED,
    ),
    Mistake(
        "Python's own generator",
        "np.random.permutation(m)",
        "random.sample(range(m), m)",
        _OTHER_STREAM,
    ),
    Mistake(
        "shuffled by Python's own generator",
        "order = np.random.permutation(m)",
        "order = list(range(m))\n    random.shuffle(order)",
        _OTHER_STREAM,
    ),
    Mistake(
        "its own generator by np.random.default_rng",
        "np.random.permutation(m)",
        "np.random.default_rng().permutation(m)",
        _OTHER_STREAM,
    ),
    Mistake(
        "order of sorted random numbers",
        "np.random.permutation(m)",
        "np.argsort(np.random.rand(m))",
        _OTHER_STREAM,
    ),
    Mistake(
        "shuffled twice",
        "np.random.permutation(m)",
        "np.random.permutation(np.random.permutation(m))",
        "How often are random numbers drawn? A second shuffle makes nothing more random.",
    ),
    Mistake(
        "X and Y put together into one matrix",
        "return X_shuffled, Y_shuffled",
        "return np.hstack((X_shuffled, Y_shuffled))",
        "How many things are asked for?",
    ),
    Mistake(
        "pairs of rows in the place of two matrices",
        "return X_shuffled, Y_shuffled",
        "return list(zip(X_shuffled, Y_shuffled))",
        "What undoes a zip?",
    ),
    Mistake(
        "returns the order too",
        "return X_shuffled, Y_shuffled",
        "return X_shuffled, Y_shuffled, order",
        "How many things are asked for?",
    ),
    Mistake(
        "only X returned",
        "return X_shuffled, Y_shuffled",
        "return X_shuffled",
        "How many things are asked for?",
    ),
    Mistake(
        "only the order returned",
        "return X_shuffled, Y_shuffled",
        "return order",
        "What is the order for?",
    ),
    Mistake(
        "X returned twice",
        "return X_shuffled, Y_shuffled",
        "return X_shuffled, X_shuffled",
        "Which two things are asked for?",
    ),
    Mistake(
        "orders in the place of rows",
        "return X_shuffled, Y_shuffled",
        "return order, order",
        "What is the order for?",
    ),
)
