"""RMSProp"""

import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "7-RMSProp.py"
FUNCTION = "update_variables_RMSProp"
PARAMETERS = ("alpha", "beta2", "epsilon", "var", "grad", "s")
RETURNS = ("the updated variable", "the new second moment")


def solution(alpha, beta2, epsilon, var, grad, s):
    new_s = beta2 * s + (1 - beta2) * grad**2
    size = np.sqrt(new_s) + epsilon
    step = alpha * grad / size
    new_var = var - step
    return new_var, new_s


def cases():
    draw = np.random.default_rng(7)
    for label, shape, alpha, beta2, epsilon in (
        ("a matrix (4, 3)", (4, 3), 0.3, 0.9, 0.1),
        ("a column (5, 1)", (5, 1), 0.05, 0.6, 0.03),
        ("a row (1, 6)", (1, 6), 1.7, 0.25, 0.06),
        ("a large epsilon", (3, 2), 0.8, 0.75, 0.7),
    ):
        grad = draw.normal(size=shape) * 10.0 ** draw.integers(-2, 2, size=shape)
        s = draw.uniform(0.1, 3, size=shape)
        yield Case(label, (alpha, beta2, epsilon, draw.normal(size=shape), grad, s))
    grad = draw.normal(size=(3, 4))
    start = draw.normal(size=(3, 4))
    yield Case("the first step (s all zeros)", (0.4, 0.95, 0.02, start, grad, np.zeros((3, 4))))
    line = draw.normal(size=6)
    yield Case("a one-dimensional array", (0.3, 0.8, 0.05, line, 2 * line, line**2), counts=False)
    yield Case("plain numbers", (0.3, 0.8, 0.05, 0.5, -1.5, 0.25), counts=False)
    yield Case("var and s the plain number 0", (0.3, 0.8, 0.05, 0, grad, 0), counts=False)
    whole = np.array([[3, -2], [1, 4]])
    yield Case("arrays of whole numbers", (0.3, 0.8, 0.05, whole, 2 * whole, whole**2), counts=False)


MISTAKES = (
    Mistake(
        "epsilon inside the root",
        "np.sqrt(new_s) + epsilon",
        "np.sqrt(new_s + epsilon)",
        "Compare what stands under the root with the exercise's formula.",
    ),
    Mistake(
        "epsilon not used",
        "np.sqrt(new_s) + epsilon",
        "np.sqrt(new_s)",
        "What if the moment is zero?",
    ),
    Mistake(
        "beta2 and 1 - beta2 swapped",
        "beta2 * s + (1 - beta2) * grad**2",
        "(1 - beta2) * s + beta2 * grad**2",
        "Which of the two should weigh more when beta2 is 0.9: what was known before, or today's gradient?",
    ),
    Mistake(
        "beta2 multiplies the whole moment",
        "beta2 * s + (1 - beta2) * grad**2",
        "beta2 * (s + (1 - beta2) * grad**2)",
        "Look at which terms stand inside the brackets.",
    ),
    Mistake(
        "gradient not squared",
        "grad**2",
        "grad",
        "The second moment is a mean of what?",
    ),
    Mistake(
        "step with the old moment",
        "np.sqrt(new_s)",
        "np.sqrt(s)",
        "Which moment belongs into the step: the one that was given, or the one just computed?",
    ),
    Mistake(
        "root forgotten",
        "np.sqrt(new_s)",
        "new_s",
        "RMS: the R is for root.",
    ),
    Mistake(
        "** 1/2 halves",
        "np.sqrt(new_s)",
        "new_s ** 1 / 2",
        "A power binds more tightly than a division.",
    ),
    Mistake(
        "old moment returned",
        "return new_var, new_s",
        "return new_var, s",
        "The next step needs the moment as it is after this one.",
    ),
    Mistake(
        "old variable returned",
        "return new_var, new_s",
        "return var, new_s",
        "The step is computed; is it taken?",
    ),
    Mistake(
        "returned in the wrong order",
        "return new_var, new_s",
        "return new_s, new_var",
        "Look at what the exercise returns first.",
    ),
    Mistake(
        "only the variable is returned",
        "return new_var, new_s",
        "return new_var",
        "The next step needs something from this one.",
    ),
    Mistake(
        "root of the moment returned",
        "return new_var, new_s",
        "return new_var, np.sqrt(new_s)",
        "What is averaged is the square; the next step needs just that.",
    ),
    Mistake(
        "denominator returned for the moment",
        "return new_var, new_s",
        "return new_var, size",
        "What is averaged is the square; the next step needs just that.",
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
        "brackets around the denominator missing",
        "size = np.sqrt(new_s) + epsilon\n    step = alpha * grad / size\n    new_var = var - step",
        "new_var = var - alpha * grad / np.sqrt(new_s) + epsilon",
        "Division comes before addition: what is divided by the root, and what by the whole sum?",
    ),
    Mistake(
        "epsilon added to the step",
        "size = np.sqrt(new_s) + epsilon\n    step = alpha * grad / size",
        "step = alpha * grad / np.sqrt(new_s) + epsilon",
        "Division comes before addition: what is divided by the root, and what by the whole sum?",
    ),
    Mistake(
        "epsilon added to the learning rate",
        "size = np.sqrt(new_s) + epsilon\n    step = alpha * grad / size",
        "step = (alpha / np.sqrt(new_s) + epsilon) * grad",
        "Division comes before addition: what is divided by the root, and what by the whole sum?",
    ),
    Mistake(
        "epsilon added to the quotient",
        "size = np.sqrt(new_s) + epsilon\n    step = alpha * grad / size",
        "step = alpha * (grad / np.sqrt(new_s) + epsilon)",
        "Division comes before addition: what is divided by the root, and what by the whole sum?",
    ),
    Mistake(
        "epsilon as the least size",
        "np.sqrt(new_s) + epsilon",
        "np.maximum(np.sqrt(new_s), epsilon)",
        "What does the formula do with epsilon where the moment is large?",
    ),
    Mistake(
        "norm of the gradient in the place of its entries",
        "grad**2",
        "np.linalg.norm(grad)",
        "Every entry of the variable has a moment of its own.",
    ),
    Mistake(
        "squared norm of the gradient in the place of its entries' squares",
        "grad**2",
        "np.linalg.norm(grad) ** 2",
        "Every entry of the variable has a moment of its own.",
    ),
    Mistake(
        "brackets around var - alpha * grad",
        "step = alpha * grad / size\n    new_var = var - step",
        "new_var = (var - alpha * grad) / size",
        "What is divided: the step, or the whole new variable?",
    ),
    Mistake(
        "brackets around 1 - beta2 missing",
        "(1 - beta2) * grad**2",
        "1 - beta2 * grad**2",
        "Multiplication comes before subtraction.",
    ),
    Mistake(
        "weight squared with the gradient",
        "(1 - beta2) * grad**2",
        "((1 - beta2) * grad) ** 2",
        "What is squared: the gradient, or its weight too?",
    ),
    Mistake(
        "gradient not weighted",
        "(1 - beta2) * grad**2",
        "grad**2",
        "A weighted mean needs two weights that add up to one.",
    ),
    Mistake(
        "squares summed as in AdaGrad",
        "beta2 * s + (1 - beta2) * grad**2",
        "s + grad**2",
        "A sum grows for ever; RMSProp takes a weighted mean.",
    ),
    Mistake(
        "old moment not weighted",
        "beta2 * s",
        "s",
        "Old gradients should be forgotten slowly: which factor does that?",
    ),
    Mistake(
        "old moment left out",
        "beta2 * s + (1 - beta2) * grad**2",
        "(1 - beta2) * grad**2",
        "What of the steps before is kept?",
    ),
    Mistake(
        "old moment squared",
        "beta2 * s",
        "beta2 * s**2",
        "The moment that is given is a mean of squares already.",
    ),
    Mistake(
        "square subtracted from the moment",
        "+ (1 - beta2) * grad**2",
        "- (1 - beta2) * grad**2",
        "A mean adds up; where does the minus of gradient descent belong?",
    ),
    Mistake(
        "gradient left out of the step",
        "alpha * grad / size",
        "alpha / size",
        "In which direction does the variable go?",
    ),
    Mistake(
        "moment in place of the gradient in the step",
        "alpha * grad / size",
        "alpha * new_s / size",
        "The moment sets the scale; what gives the direction?",
    ),
    Mistake(
        "gradient squared in the step",
        "alpha * grad / size",
        "alpha * grad**2 / size",
        "A square has lost its sign: in which direction does the variable go?",
    ),
    Mistake(
        "learning rate left out",
        "alpha * grad / size",
        "grad / size",
        "What sets the length of the step?",
    ),
    Mistake(
        "multiplied by the root",
        "alpha * grad / size",
        "alpha * grad * size",
        "Where gradients are large, should the step become longer or shorter?",
    ),
    Mistake(
        "epsilon subtracted",
        "np.sqrt(new_s) + epsilon",
        "np.sqrt(new_s) - epsilon",
        "What should happen to the denominator when the moment is zero?",
    ),
    Mistake(
        "epsilon in the moment",
        "(1 - beta2) * grad**2",
        "(1 - beta2) * grad**2 + epsilon",
        "The moment is a mean of squares and nothing else.",
        also=(("np.sqrt(new_s) + epsilon", "np.sqrt(new_s)"),),
    ),
    Mistake(
        "bias correction",
        "np.sqrt(new_s)",
        "np.sqrt(new_s / (1 - beta2))",
        "That belongs to another optimizer.",
    ),
    Mistake(
        "alpha and beta2 exchanged",
        "(alpha, beta2, epsilon",
        "(beta2, alpha, epsilon",
        "Compare the order of the parameters with the exercise's; which is the learning rate, which the weight?",
    ),
    Mistake(
        "grad and s exchanged",
        "var, grad, s)",
        "var, s, grad)",
        "Which of the two is squared? Compare the order of the parameters with the exercise's, too.",
    ),
    *(
        Mistake(
            name,
            "alpha, beta2, epsilon, var, grad, s)",
            f"{order})",
            "Compare the order of the parameters with the exercise's.",
        )
        for name, order in (
            ("var and grad exchanged", "alpha, beta2, epsilon, grad, var, s"),
            ("var and s exchanged", "alpha, beta2, epsilon, s, grad, var"),
            ("beta2 and epsilon exchanged", "alpha, epsilon, beta2, var, grad, s"),
            ("alpha and epsilon exchanged", "epsilon, beta2, alpha, var, grad, s"),
            ("s before var", "alpha, beta2, epsilon, s, var, grad"),
            ("parameters: epsilon last", "alpha, beta2, var, grad, s, epsilon"),
            ("parameters: arrays first", "var, grad, s, alpha, beta2, epsilon"),
            ("parameters: var and grad first", "var, grad, alpha, beta2, epsilon, s"),
        )
    ),
    Mistake(
        "mean over the gradient's entries",
        "grad**2",
        "np.mean(grad**2)",
        "Every entry of the variable has a moment of its own.",
    ),
    Mistake(
        "moment added to itself",
        "beta2 * s",
        "s + beta2 * s",
        "With += the old value is in the sum once more.",
    ),
    Mistake(
        "variable squared, not the gradient",
        "grad**2",
        "var**2",
        "What is the moment a mean of?",
    ),
    Mistake(
        "1 - alpha in place of 1 - beta2",
        "(1 - beta2)",
        "(1 - alpha)",
        "Which weight adds up to one with this one?",
    ),
    Mistake(
        "gradient doubled, not squared",
        "grad**2",
        "grad * 2",
        "One star multiplies, two stars raise to a power.",
    ),
    Mistake(
        "parts of the moment multiplied, not added",
        "beta2 * s + (1 - beta2) * grad**2",
        "beta2 * s * (1 - beta2) * grad**2",
        "How are the two parts of a weighted mean put together?",
    ),
    Mistake(
        "brackets around both weights",
        "beta2 * s + (1 - beta2) * grad**2",
        "(beta2 * s + (1 - beta2)) * grad**2",
        "Which of the two weights belongs to which part?",
    ),
    Mistake(
        "moment squared, not rooted",
        "np.sqrt(new_s)",
        "np.square(new_s)",
        "RMS: the R is for root.",
    ),
)
