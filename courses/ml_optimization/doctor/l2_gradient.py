"""L2 regularization: the gradient"""

import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "2-l2_regularization.py"
FUNCTION = "l2_gradient"
PARAMETERS = ("dW", "W", "lambda_", "m")
RETURNS = ("the gradient with the penalty's",)


def solution(dW, W, lambda_, m):
    pull = lambda_ / m * W
    return dW + pull


def cases():
    draw = np.random.default_rng(22)
    for label, shape, lambda_, m in (
        ("a matrix (3, 4)", (3, 4), 0.1, 5),
        ("a column (6, 1)", (6, 1), 0.9, 3),
        ("a row (1, 5)", (1, 5), 2.0, 32),
        ("a large lambda", (2, 2), 60.0, 7),
    ):
        yield Case(label, (draw.normal(size=shape), 3 * draw.normal(size=shape), lambda_, m))
    whole = np.array([[2, -1], [3, 0]])
    yield Case("matrices of whole numbers", (whole, 2 * whole, 0.5, 6), counts=False)
    yield Case("plain numbers", (0.4, -1.5, 0.5, 6), counts=False)


MISTAKES = (
    Mistake(
        "factor 1/2 kept",
        "lambda_ / m * W",
        "lambda_ / (2 * m) * W",
        "What is the derivative of a square?",
    ),
    Mistake(
        "factor 2",
        "lambda_ / m * W",
        "2 * lambda_ / m * W",
        "The cost has a factor for which the derivative of the square makes up.",
    ),
    Mistake(
        "m left out",
        "lambda_ / m * W",
        "lambda_ * W",
        "The penalty should weigh less the more examples there are.",
    ),
    Mistake(
        "lambda left out",
        "lambda_ / m * W",
        "W / m",
        "What sets how much the penalty weighs?",
    ),
    Mistake(
        "lambda and m both left out",
        "lambda_ / m * W",
        "W",
        "What stands in front of the weights?",
    ),
    Mistake(
        "penalty subtracted",
        "dW + pull",
        "dW - pull",
        "The step goes against the gradient: should weights be pulled to zero or pushed away from it?",
    ),
    Mistake(
        "the penalty's gradient alone is returned",
        "dW + pull",
        "pull",
        "What becomes of the gradient that was given?",
    ),
    Mistake(
        "weights squared",
        "lambda_ / m * W",
        "lambda_ / m * W**2",
        "That is the cost; what is its derivative?",
    ),
    Mistake(
        "sum of all squares, as in the cost",
        "lambda_ / m * W",
        "lambda_ / (2 * m) * np.sum(W**2)",
        "Each weight is pulled by itself.",
    ),
    Mistake(
        "sum of all weights",
        "lambda_ / m * W",
        "lambda_ / m * np.sum(W)",
        "Each weight is pulled by itself.",
    ),
    Mistake(
        "weights left out",
        "lambda_ / m * W",
        "lambda_ / m",
        "Should a large weight be pulled more than a small one?",
    ),
    Mistake(
        "signs of the weights, as in L1",
        "lambda_ / m * W",
        "lambda_ / m * np.sign(W)",
        "Should a large weight be pulled more than a small one?",
    ),
    Mistake(
        "absolute weights",
        "lambda_ / m * W",
        "lambda_ / m * np.abs(W)",
        "In which direction is a negative weight pulled?",
    ),
    Mistake(
        "gradient in place of the weights",
        "lambda_ / m * W",
        "lambda_ / m * dW",
        "What is penalized: the weights, or their gradient?",
    ),
    Mistake(
        "dW and W exchanged",
        "(dW, W,",
        "(W, dW,",
        "What is penalized? Compare the order of the parameters with the exercise's, too.",
    ),
    Mistake(
        "gradient divided by m as well",
        "dW + pull",
        "dW / m + pull",
        "The gradient that is given is that of a mean already.",
    ),
    Mistake(
        "lambda and m exchanged",
        "lambda_, m)",
        "m, lambda_)",
        "Which of the two divides? Compare the order of the parameters with the exercise's, too.",
    ),
    Mistake(
        "a step is taken",
        "dW + pull",
        "W - (dW + pull)",
        "The exercise asks for the gradient; the step comes later.",
    ),
)
