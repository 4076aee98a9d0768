"""Dropout: forward"""

import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "6-dropout.py"
FUNCTION = "dropout"
PARAMETERS = ("A", "keep_prob", "mask")
RETURNS = ("the outputs after dropout",)


def solution(A, keep_prob, mask):
    kept = A * mask
    return kept / keep_prob


def cases():
    draw = np.random.default_rng(6)
    for label, shape, keep_prob in (
        ("a matrix (4, 5)", (4, 5), 0.8),
        ("a square matrix", (4, 4), 0.7),
        ("a column (8, 1)", (8, 1), 0.6),
        ("fewer kept than dropped", (3, 6), 0.3),
    ):
        mask = (draw.random(shape) < keep_prob).astype(float)
        mask.flat[:2] = 0.0, 1.0  # some of both in any case
        yield Case(label, (draw.normal(size=shape), keep_prob, mask))
    A = draw.normal(size=(3, 4))
    yield Case("keep_prob 1 and a mask of ones", (A, 1.0, np.ones((3, 4))))
    yield Case("a mask of zeros", (A, 0.5, np.zeros((3, 4))))
    images = draw.normal(size=(2, 3, 4))
    yield Case("three dimensions", (images, 0.75, (images > -0.7).astype(float)), counts=False)
    yield Case("a mask of True and False", (A, 0.5, A > 0.1), counts=False)
    yield Case("a mask of whole numbers", (A, 0.5, (A > 0.1).astype(int)), counts=False)


MISTAKES = (
    Mistake(
        "not divided by keep_prob",
        "kept / keep_prob",
        "kept",
        "The mean should be the same with dropout as without.",
    ),
    Mistake(
        "multiplied by keep_prob",
        "kept / keep_prob",
        "kept * keep_prob",
        "Where some are dropped, should the others become larger or smaller?",
    ),
    Mistake(
        "divided by 1 - keep_prob",
        "kept / keep_prob",
        "kept / (1 - keep_prob)",
        "Is keep_prob the part that is kept, or the part that is dropped?",
    ),
    Mistake(
        "multiplied by 1 - keep_prob",
        "kept / keep_prob",
        "kept * (1 - keep_prob)",
        "Is keep_prob the part that is kept, or the part that is dropped? And should the others become larger?",
    ),
    Mistake(
        "mask upside down",
        "A * mask",
        "A * (1 - mask)",
        "What does a 1 in the mask stand for?",
    ),
    Mistake(
        "mask not applied",
        "A * mask",
        "A",
        "What becomes of the entries that are dropped?",
    ),
    Mistake(
        "mask added",
        "A * mask",
        "A + mask",
        "What makes an entry 0?",
    ),
    Mistake(
        "mask multiplied as a matrix",
        "A * mask",
        "A @ mask",
        "Each entry has its own place in the mask.",
    ),
    Mistake(
        "the mask is returned, without the values",
        "A * mask",
        "mask",
        "What is masked?",
    ),
    Mistake(
        "mask divided by keep_prob and then added",
        "kept / keep_prob",
        "A + mask / keep_prob",
        "What makes an entry 0?",
    ),
    Mistake(
        "divided by the part that the mask keeps",
        "kept / keep_prob",
        "kept / np.mean(mask)",
        "The probability with which the mask was drawn is known.",
    ),
    Mistake(
        "divided by the sum of the mask",
        "kept / keep_prob",
        "kept / np.sum(mask)",
        "The probability with which the mask was drawn is known.",
    ),
    Mistake(
        "divided by the root of keep_prob",
        "kept / keep_prob",
        "kept / np.sqrt(keep_prob)",
        "It is the mean that should stay the same.",
    ),
    Mistake(
        "divided twice",
        "kept / keep_prob",
        "kept / keep_prob**2",
        "Count how often the division is done.",
    ),
    Mistake(
        "kept entries alone are returned",
        "A * mask",
        "A[mask == 1]",
        "The next layer needs an output of the same shape.",
    ),
    Mistake(
        "keep_prob put in the place of what is dropped",
        "A * mask",
        "np.where(mask == 1, A, keep_prob)",
        "What becomes of the entries that are dropped?",
    ),
)
