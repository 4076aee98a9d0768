"""Adam"""

import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "9-Adam.py"
FUNCTION = "update_variables_Adam"
PARAMETERS = ("alpha", "beta1", "beta2", "epsilon", "var", "grad", "v", "s", "t")
RETURNS = ("the updated variable", "the new first moment", "the new second moment")
IN_PLACE = ("var",)


def solution(alpha, beta1, beta2, epsilon, var, grad, v, s, t):
    new_v = beta1 * v + (1 - beta1) * grad
    new_s = beta2 * s + (1 - beta2) * grad**2
    v_corrected = new_v / (1 - beta1**t)
    s_corrected = new_s / (1 - beta2**t)
    size = np.sqrt(s_corrected) + epsilon
    step = alpha * v_corrected / size
    new_var = var - step
    return new_var, new_v, new_s


def cases():
    draw = np.random.default_rng(9)
    for t, shape, alpha, beta1, beta2, epsilon in (
        (1, (4, 3), 0.3, 0.9, 0.7, 0.1),
        (1, (5, 1), 0.05, 0.8, 0.95, 0.03),
        (2, (5, 1), 0.4, 0.75, 0.9, 0.06),
        (3, (1, 6), 1.7, 0.6, 0.85, 0.02),
        (7, (3, 2), 0.7, 0.9, 0.97, 0.5),
    ):
        grad = draw.normal(size=shape) * 10.0 ** draw.integers(-1, 2, size=shape)
        v, s = draw.normal(size=shape), draw.uniform(0.1, 3, size=shape)
        if t == 1:
            v, s = np.zeros(shape), np.zeros(shape)
        label = f"t = {t}" + (", moments all zeros" if t == 1 else "")
        yield Case(label, (alpha, beta1, beta2, epsilon, draw.normal(size=shape), grad, v, s, t))
    line = draw.normal(size=6)
    scalars = (0.2, 0.8, 0.95, 0.05)
    yield Case("a one-dimensional array", (*scalars, line, 2 * line, line - 1, line**2, 2), counts=False)
    yield Case("plain numbers", (*scalars, 0.5, -1.5, 0.25, 0.75, 3), counts=False)
    yield Case("var, v and s the plain number 0", (*scalars, 0, line.reshape(6, 1), 0, 0, 1), counts=False)
    whole = np.array([[3, -2], [1, 4]])
    yield Case("arrays of whole numbers", (*scalars, whole, 2 * whole, whole + 1, whole**2, 3), counts=False)


MISTAKES = (
    Mistake(
        "epsilon inside the root",
        "np.sqrt(s_corrected) + epsilon",
        "np.sqrt(s_corrected + epsilon)",
        "Compare what stands under the root with the exercise's formula.",
    ),
    Mistake(
        "epsilon not used",
        "np.sqrt(s_corrected) + epsilon",
        "np.sqrt(s_corrected)",
        "What if the moment is zero?",
    ),
    Mistake(
        "no bias correction",
        "new_v / (1 - beta1**t)",
        "new_v",
        "Both moments start at zero: what makes up for that in the first steps?",
        also=(("new_s / (1 - beta2**t)", "new_s"),),
    ),
    Mistake(
        "first moment not corrected",
        "new_v / (1 - beta1**t)",
        "new_v",
        "Both moments start at zero: what makes up for that in the first steps?",
    ),
    Mistake(
        "second moment not corrected",
        "new_s / (1 - beta2**t)",
        "new_s",
        "Both moments start at zero: what makes up for that in the first steps?",
    ),
    Mistake(
        "t not used in the correction",
        "(1 - beta1**t)",
        "(1 - beta1)",
        "The correction should fade away as the steps go on.",
        also=(("(1 - beta2**t)", "(1 - beta2)"),),
    ),
    Mistake(
        "correction with the power t - 1",
        "(1 - beta1**t)",
        "(1 - beta1 ** (t - 1))",
        "Which is the first step's t?",
        also=(("(1 - beta2**t)", "(1 - beta2 ** (t - 1))"),),
    ),
    Mistake(
        "correction with the power t + 1",
        "(1 - beta1**t)",
        "(1 - beta1 ** (t + 1))",
        "Which is the first step's t?",
        also=(("(1 - beta2**t)", "(1 - beta2 ** (t + 1))"),),
    ),
    Mistake(
        "1 - beta to the power t",
        "(1 - beta1**t)",
        "(1 - beta1) ** t",
        "What is raised to the power t?",
        also=(("(1 - beta2**t)", "(1 - beta2) ** t"),),
    ),
    Mistake(
        "times t instead of to the power t",
        "(1 - beta1**t)",
        "(1 - beta1 * t)",
        "How much of the zero at the start is left after t steps, when each keeps beta of it?",
        also=(("(1 - beta2**t)", "(1 - beta2 * t)"),),
    ),
    Mistake(
        "correction multiplies",
        "new_v / (1 - beta1**t)",
        "new_v * (1 - beta1**t)",
        "The moments are too small in the first steps: should the correction make them larger or smaller?",
        also=(("new_s / (1 - beta2**t)", "new_s * (1 - beta2**t)"),),
    ),
    Mistake(
        "both corrected with beta1",
        "(1 - beta2**t)",
        "(1 - beta1**t)",
        "Each moment has a weight of its own.",
    ),
    Mistake(
        "both corrected with beta2",
        "(1 - beta1**t)",
        "(1 - beta2**t)",
        "Each moment has a weight of its own.",
    ),
    Mistake(
        "old moments corrected",
        "new_v / (1",
        "v / (1",
        "Which moments belong into the step: those that were given, or those just computed?",
        also=(("new_s / (1", "s / (1"),),
    ),
    Mistake(
        "second moment's root not corrected by its root",
        "size = np.sqrt(s_corrected) + epsilon",
        "size = np.sqrt(new_s) / (1 - beta2**t) + epsilon",
        "Is the correction applied before the root is taken, or after it?",
    ),
    Mistake(
        "epsilon added before the correction",
        "size = np.sqrt(s_corrected) + epsilon\n    step = alpha * v_corrected / size",
        "step = alpha * np.sqrt(1 - beta2**t) / (1 - beta1**t) * new_v / (np.sqrt(new_s) + epsilon)",
        "The correction is shifted to the learning rate: epsilon is then another one than in the corrected form.",
    ),
    Mistake(
        "corrected moments returned",
        "return new_var, new_v, new_s",
        "return new_var, v_corrected, s_corrected",
        "The correction is for this step only: what should the next step start from?",
    ),
    Mistake(
        "old moments returned",
        "return new_var, new_v, new_s",
        "return new_var, v, s",
        "The next step needs the moments as they are after this one.",
    ),
    Mistake(
        "moments returned in the wrong order",
        "return new_var, new_v, new_s",
        "return new_var, new_s, new_v",
        "Look at the order of what the exercise returns.",
    ),
    Mistake(
        "variable returned last",
        "return new_var, new_v, new_s",
        "return new_v, new_s, new_var",
        "Look at the order of what the exercise returns.",
    ),
    Mistake(
        "only the variable is returned",
        "return new_var, new_v, new_s",
        "return new_var",
        "The next step needs something from this one.",
    ),
    Mistake(
        "old variable returned",
        "return new_var, new_v, new_s",
        "return var, new_v, new_s",
        "The step is computed; is it taken?",
    ),
    Mistake(
        "the step is returned, not the variable",
        "var - step",
        "step",
        "The exercise asks for where the variable arrives, not for how far it goes.",
    ),
    Mistake(
        "uphill: the step is added",
        "var - step",
        "var + step",
        "In which direction does a gradient point?",
    ),
    Mistake(
        "root forgotten",
        "np.sqrt(s_corrected)",
        "s_corrected",
        "The step is the moment over its size: which power has the second moment?",
    ),
    Mistake(
        "** 1/2 halves",
        "np.sqrt(s_corrected)",
        "s_corrected ** 1 / 2",
        "A power binds more tightly than a division.",
    ),
    Mistake(
        "brackets around the denominator missing",
        "size = np.sqrt(s_corrected) + epsilon\n    step = alpha * v_corrected / size\n    new_var = var - step",
        "new_var = var - alpha * v_corrected / np.sqrt(s_corrected) + epsilon",
        "Division comes before addition: what is divided by the root, and what by the whole sum?",
    ),
    Mistake(
        "epsilon added to the step",
        "size = np.sqrt(s_corrected) + epsilon\n    step = alpha * v_corrected / size",
        "step = alpha * v_corrected / np.sqrt(s_corrected) + epsilon",
        "Division comes before addition: what is divided by the root, and what by the whole sum?",
    ),
    Mistake(
        "epsilon added to the learning rate",
        "size = np.sqrt(s_corrected) + epsilon\n    step = alpha * v_corrected / size",
        "step = (alpha / np.sqrt(s_corrected) + epsilon) * v_corrected",
        "Division comes before addition: what is divided by the root, and what by the whole sum?",
    ),
    Mistake(
        "brackets around var - alpha * v",
        "step = alpha * v_corrected / size\n    new_var = var - step",
        "new_var = (var - alpha * v_corrected) / size",
        "What is divided: the step, or the whole new variable?",
    ),
    Mistake(
        "beta1 and 1 - beta1 swapped",
        "beta1 * v + (1 - beta1) * grad",
        "(1 - beta1) * v + beta1 * grad",
        "Which of the two should weigh more when beta1 is 0.9: what was known before, or today's gradient?",
    ),
    Mistake(
        "beta2 and 1 - beta2 swapped",
        "beta2 * s + (1 - beta2) * grad**2",
        "(1 - beta2) * s + beta2 * grad**2",
        "Which of the two should weigh more when beta2 is 0.9: what was known before, or today's gradient?",
    ),
    Mistake(
        "gradient not squared",
        "grad**2",
        "grad",
        "The second moment is a mean of what?",
    ),
    Mistake(
        "weight squared with the gradient",
        "(1 - beta2) * grad**2",
        "((1 - beta2) * grad) ** 2",
        "What is squared: the gradient, or its weight too?",
    ),
    Mistake(
        "gradient not weighted in the first moment",
        "(1 - beta1) * grad\n",
        "grad\n",
        "A weighted mean needs two weights that add up to one.",
    ),
    Mistake(
        "gradient not weighted in the second moment",
        "(1 - beta2) * grad**2",
        "grad**2",
        "A weighted mean needs two weights that add up to one.",
    ),
    Mistake(
        "beta2 multiplies the whole moment",
        "beta2 * s + (1 - beta2) * grad**2",
        "beta2 * (s + (1 - beta2) * grad**2)",
        "Look at which terms stand inside the brackets.",
    ),
    Mistake(
        "beta1 in both moments",
        "beta2 * s + (1 - beta2) * grad**2",
        "beta1 * s + (1 - beta1) * grad**2",
        "Each moment has a weight of its own.",
    ),
    Mistake(
        "beta1 and beta2 exchanged",
        "beta1, beta2, epsilon",
        "beta2, beta1, epsilon",
        "Which weight belongs to which moment? Compare the order of the parameters with the exercise's, too.",
    ),
    Mistake(
        "v and s exchanged",
        "grad, v, s, t",
        "grad, s, v, t",
        "Which of the two is the mean of squares? Compare the order of the parameters with the exercise's, too.",
    ),
    *(
        Mistake(
            name,
            "alpha, beta1, beta2, epsilon, var, grad, v, s, t)",
            f"{order})",
            "Compare the order of the parameters with the exercise's.",
        )
        for name, order in (
            ("var and grad exchanged", "alpha, beta1, beta2, epsilon, grad, var, v, s, t"),
            ("beta2 and epsilon exchanged", "alpha, beta1, epsilon, beta2, var, grad, v, s, t"),
            ("alpha and epsilon exchanged", "epsilon, beta1, beta2, alpha, var, grad, v, s, t"),
            ("s and t exchanged", "alpha, beta1, beta2, epsilon, var, grad, v, t, s"),
            ("parameters: v and s before var and grad", "alpha, beta1, beta2, epsilon, v, s, var, grad, t"),
            ("parameters: t first", "t, alpha, beta1, beta2, epsilon, var, grad, v, s"),
            ("parameters: t before var", "alpha, beta1, beta2, epsilon, t, var, grad, v, s"),
            ("parameters: t before v and s", "alpha, beta1, beta2, epsilon, var, grad, t, v, s"),
            ("parameters: epsilon last", "alpha, beta1, beta2, var, grad, v, s, t, epsilon"),
            ("parameters: epsilon before t", "alpha, beta1, beta2, var, grad, v, s, epsilon, t"),
            ("parameters: arrays first", "var, grad, v, s, alpha, beta1, beta2, epsilon, t"),
            ("parameters: var and grad first", "var, grad, alpha, beta1, beta2, epsilon, v, s, t"),
        )
    ),
    Mistake(
        "epsilon added to the quotient",
        "size = np.sqrt(s_corrected) + epsilon\n    step = alpha * v_corrected / size",
        "step = alpha * (v_corrected / np.sqrt(s_corrected) + epsilon)",
        "Division comes before addition: what is divided by the root, and what by the whole sum?",
    ),
    Mistake(
        "epsilon as the least size",
        "np.sqrt(s_corrected) + epsilon",
        "np.maximum(np.sqrt(s_corrected), epsilon)",
        "What does the formula do with epsilon where the moment is large?",
    ),
    Mistake(
        "moment squared in place of the gradient",
        "(1 - beta2) * grad**2",
        "(1 - beta2) * new_v**2",
        "The second moment is a mean of what?",
    ),
    Mistake(
        "step along the gradient, not the moment",
        "alpha * v_corrected",
        "alpha * grad",
        "The first moment is computed; is it used?",
    ),
    Mistake(
        "learning rate left out",
        "alpha * v_corrected",
        "v_corrected",
        "What sets the length of the step?",
    ),
    Mistake(
        "epsilon in the second moment",
        "(1 - beta2) * grad**2",
        "(1 - beta2) * grad**2 + epsilon",
        "The moment is a mean of squares and nothing else.",
        also=(("np.sqrt(s_corrected) + epsilon", "np.sqrt(s_corrected)"),),
    ),
    Mistake(
        "t not used in the first moment's correction",
        "(1 - beta1**t)",
        "(1 - beta1)",
        "The correction should fade away as the steps go on.",
    ),
    Mistake(
        "t not used in the second moment's correction",
        "(1 - beta2**t)",
        "(1 - beta2)",
        "The correction should fade away as the steps go on.",
    ),
    Mistake(
        "beta2 in both moments",
        "beta1 * v + (1 - beta1) * grad\n",
        "beta2 * v + (1 - beta2) * grad\n",
        "Each moment has a weight of its own.",
    ),
    Mistake(
        "beta1 multiplies the whole moment",
        "beta1 * v + (1 - beta1) * grad\n",
        "beta1 * (v + (1 - beta1) * grad)\n",
        "Look at which terms stand inside the brackets.",
    ),
    Mistake(
        "gradient subtracted from the first moment",
        "+ (1 - beta1) * grad\n",
        "- (1 - beta1) * grad\n",
        "A mean adds up; where does the minus of gradient descent belong?",
    ),
    Mistake(
        "brackets around 1 - beta1 missing",
        "(1 - beta1) * grad\n",
        "1 - beta1 * grad\n",
        "Multiplication comes before subtraction.",
    ),
    Mistake(
        "brackets around 1 - beta2 missing",
        "(1 - beta2) * grad**2",
        "1 - beta2 * grad**2",
        "Multiplication comes before subtraction.",
    ),
    Mistake(
        "gradient doubled, not squared",
        "grad**2",
        "grad * 2",
        "One star multiplies, two stars raise to a power.",
    ),
    Mistake(
        "gradient squared in the first moment too",
        "(1 - beta1) * grad\n",
        "(1 - beta1) * grad**2\n",
        "Which of the two moments is a mean of squares?",
    ),
    Mistake(
        "moments exchanged in the step",
        "size = np.sqrt(s_corrected) + epsilon\n    step = alpha * v_corrected / size",
        "size = np.sqrt(v_corrected) + epsilon\n    step = alpha * s_corrected / size",
        "Which moment gives the direction, which the size?",
    ),
    Mistake(
        "step with the old first moment",
        "new_v / (1",
        "v / (1",
        "Which moments belong into the step: those that were given, or those just computed?",
    ),
    Mistake(
        "step with the old second moment",
        "new_s / (1",
        "s / (1",
        "Which moments belong into the step: those that were given, or those just computed?",
    ),
)
