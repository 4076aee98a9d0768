"""Gradient descent with momentum"""

import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "5-momentum.py"
FUNCTION = "update_variables_momentum"
PARAMETERS = ("alpha", "beta1", "var", "grad", "v")
RETURNS = ("the updated variable", "the new moment")


def solution(alpha, beta1, var, grad, v):
    new_v = beta1 * v + (1 - beta1) * grad
    step = alpha * new_v
    new_var = var - step
    return new_var, new_v


def cases():
    draw = np.random.default_rng(5)
    for label, shape, alpha, beta1 in (
        ("a matrix (4, 3)", (4, 3), 0.3, 0.9),
        ("a column (5, 1)", (5, 1), 0.05, 0.6),
        ("a row (1, 6)", (1, 6), 1.7, 0.25),
        ("a large learning rate", (3, 2), 12.0, 0.75),
    ):
        grad = draw.normal(size=shape) * 10.0 ** draw.integers(-1, 3, size=shape)
        yield Case(label, (alpha, beta1, draw.normal(size=shape), grad, 3 * draw.normal(size=shape)))
    grad = draw.normal(size=(3, 4))
    yield Case("the first step (v all zeros)", (0.7, 0.95, draw.normal(size=(3, 4)), grad, np.zeros((3, 4))))
    yield Case("a one-dimensional array", (0.3, 0.8, *(draw.normal(size=6) for _ in range(3))), counts=False)
    yield Case("plain numbers", (0.3, 0.8, 0.5, -1.5, 0.25), counts=False)
    yield Case("var and v the plain number 0", (0.3, 0.8, 0, grad, 0), counts=False)
    whole = np.array([[3, -2], [1, 4]])
    yield Case("arrays of whole numbers", (0.3, 0.8, whole, 2 * whole, whole + 1), counts=False)


MISTAKES = (
    Mistake(
        "beta1 and 1 - beta1 swapped",
        "beta1 * v + (1 - beta1) * grad",
        "(1 - beta1) * v + beta1 * grad",
        "Which of the two should weigh more when beta1 is 0.9: what was known before, or today's gradient?",
    ),
    Mistake(
        "gradient not weighted",
        "(1 - beta1) * grad",
        "grad",
        "A weighted mean needs two weights that add up to one.",
    ),
    Mistake(
        "learning rate inside the moment",
        "(1 - beta1) * grad",
        "alpha * grad",
        "Many books put the learning rate there; here the moment is a mean of gradients and knows nothing of alpha.",
        also=(("alpha * new_v", "new_v"),),
    ),
    Mistake(
        "moment also multiplied by the learning rate",
        "(1 - beta1) * grad",
        "(1 - beta1) * alpha * grad",
        "The moment is a mean of gradients and knows nothing of alpha.",
        also=(("alpha * new_v", "new_v"),),
    ),
    Mistake(
        "step with the old moment",
        "alpha * new_v",
        "alpha * v",
        "Which moment belongs into the step: the one that was given, or the one just computed?",
    ),
    Mistake(
        "step along the gradient, not the moment",
        "alpha * new_v",
        "alpha * grad",
        "The moment is computed; is it used?",
    ),
    Mistake(
        "old moment returned",
        "return new_var, new_v",
        "return new_var, v",
        "The next step needs the moment as it is after this one.",
    ),
    Mistake(
        "old variable returned",
        "return new_var, new_v",
        "return var, new_v",
        "The step is computed; is it taken?",
    ),
    Mistake(
        "returned in the wrong order",
        "return new_var, new_v",
        "return new_v, new_var",
        "Look at what the exercise returns first.",
    ),
    Mistake(
        "only the variable is returned",
        "return new_var, new_v",
        "return new_var",
        "The next step needs something from this one.",
    ),
    Mistake(
        "only the moment is returned",
        "return new_var, new_v",
        "return new_v",
        "Look at how many things the exercise returns.",
    ),
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
        "learning rate left out",
        "alpha * new_v",
        "new_v",
        "What sets the length of the step?",
    ),
    Mistake(
        "learning rate divides",
        "alpha * new_v",
        "new_v / alpha",
        "Should a larger learning rate make the step longer or shorter?",
    ),
    Mistake(
        "step times 1 - beta1",
        "alpha * new_v",
        "alpha * (1 - beta1) * new_v",
        "Count how often each weight is used.",
    ),
    Mistake(
        "gradient subtracted from the moment",
        "+ (1 - beta1) * grad",
        "- (1 - beta1) * grad",
        "A mean adds up; where does the minus of gradient descent belong?",
    ),
    Mistake(
        "gradient squared",
        "(1 - beta1) * grad",
        "(1 - beta1) * grad**2",
        "Momentum's moment is of the first order; which optimizer has the second?",
    ),
    Mistake(
        "brackets around 1 - beta1 missing",
        "(1 - beta1) * grad",
        "1 - beta1 * grad",
        "Multiplication comes before subtraction.",
    ),
    Mistake(
        "brackets around var - alpha",
        "step = alpha * new_v\n    new_var = var - step",
        "new_var = (var - alpha) * new_v",
        "What is multiplied by the learning rate?",
    ),
    Mistake(
        "beta1 multiplies the whole moment",
        "beta1 * v + (1 - beta1) * grad",
        "beta1 * (v + (1 - beta1) * grad)",
        "Look at which terms stand inside the brackets.",
    ),
    Mistake(
        "old moment not weighted",
        "beta1 * v",
        "v",
        "Old gradients should be forgotten slowly: which factor does that?",
    ),
    Mistake(
        "old moment left out",
        "beta1 * v + (1 - beta1) * grad",
        "(1 - beta1) * grad",
        "What of the steps before is kept?",
    ),
    Mistake(
        "alpha and beta1 exchanged",
        "(alpha, beta1, var",
        "(beta1, alpha, var",
        "Compare the order of the parameters with the exercise's; which is the learning rate, which the weight?",
    ),
    Mistake(
        "var and grad exchanged",
        "var, grad, v)",
        "grad, var, v)",
        "What is the moment a mean of? Compare the order of the parameters with the exercise's, too.",
    ),
    Mistake(
        "bias correction",
        "alpha * new_v",
        "alpha * new_v / (1 - beta1)",
        "That belongs to another optimizer.",
    ),
    Mistake(
        "Nesterov's step",
        "alpha * new_v",
        "alpha * (beta1 * new_v + (1 - beta1) * grad)",
        "That looks one step ahead; the exercise asks for plain momentum.",
    ),
    Mistake(
        "mean of the gradient's entries",
        "(1 - beta1) * grad",
        "(1 - beta1) * np.mean(grad)",
        "Every entry of the variable has a moment of its own.",
    ),
    Mistake(
        "learning rate inside the moment, which is added",
        "beta1 * v + (1 - beta1) * grad",
        "beta1 * v - alpha * grad",
        "Many libraries write it so; here the moment is a mean of gradients and knows nothing of alpha.",
        also=(("step = alpha * new_v\n    new_var = var - step", "new_var = var + new_v"),),
    ),
    Mistake(
        "moment added to itself",
        "beta1 * v",
        "v + beta1 * v",
        "With += the old value is in the sum once more.",
    ),
    Mistake(
        "variable in place of the gradient in the moment",
        "(1 - beta1) * grad",
        "(1 - beta1) * var",
        "What is the moment a mean of?",
    ),
    Mistake(
        "1 - alpha in place of 1 - beta1",
        "(1 - beta1)",
        "(1 - alpha)",
        "Which weight adds up to one with this one?",
    ),
    Mistake(
        "parts of the moment multiplied, not added",
        "beta1 * v + (1 - beta1) * grad",
        "beta1 * v * (1 - beta1) * grad",
        "How are the two parts of a weighted mean put together?",
    ),
    Mistake(
        "brackets around both weights",
        "beta1 * v + (1 - beta1) * grad",
        "(beta1 * v + (1 - beta1)) * grad",
        "Which of the two weights belongs to which part?",
    ),
    Mistake(
        "step times the gradient",
        "alpha * new_v",
        "alpha * new_v * grad",
        "The gradient is in the moment already.",
    ),
)
