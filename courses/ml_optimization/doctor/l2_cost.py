"""L2 regularization: the cost"""

import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "2-l2_regularization.py"
FUNCTION = "l2_cost"
PARAMETERS = ("cost", "weights", "lambda_", "m")
RETURNS = ("the cost with its penalty",)


def solution(cost, weights, lambda_, m):
    total = sum(np.sum(W**2) for W in weights)
    penalty = lambda_ / (2 * m) * total
    return cost + penalty


def cases():
    draw = np.random.default_rng(2)
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
        "(2 * m)",
        "2",
        "The penalty should weigh less the more examples there are.",
    ),
    Mistake(
        "the factor 1/2 left out",
        "(2 * m)",
        "m",
        "Compare the factor in front of the sum with the exercise's; its derivative should come out without one.",
    ),
    Mistake(
        "brackets around 2 * m missing",
        "(2 * m)",
        "2 * m",
        "Division and multiplication are done from left to right.",
    ),
    Mistake(
        "lambda left out",
        "lambda_ / (2 * m)",
        "1 / (2 * m)",
        "What sets how much the penalty weighs?",
    ),
    Mistake(
        "lambda and m both left out",
        "lambda_ / (2 * m) * total",
        "total",
        "What stands in front of the sum?",
    ),
    Mistake(
        "norm not squared",
        "np.sum(W**2)",
        "np.linalg.norm(W)",
        "A norm has taken a root at the end.",
    ),
    Mistake(
        "root of the sum",
        "* total",
        "* np.sqrt(total)",
        "Is there a root in the exercise's formula?",
    ),
    Mistake(
        "absolute values, as in L1",
        "np.sum(W**2)",
        "np.sum(np.abs(W))",
        "Which power of the weights has the 2 in L2?",
    ),
    Mistake(
        "weights not squared",
        "np.sum(W**2)",
        "np.sum(W)",
        "Weights of both signs should cost something.",
    ),
    Mistake(
        "sum squared, not squares summed",
        "np.sum(W**2)",
        "np.sum(W) ** 2",
        "Which comes first, the square or the sum?",
    ),
    Mistake(
        "mean in place of the sum",
        "np.sum(W**2)",
        "np.mean(W**2)",
        "m counts examples; are weights averaged as well?",
    ),
    Mistake(
        "largest singular value in place of all weights",
        "np.sum(W**2)",
        "np.linalg.norm(W, 2) ** 2",
        "The 2-norm of a matrix is another thing than that of a list of numbers.",
    ),
    Mistake(
        "only the last matrix counts",
        "sum(np.sum(W**2) for W in weights)",
        "np.sum(weights[-1] ** 2)",
        "Is each matrix added to what the others gave, or does it replace it?",
    ),
    Mistake(
        "only the first matrix counts",
        "sum(np.sum(W**2) for W in weights)",
        "np.sum(weights[0] ** 2)",
        "Does the function return before the loop has come to its end?",
    ),
    Mistake(
        "number of matrices in place of m",
        "(2 * m)",
        "(2 * len(weights))",
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
