"""Mini-batches"""

from textwrap import indent

import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "3-mini_batch.py"
FUNCTION = "create_mini_batches"
PARAMETERS = ("X", "Y", "batch_size")
RETURNS = ("the list of mini-batches",)
KIND = "list"
USES = ("2-shuffle_data.py",)
OLD_FUNCTIONS = ("train_mini_batch",)


def solution(X, Y, batch_size):
    m = X.shape[0]
    order = np.random.permutation(m)
    X_shuffled = X[order]
    Y_shuffled = Y[order]
    batches = []
    for start in range(0, m, batch_size):
        end = start + batch_size
        X_batch = X_shuffled[start:end]
        Y_batch = Y_shuffled[start:end]
        batches.append((X_batch, Y_batch))
    return batches


def cases():
    generator = np.random.default_rng(103)
    for label, seed, m, features, classes, size in (
        ("m no multiple of the batch size", 5, 10, 3, 2, 4),
        ("m a multiple of the batch size", 7, 12, 2, 3, 4),
        ("m one more than a multiple", 11, 10, 4, 1, 3),
        ("m one less than a multiple", 13, 11, 6, 2, 4),
        ("one full batch and a smaller one", 37, 8, 2, 3, 5),
        ("batches of one", 17, 5, 2, 2, 1),
        ("one batch of everything", 19, 6, 3, 2, 6),
    ):
        X = generator.normal(size=(m, features))
        Y = np.eye(classes)[generator.integers(0, classes, size=m)] + np.arange(m).reshape(-1, 1)
        yield Case(label, (X, Y, size), seed)
    X = generator.normal(size=(5, 3))
    yield Case("a batch size larger than m", (X, generator.normal(size=(5, 2)), 8), 23, counts=False)
    yield Case("Y of one axis", (X, np.arange(5), 2), 29, counts=False)


_UNEVEN = "return list(zip(np.array_split(X_shuffled, n), np.array_split(Y_shuffled, n)))"
_SEEDED = "Who should decide where the random numbers start, the function or the one who calls it?"
_SHUFFLE = """    order = np.random.permutation(m)
    X_shuffled = X[order]
    Y_shuffled = Y[order]
"""
_SMALLER = "What becomes of the rows that are left when the batch size does not divide their number?"

MISTAKES = (
    Mistake("not shuffled", "np.random.permutation(m)", "np.arange(m)", "In which order do the rows come?"),
    Mistake(
        "last smaller batch dropped",
        "range(0, m, batch_size)",
        "range(0, m - m % batch_size, batch_size)",
        _SMALLER,
    ),
    Mistake(
        "an extra empty batch where m is a multiple of the batch size",
        "range(0, m, batch_size)",
        "range(0, m // batch_size * batch_size + 1, batch_size)",
        "How many batches are there when the batch size divides the number of rows?",
    ),
    Mistake(
        "an extra empty batch at the end",
        "return batches",
        "batches.append((X_shuffled[m:], Y_shuffled[m:]))\n    return batches",
        "Which rows are in the last batch?",
    ),
    Mistake(
        "last smaller batch twice",
        "return batches",
        "batches += batches[-1:] if m % batch_size else []\n    return batches",
        "Does a slice past the end fail, or is it shorter by itself?",
    ),
    Mistake(
        "last smaller batch empty: it ends at its size",
        "end = start + batch_size",
        "end = start + batch_size if start + batch_size <= m else m % batch_size",
        _SMALLER,
    ),
    Mistake(
        "last smaller batch begins with the batch before it and ends at its size",
        "end = start + batch_size",
        "end = start + batch_size\n"
        "        if end > m:\n"
        "            start, end = start - batch_size, m % batch_size",
        _SMALLER,
    ),
    Mistake(
        "last smaller batch taken from the first rows",
        "end = start + batch_size",
        "end = start + batch_size\n        if end > m:\n            start, end = 0, m % batch_size",
        _SMALLER,
    ),
    Mistake(
        "rest joined to the last full batch",
        "range(0, m, batch_size)",
        "range(0, m - m % batch_size, batch_size)",
        _SMALLER,
        also=(("end = start + batch_size", "end = start + batch_size if start + 2 * batch_size <= m else m"),),
    ),
    Mistake(
        "number of batches rounded",
        "range(0, m, batch_size)",
        "range(0, round(m / batch_size) * batch_size, batch_size)",
        _SMALLER,
    ),
    Mistake(
        "one batch too few",
        "return batches",
        "return batches[:-1]",
        "Where does the range of the loop end?",
    ),
    Mistake(
        "number of a batch taken for its first row",
        "range(0, m, batch_size)",
        "range(-(-m // batch_size))",
        "At which row does the second batch begin?",
    ),
    Mistake(
        "number of a batch taken for its first row, and the last smaller batch dropped",
        "range(0, m, batch_size)",
        "range(m // batch_size)",
        "At which row does the second batch begin?",
    ),
    Mistake(
        "number of a batch taken for its first row, counted from one",
        "range(0, m, batch_size)",
        "range(1, m // batch_size + 1)",
        "At which row does the second batch begin?",
    ),
    Mistake(
        "a batch begins at every row",
        "range(0, m, batch_size)",
        "range(m)",
        "How far is it from the start of a batch to that of the next?",
    ),
    Mistake(
        "first row multiplied by the batch size",
        "end = start + batch_size",
        "start = start * batch_size\n        end = start + batch_size",
        "Does the loop count batches, or rows?",
    ),
    Mistake(
        "first row multiplied by the batch size, and the rest by itself",
        "end = start + batch_size",
        "start = start * batch_size\n        end = start + batch_size",
        "Does the loop count batches, or rows?",
        also=(
            (
                "return batches",
                "batches += [(X_shuffled[-r:], Y_shuffled[-r:]) for r in [m % batch_size] if r]\n    return batches",
            ),
        ),
    ),
    Mistake(
        "batches one row too short",
        "end = start + batch_size",
        "end = start + batch_size - 1",
        "Is the row at the end of a slice in it?",
    ),
    Mistake(
        "batches one row too long",
        "end = start + batch_size",
        "end = start + batch_size + 1",
        "Is the row at the end of a slice in it?",
    ),
    Mistake(
        "every batch ends at row batch_size",
        "end = start + batch_size",
        "end = batch_size",
        "At which row does the second batch end?",
    ),
    Mistake(
        "every batch of Y ends at row batch_size",
        "Y_shuffled[start:end]",
        "Y_shuffled[start:batch_size]",
        "At which row does the second batch end?",
    ),
    Mistake(
        "every batch of X ends at row batch_size",
        "X_shuffled[start:end]",
        "X_shuffled[start:batch_size]",
        "At which row does the second batch end?",
    ),
    Mistake(
        "last column of the joined matrix taken for Y",
        "Y_shuffled[start:end]",
        "Y_shuffled[start:end, -1:]",
        "How many columns does Y have?",
        also=(("X_shuffled[start:end]", "np.hstack((X_shuffled, Y_shuffled))[start:end, :-1]"),),
    ),
    Mistake(
        "last column of the joined matrix taken for Y, its axis lost",
        "Y_shuffled[start:end]",
        "Y_shuffled[start:end, -1]",
        "How many columns does Y have, and what does a single index do to an axis?",
        also=(("X_shuffled[start:end]", "np.hstack((X_shuffled, Y_shuffled))[start:end, :-1]"),),
    ),
    Mistake(
        "end counted from the number of the batch",
        "end = start + batch_size",
        "end = start // batch_size + batch_size",
        "At which row does the second batch end?",
    ),
    Mistake(
        "every batch begins at its number",
        "X_shuffled[start:end]",
        "X_shuffled[start // batch_size : end]",
        "At which row does the second batch begin?",
        also=(("Y_shuffled[start:end]", "Y_shuffled[start // batch_size : end]"),),
    ),
    Mistake(
        "every batch begins at the first row",
        "X_shuffled[start:end]",
        "X_shuffled[:end]",
        "At which row does the second batch begin?",
        also=(("Y_shuffled[start:end]", "Y_shuffled[:end]"),),
    ),
    Mistake(
        "every batch is the first one",
        "X_shuffled[start:end]",
        "X_shuffled[:batch_size]",
        "Which rows does the second batch have?",
        also=(("Y_shuffled[start:end]", "Y_shuffled[:batch_size]"),),
    ),
    Mistake(
        "whole X and Y in every batch",
        "X_shuffled[start:end]",
        "X_shuffled",
        "What has been cut out here?",
        also=(("Y_shuffled[start:end]", "Y_shuffled"),),
    ),
    Mistake(
        "single rows in the place of batches",
        "X_shuffled[start:end]",
        "X_shuffled[start]",
        "What does an index pick out, and what a slice?",
        also=(("Y_shuffled[start:end]", "Y_shuffled[start]"),),
    ),
    Mistake(
        "all of Y in every batch",
        "Y_shuffled[start:end]",
        "Y_shuffled",
        "How many rows has X in a batch, and how many has Y?",
    ),
    Mistake(
        "last batch filled with rows of the one before",
        "end = start + batch_size",
        "start = min(start, m - batch_size)\n        end = start + batch_size",
        _SMALLER,
    ),
    Mistake("only X shuffled", "Y[order]", "Y", "Does a row of X still stand beside its own row of Y?"),
    Mistake("only Y shuffled", "X[order]", "X", "Does a row of X still stand beside its own row of Y?"),
    Mistake(
        "X and Y shuffled separately",
        "Y_shuffled = Y[order]",
        "Y_shuffled = Y[np.random.permutation(m)]",
        "Does a row of X still stand beside its own row of Y?",
    ),
    Mistake(
        "shuffled twice",
        "np.random.permutation(m)",
        "np.random.permutation(np.random.permutation(m))",
        "How often are the data shuffled in one call?",
    ),
    Mistake(
        "shuffled again for every batch",
        _SHUFFLE,
        "",
        "How often are the data shuffled in one call?",
        also=(("end = start + batch_size", f"end = start + batch_size\n{indent(_SHUFFLE.rstrip(), '    ')}"),),
    ),
    Mistake(
        "the shuffled data shuffled again for every batch",
        _SHUFFLE,
        "",
        "How often are the data shuffled in one call?",
        also=(
            (
                "end = start + batch_size",
                "end = start + batch_size\n"
                "        order = np.random.permutation(m)\n"
                "        X, Y = X[order], Y[order]\n"
                "        X_shuffled, Y_shuffled = X, Y",
            ),
        ),
    ),
    Mistake(
        "shuffled within each batch only",
        _SHUFFLE,
        "",
        "Which rows can come into the first batch?",
        also=(
            ("X_shuffled[start:end]", "X[start:end]"),
            ("Y_shuffled[start:end]", "Y[start:end]"),
            (
                "batches.append((X_batch, Y_batch))",
                "order = np.random.permutation(len(X_batch))\n"
                "        batches.append((X_batch[order], Y_batch[order]))",
            ),
        ),
    ),
    Mistake(
        "shuffled within each batch once more",
        "batches.append((X_batch, Y_batch))",
        "order = np.random.permutation(len(X_batch))\n        batches.append((X_batch[order], Y_batch[order]))",
        "How often are the data shuffled in one call?",
    ),
    Mistake(
        "batches shuffled in the place of rows",
        "    order = np.random.permutation(m)\n",
        "    order = np.arange(m)\n",
        "Which rows stand beside each other in a batch?",
        also=(("return batches", "return [batches[i] for i in np.random.permutation(len(batches))]"),),
    ),
    Mistake(
        "its own seed, 0",
        "order = np.random.permutation(m)",
        "np.random.seed(0)\n    order = np.random.permutation(m)",
        _SEEDED,
    ),
    Mistake(
        "its own seed, 42",
        "order = np.random.permutation(m)",
        "np.random.seed(42)\n    order = np.random.permutation(m)",
        _SEEDED,
    ),
    Mistake(
        "uneven batches by np.array_split",
        "return batches",
        f"n = -(-m // batch_size)\n    {_UNEVEN}",
        "Into how many parts of which sizes does np.array_split cut?",
    ),
    Mistake(
        "uneven batches by np.array_split, and none for the rest",
        "return batches",
        f"n = m // batch_size\n    {_UNEVEN}",
        "Into how many parts of which sizes does np.array_split cut?",
    ),
    Mistake(
        "batch_size batches by np.array_split",
        "return batches",
        f"n = batch_size\n    {_UNEVEN}",
        "Is batch_size the number of batches, or of rows in one?",
    ),
    Mistake(
        "batch_size taken for the number of batches",
        "end = start + batch_size",
        "end = start + m // batch_size",
        "Is batch_size the number of batches, or of rows in one?",
        also=(("range(0, m, batch_size)", "range(0, m, m // batch_size)"),),
    ),
    Mistake(
        "number of features in the place of m",
        "range(0, m, batch_size)",
        "range(0, X.shape[1], batch_size)",
        "Along which axis are the data points?",
    ),
    Mistake(
        "columns in the place of rows",
        "X_shuffled[start:end]",
        "X_shuffled[:, start:end]",
        "Along which axis are the data points?",
        also=(("Y_shuffled[start:end]", "Y_shuffled[:, start:end]"),),
    ),
    Mistake(
        "X and Y of a batch in the other order",
        "(X_batch, Y_batch)",
        "(Y_batch, X_batch)",
        "Which of the two comes first in a batch?",
    ),
    Mistake(
        "batches without Y",
        "batches.append((X_batch, Y_batch))",
        "batches.append(X_batch)",
        "What belongs into a batch?",
    ),
    Mistake(
        "X and Y one after the other in the list",
        "batches.append((X_batch, Y_batch))",
        "batches.extend((X_batch, Y_batch))",
        "What is one entry of the list, and how many are there?",
    ),
    Mistake(
        "X and Y joined in a batch",
        "batches.append((X_batch, Y_batch))",
        "batches.append(np.hstack((X_batch, Y_batch)))",
        "What is one entry of the list?",
    ),
    Mistake(
        "all batches of X, then all of Y",
        "return batches",
        "return [batch[0] for batch in batches], [batch[1] for batch in batches]",
        "What is one entry of the list, and how many are there?",
    ),
    Mistake(
        "only the first batch: return inside the loop",
        "return batches",
        "return batches[:1]",
        "How many batches are there when return is reached?",
    ),
    Mistake(
        "only the last batch in the list",
        "return batches",
        "return batches[-1:]",
        "When is a batch added to the list?",
    ),
    Mistake(
        "one batch in the place of the list",
        "return batches",
        "return batches[-1]",
        "What should be returned, a batch or the list of them?",
    ),
    Mistake(
        "the shuffled data, not divided into batches",
        "return batches",
        "return [X_shuffled, Y_shuffled]",
        "How many rows should be in one entry of the list?",
    ),
)
