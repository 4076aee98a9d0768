"""L1 regularization: the cost"""

import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "3-l1_regularization.py"
FUNCTION = "l1_cost"
PARAMETERS = ("cost", "weights", "lambda_", "m")
RETURNS = ("the cost with its penalty",)


def solution(cost, weights, lambda_, m):
    total = sum(np.sum(np.abs(W)) for W in weights)
    penalty = lambda_ / m * total
    return cost + penalty


def cases():
    draw = np.random.default_rng(3)
    for label, shapes, cost, lambda_, m in (
        ("one matrix", [(3, 4)], 0.75, 0.1, 5),
        ("two matrices", [(4, 6), (6, 2)], 2.5, 0.9, 3),
        ("three matrices", [(2, 5), (5, 3), (3, 1)], 0.31, 2.0, 32),
        ("a large lambda", [(3, 3), (3, 2)], 1.2, 60.0, 7),
    ):
        yield Case(label, (cost, [draw.normal(size=shape) for shape in shapes], lambda_, m))
    yield Case("lambda 0", (1.2, [draw.normal(size=(2, 3))], 0.0, 4))
    whole = [np.array([[2, -1], [3, 0]]), np.array([[1], [-4]])]
    yield Case("matrices of whole numbers", (0.4, whole, 0.5, 6), counts=False)


MISTAKES = (
    Mistake(
        "m left out",
        "lambda_ / m * total",
        "lambda_ * total",
        "The penalty should weigh less the more examples there are.",
    ),
    Mistake(
        "factor 1/2, as in L2",
        "lambda_ / m * total",
        "lambda_ / (2 * m) * total",
        "The half makes a square's derivative simple; is there a square here?",
    ),
    Mistake(
        "half of lambda times m",
        "lambda_ / m * total",
        "lambda_ / 2 * m * total",
        "Division and multiplication are done from left to right; and is there a half here?",
    ),
    Mistake(
        "lambda left out",
        "lambda_ / m * total",
        "total / m",
        "What sets how much the penalty weighs?",
    ),
    Mistake(
        "lambda and m both left out",
        "lambda_ / m * total",
        "total",
        "What stands in front of the sum?",
    ),
    Mistake(
        "absolute value forgotten",
        "np.sum(np.abs(W))",
        "np.sum(W)",
        "Weights of both signs should cost something.",
    ),
    Mistake(
        "absolute value of the sum",
        "np.sum(np.abs(W))",
        "np.abs(np.sum(W))",
        "Which comes first, the absolute value or the sum?",
    ),
    Mistake(
        "squares, as in L2",
        "np.sum(np.abs(W))",
        "np.sum(W**2)",
        "Which power of the weights has the 1 in L1?",
    ),
    Mistake(
        "2-norm in place of absolute values",
        "np.sum(np.abs(W))",
        "np.linalg.norm(W)",
        "Which norm is taken when none is named?",
    ),
    Mistake(
        "matrix 1-norm in place of all weights",
        "np.sum(np.abs(W))",
        "np.linalg.norm(W, 1)",
        "The 1-norm of a matrix is another thing than that of a list of numbers: it looks at one column only.",
    ),
    Mistake(
        "mean in place of the sum",
        "np.sum(np.abs(W))",
        "np.mean(np.abs(W))",
        "m counts examples; are weights averaged as well?",
    ),
    Mistake(
        "only the last matrix counts",
        "sum(np.sum(np.abs(W)) for W in weights)",
        "np.sum(np.abs(weights[-1]))",
        "Is each matrix added to what the others gave, or does it replace it?",
    ),
    Mistake(
        "only the first matrix counts",
        "sum(np.sum(np.abs(W)) for W in weights)",
        "np.sum(np.abs(weights[0]))",
        "Does the function return before the loop has come to its end?",
    ),
    Mistake(
        "number of matrices in place of m",
        "lambda_ / m * total",
        "lambda_ / len(weights) * total",
        "m is the number of what?",
    ),
    Mistake(
        "penalty subtracted",
        "cost + penalty",
        "cost - penalty",
        "Should large weights make the cost larger or smaller?",
    ),
    Mistake(
        "the penalty alone is returned",
        "cost + penalty",
        "penalty",
        "What becomes of the cost that was given?",
    ),
    Mistake(
        "cost multiplied by the penalty",
        "cost + penalty",
        "cost * penalty",
        "How are the two put together?",
    ),
    Mistake(
        "cost divided by m as well",
        "cost + penalty",
        "cost / m + penalty",
        "The cost that is given is a mean already.",
    ),
    Mistake(
        "lambda and m exchanged",
        "lambda_, m)",
        "m, lambda_)",
        "Which of the two divides? Compare the order of the parameters with the exercise's, too.",
    ),
)
