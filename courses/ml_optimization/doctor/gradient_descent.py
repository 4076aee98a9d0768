"""Gradient descent"""

import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "9-gradient_descent.py"
FUNCTION = "gradient_descent"
PARAMETERS = ("alpha", "var", "grad")
RETURNS = ("the updated variable",)


def solution(alpha, var, grad):
    step = alpha * grad
    return var - step


def cases():
    draw = np.random.default_rng(9)
    for label, shape, alpha in (
        ("a matrix (4, 3)", (4, 3), 0.3),
        ("a column (5, 1)", (5, 1), 0.05),
        ("a row (1, 6)", (1, 6), 1.7),
        ("a large learning rate", (3, 3), 12.0),
    ):
        grad = draw.normal(size=shape) * 10.0 ** draw.integers(-1, 3, size=shape)
        yield Case(label, (alpha, draw.normal(size=shape), grad))
    line = draw.normal(size=6)
    yield Case("a one-dimensional array", (0.3, line, 2 * line - 1), counts=False)
    yield Case("plain numbers", (0.3, 0.5, -1.5), counts=False)
    yield Case("var the plain number 0", (0.3, 0, line.reshape(6, 1)), counts=False)
    whole = np.array([[3, -2], [1, 4]])
    yield Case("arrays of whole numbers", (0.3, whole, 2 * whole), counts=False)


MISTAKES = (
    Mistake(
        "uphill: the step is added",
        "var - step",
        "var + step",
        "In which direction does a gradient point?",
    ),
    Mistake(
        "the step is returned, not the variable",
        "var - step",
        "step",
        "The exercise asks for where the variable arrives, not for how far it goes.",
    ),
    Mistake(
        "the change is returned, not the variable",
        "var - step",
        "-step",
        "The exercise asks for where the variable arrives, not for how far it goes.",
    ),
    Mistake(
        "variable subtracted from the step",
        "var - step",
        "step - var",
        "What is subtracted from what?",
    ),
    Mistake(
        "learning rate left out",
        "alpha * grad",
        "grad",
        "What sets the length of the step?",
    ),
    Mistake(
        "gradient left out",
        "alpha * grad",
        "alpha",
        "In which direction does the variable go?",
    ),
    Mistake(
        "learning rate divides",
        "alpha * grad",
        "grad / alpha",
        "Should a larger learning rate make the step longer or shorter?",
    ),
    Mistake(
        "learning rate multiplies the variable",
        "step = alpha * grad\n    return var - step",
        "return alpha * var - grad",
        "What is multiplied by the learning rate?",
    ),
    Mistake(
        "brackets around var - grad",
        "step = alpha * grad\n    return var - step",
        "return alpha * (var - grad)",
        "What is multiplied by the learning rate?",
    ),
    Mistake(
        "brackets around var - alpha",
        "step = alpha * grad\n    return var - step",
        "return (var - alpha) * grad",
        "What is multiplied by the learning rate?",
    ),
    Mistake(
        "step times the variable",
        "alpha * grad",
        "alpha * grad * var",
        "Does the step depend on where the variable stands?",
    ),
    Mistake(
        "gradient squared",
        "alpha * grad",
        "alpha * grad**2",
        "A square has lost its sign: in which direction does the variable go?",
    ),
    Mistake(
        "sign of the gradient",
        "alpha * grad",
        "alpha * np.sign(grad)",
        "Should a steep slope make a longer step?",
    ),
    Mistake(
        "gradient scaled to length 1",
        "alpha * grad",
        "alpha * grad / np.linalg.norm(grad)",
        "Should a steep slope make a longer step?",
    ),
    Mistake(
        "gradient divided by the number of rows",
        "alpha * grad",
        "alpha * grad / len(grad)",
        "The gradient that is given is that of a mean already.",
    ),
    Mistake(
        "mean of the gradient's entries",
        "alpha * grad",
        "alpha * np.mean(grad)",
        "Every entry of the variable has an entry of the gradient.",
    ),
    Mistake(
        "var and grad exchanged",
        "var, grad)",
        "grad, var)",
        "What is subtracted from what? Compare the order of the parameters with the exercise's, too.",
    ),
    Mistake(
        "variable shrunk by the learning rate",
        "step = alpha * grad\n    return var - step",
        "return var * (1 - alpha) - alpha * grad",
        "That is weight decay as well as a step.",
    ),
)
