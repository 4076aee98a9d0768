"""Adam in TensorFlow"""

import _optimizers
import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "10-Adam.py"
FUNCTION = "create_Adam_op"
PARAMETERS = ("alpha", "beta1", "beta2", "epsilon")
RETURNS = (*_optimizers.RETURNS, "the epsilon that it works with")
NEEDS = ("tensorflow",)
OLD = ("loss", "alpha", "beta1", "beta2", "epsilon")


def solution(alpha, beta1, beta2, epsilon):
    import tensorflow as tf

    return tf.keras.optimizers.Adam(beta_1=beta1, beta_2=beta2, epsilon=epsilon, learning_rate=alpha)


def observe(function, alpha, beta1, beta2, epsilon):
    found = _optimizers.seen(function, solution, (alpha, beta1, beta2, epsilon), size=1e6)
    if found is None:
        return None
    seen, faint = found  # beside such gradients epsilon is nothing
    after = np.divide(np.median(np.abs(seen[0])) * _optimizers.FAINT, faint)
    before = after * np.sqrt(
        1 - beta2
    )  # Keras adds it before the correction, exercise 9 after it: both are right
    right = np.isclose(epsilon, [after, before], rtol=1e-3).any()
    return [*seen, epsilon if right else before]


def cases():
    yield Case("beta1 = 0.8, beta2 = 0.95", (0.3, 0.8, 0.95, 0.05))
    yield Case("beta1 = 0.6, beta2 = 0.7", (0.05, 0.6, 0.7, 0.01))
    yield Case("beta1 larger than beta2", (0.7, 0.85, 0.75, 0.1))


def _uncorrected(alpha, beta1, beta2, epsilon):
    import tensorflow as tf

    class Uncorrected(tf.keras.optimizers.Adam):
        def update_step(self, gradient, variable, learning_rate):
            powers = [1 - tf.pow(beta, tf.cast(self.iterations + 1, tf.float32)) for beta in (beta1, beta2)]
            super().update_step(gradient, variable, learning_rate * powers[0] / tf.sqrt(powers[1]))

    return Uncorrected(alpha, beta1, beta2, epsilon)


def _no_first_moment(alpha, beta1, beta2, epsilon):
    import tensorflow as tf

    return tf.keras.optimizers.RMSprop(learning_rate=alpha, rho=beta2, epsilon=epsilon)


def _rmsprop_with_momentum(alpha, beta1, beta2, epsilon):
    import tensorflow as tf

    return tf.keras.optimizers.RMSprop(learning_rate=alpha, rho=beta2, momentum=beta1, epsilon=epsilon)


def _no_second_moment(alpha, beta1, beta2, epsilon):
    import tensorflow as tf

    return tf.keras.optimizers.SGD(learning_rate=alpha, momentum=beta1)


MISTAKES = (
    Mistake(
        "nothing handed on",
        "beta_1=beta1, beta_2=beta2, epsilon=epsilon, learning_rate=alpha",
        "",
        "Which parameters of the function are not used?",
    ),
    Mistake(
        "constants in the place of all parameters",
        "beta_1=beta1, beta_2=beta2, epsilon=epsilon, learning_rate=alpha",
        "epsilon=1e-8",
        "What should another alpha, or another beta1, change?",
    ),
    Mistake(
        "only alpha is handed on",
        "beta_1=beta1, beta_2=beta2, epsilon=epsilon, ",
        "",
        "Which parameters of the function are not used?",
    ),
    Mistake(
        "epsilon left at its default",
        "epsilon=epsilon, ",
        "",
        "Which parameter of the function is not handed on?",
    ),
    Mistake(
        "beta1 not used",
        "beta_1=beta1, ",
        "",
        "Which parameter of the function is not handed on?",
    ),
    Mistake(
        "beta2 not used",
        "beta_2=beta2, ",
        "",
        "Which parameter of the function is not handed on?",
    ),
    Mistake(
        "learning rate left at its default",
        ", learning_rate=alpha",
        "",
        "Which parameter of the function is not handed on?",
    ),
    Mistake(
        "beta1 and beta2 swapped",
        "beta_1=beta1, beta_2=beta2",
        "beta_1=beta2, beta_2=beta1",
        "Which of the two weighs the gradients, and which their squares?",
    ),
    Mistake(
        "beta1 for both moments",
        "beta_2=beta2",
        "beta_2=beta1",
        "Which weight belongs to the second moment?",
    ),
    Mistake(
        "beta2 for both moments",
        "beta_1=beta1",
        "beta_1=beta2",
        "Which weight belongs to the first moment?",
    ),
    Mistake(
        "1 - beta1 for beta1",
        "beta_1=beta1",
        "beta_1=1 - beta1",
        "How much of the past is kept when beta1 is 0.9?",
    ),
    Mistake(
        "1 - beta2 for beta2",
        "beta_2=beta2",
        "beta_2=1 - beta2",
        "How much of the past is kept when beta2 is 0.9?",
    ),
    Mistake(
        "epsilon always 1e-8",
        "epsilon=epsilon",
        "epsilon=1e-8",
        "What should another epsilon change?",
    ),
    Mistake(
        "AMSGrad",
        "beta_2=beta2",
        "beta_2=beta2, amsgrad=True",
        "May the second moment become smaller again?",
    ),
    Mistake(
        "alpha and beta1 swapped",
        "learning_rate=alpha",
        "learning_rate=beta1",
        "Which comes first in the optimizer's arguments? Name them to be sure.",
        also=(("beta_1=beta1", "beta_1=alpha"),),
    ),
    Mistake(
        "beta2 and epsilon swapped",
        "beta_2=beta2, epsilon=epsilon",
        "beta_2=epsilon, epsilon=beta2",
        "Which of the two is a weight, and which keeps from dividing by zero?",
    ),
    Mistake(
        "weight decay added (AdamW)",
        "optimizers.Adam(",
        "optimizers.AdamW(",
        "Does the exercise's formula make weights smaller that have no gradient?",
    ),
    Mistake(
        "Nesterov's momentum added (Nadam)",
        "optimizers.Adam(",
        "optimizers.Nadam(",
        "Does the exercise's formula look ahead?",
    ),
    Mistake(
        "the largest gradient for the second moment (Adamax)",
        "optimizers.Adam(",
        "optimizers.Adamax(",
        "Is the second moment an average of squares, or a largest size?",
    ),
    Mistake(
        "no bias correction",
        hint="Both moments start at zero: what makes up for that in the first steps?",
        instead=_uncorrected,
    ),
    Mistake(
        "RMSprop in the place of Adam",
        hint="Where does the first moment come in, and what makes up for starting at zero?",
        instead=_no_first_moment,
    ),
    Mistake(
        "RMSprop with momentum in the place of Adam",
        hint="What makes up for moments that start at zero?",
        instead=_rmsprop_with_momentum,
    ),
    Mistake(
        "momentum in the place of Adam",
        hint="What should the step be divided by?",
        instead=_no_second_moment,
    ),
)
