"""L1 regularization: the gradient"""

import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "3-l1_regularization.py"
FUNCTION = "l1_gradient"
PARAMETERS = ("dW", "W", "lambda_", "m")
RETURNS = ("the gradient with the penalty's",)


def solution(dW, W, lambda_, m):
    pull = lambda_ / m * np.sign(W)
    return dW + pull


def cases():
    draw = np.random.default_rng(33)
    for label, shape, lambda_, m in (
        ("a matrix (3, 4)", (3, 4), 0.1, 5),
        ("a column (6, 1)", (6, 1), 0.9, 3),
        ("a row (1, 5)", (1, 5), 2.0, 32),
        ("a large lambda", (2, 2), 60.0, 7),
    ):
        yield Case(label, (draw.normal(size=shape), 3 * draw.normal(size=shape), lambda_, m))
    some = np.array([[0.7, 0.0, -1.2], [0.0, 2.5, -0.3]])
    yield Case("weights of which some are 0", (draw.normal(size=(2, 3)), some, 1.5, 4))
    whole = np.array([[2, -1], [3, 0]])
    yield Case("matrices of whole numbers", (whole, 2 * whole, 0.5, 6), counts=False)
    yield Case("plain numbers", (0.4, -1.5, 0.5, 6), counts=False)


MISTAKES = (
    Mistake(
        "weights in place of their signs, as in L2",
        "np.sign(W)",
        "W",
        "What is the derivative of an absolute value? Does it depend on how large the weight is?",
    ),
    Mistake(
        "absolute weights, as in the cost",
        "np.sign(W)",
        "np.abs(W)",
        "That is the cost; what is its derivative?",
    ),
    Mistake(
        "sum of all absolute weights, as in the cost",
        "np.sign(W)",
        "np.sum(np.abs(W))",
        "Each weight is pulled by itself.",
    ),
    Mistake(
        "signs left out",
        " * np.sign(W)",
        "",
        "In which direction is a negative weight pulled?",
    ),
    Mistake(
        "a weight of 0 counts as positive",
        "np.sign(W)",
        "np.where(W >= 0, 1, -1)",
        "What does the exercise say of a weight that is 0?",
    ),
    Mistake(
        "a weight of 0 counts as negative",
        "np.sign(W)",
        "np.where(W > 0, 1, -1)",
        "What does the exercise say of a weight that is 0?",
    ),
    Mistake(
        "division by 0 where a weight is 0",
        "np.sign(W)",
        "(W / np.abs(W))",
        "What does the exercise say of a weight that is 0?",
    ),
    Mistake(
        "negative weights not pulled",
        "np.sign(W)",
        "(W > 0)",
        "In which direction is a negative weight pulled?",
    ),
    Mistake(
        "signs of the gradient",
        "np.sign(W)",
        "np.sign(dW)",
        "What is penalized: the weights, or their gradient?",
    ),
    Mistake(
        "m left out",
        "lambda_ / m",
        "lambda_",
        "The penalty should weigh less the more examples there are.",
    ),
    Mistake(
        "factor 1/2, as in L2",
        "lambda_ / m",
        "lambda_ / (2 * m)",
        "Compare the factor with that of the cost.",
    ),
    Mistake(
        "factor 2",
        "lambda_ / m",
        "2 * lambda_ / m",
        "Compare the factor with that of the cost.",
    ),
    Mistake(
        "lambda left out",
        "lambda_ / m",
        "1 / m",
        "What sets how much the penalty weighs?",
    ),
    Mistake(
        "lambda and m both left out",
        "lambda_ / m * ",
        "",
        "What stands in front of the signs?",
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
        "gradient divided by m as well",
        "dW + pull",
        "dW / m + pull",
        "The gradient that is given is that of a mean already.",
    ),
    Mistake(
        "dW and W exchanged",
        "(dW, W,",
        "(W, dW,",
        "What is penalized? Compare the order of the parameters with the exercise's, too.",
    ),
    Mistake(
        "lambda and m exchanged",
        "lambda_, m)",
        "m, lambda_)",
        "Which of the two divides? Compare the order of the parameters with the exercise's, too.",
    ),
)
