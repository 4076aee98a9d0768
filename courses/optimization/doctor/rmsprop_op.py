"""RMSProp in TensorFlow"""

import _optimizers
import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "8-RMSProp.py"
FUNCTION = "create_RMSProp_op"
PARAMETERS = ("alpha", "beta2", "epsilon")
RETURNS = (*_optimizers.RETURNS, "the epsilon that it works with")
NEEDS = ("tensorflow",)
OLD = ("loss", "alpha", "beta2", "epsilon")


def solution(alpha, beta2, epsilon):
    import tensorflow as tf

    return tf.keras.optimizers.RMSprop(rho=beta2, epsilon=epsilon, learning_rate=alpha)


def observe(function, alpha, beta2, epsilon):
    found = _optimizers.seen(function, solution, (alpha, beta2, epsilon), size=1e6)
    if found is None:
        return None
    seen, faint = found  # beside such gradients epsilon is nothing
    rate = np.median(np.abs(seen[0])) * np.sqrt(1 - beta2)
    outside = np.divide(rate * _optimizers.FAINT, faint)
    inside = outside**2  # Keras has it under the root, exercise 7 beside it: both are right
    right = np.isclose(epsilon, [outside, inside], rtol=1e-3).any()
    return [*seen, epsilon if right else inside]


def cases():
    yield Case("beta2 = 0.8, epsilon = 0.05", (0.3, 0.8, 0.05))
    yield Case("beta2 = 0.6, epsilon = 0.01", (0.05, 0.6, 0.01))
    yield Case("beta2 = 0.75, epsilon = 0.1", (0.7, 0.75, 0.1))


def _adam(alpha, beta2, epsilon):
    import tensorflow as tf

    return tf.keras.optimizers.Adam(learning_rate=alpha, beta_2=beta2, epsilon=epsilon)


def _sgd(alpha, beta2, epsilon):
    import tensorflow as tf

    return tf.keras.optimizers.SGD(learning_rate=alpha, momentum=beta2)


def _adagrad(alpha, beta2, epsilon):
    import tensorflow as tf

    return tf.keras.optimizers.Adagrad(learning_rate=alpha, epsilon=epsilon)


def _adagrad_alpha_only(alpha, beta2, epsilon):
    import tensorflow as tf

    return tf.keras.optimizers.Adagrad(learning_rate=alpha)


def _adagrad_from_zero(alpha, beta2, epsilon):
    import tensorflow as tf

    return tf.keras.optimizers.Adagrad(alpha, initial_accumulator_value=0.0, epsilon=epsilon)


def _adagrad_as_published(alpha, beta2, epsilon):
    return _adagrad_from_zero(alpha, beta2, epsilon**2)  # where it matters, as if outside of the root


def _adadelta(alpha, beta2, epsilon):
    import tensorflow as tf

    return tf.keras.optimizers.Adadelta(learning_rate=alpha, rho=beta2, epsilon=epsilon)


MISTAKES = (
    Mistake(
        "nothing handed on",
        "rho=beta2, epsilon=epsilon, learning_rate=alpha",
        "",
        "Which parameters of the function are not used?",
    ),
    Mistake(
        "constants in the place of all parameters",
        "rho=beta2, epsilon=epsilon, learning_rate=alpha",
        "epsilon=1e-8",
        "What should another alpha, or another beta2, change?",
    ),
    Mistake(
        "only alpha is handed on",
        "rho=beta2, epsilon=epsilon, ",
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
        "beta2 not used",
        "rho=beta2, ",
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
        "epsilon always 1e-8",
        "epsilon=epsilon",
        "epsilon=1e-8",
        "What should another epsilon change?",
    ),
    Mistake(
        "epsilon lands in momentum",
        "epsilon=epsilon",
        "momentum=epsilon",
        "What is the third argument of Keras's RMSprop? Name the arguments to be sure.",
    ),
    Mistake(
        "beta2 is handed on as momentum",
        "rho=beta2",
        "momentum=beta2",
        "Does beta2 weigh the last step, or the squares of past gradients?",
    ),
    Mistake(
        "beta2 is handed on as rho and as momentum",
        "rho=beta2",
        "rho=beta2, momentum=beta2",
        "Does the exercise's formula keep a part of the last step?",
    ),
    Mistake(
        "a momentum of 0.9 added",
        "rho=beta2",
        "rho=beta2, momentum=0.9",
        "Does the exercise's formula keep a part of the last step?",
    ),
    Mistake(
        "1 - beta2 for beta2",
        "rho=beta2",
        "rho=1 - beta2",
        "How much of the past is kept when beta2 is 0.9?",
    ),
    Mistake(
        "alpha and beta2 swapped",
        "learning_rate=alpha",
        "learning_rate=beta2",
        "Which comes first in the optimizer's arguments? Name them to be sure.",
        also=(("rho=beta2", "rho=alpha"),),
    ),
    Mistake(
        "beta2 and epsilon swapped",
        "rho=beta2, epsilon=epsilon",
        "rho=epsilon, epsilon=beta2",
        "Which of the two weighs the past, and which keeps from dividing by zero?",
    ),
    Mistake(
        "centered RMSprop",
        "rho=beta2",
        "rho=beta2, centered=True",
        "Is the gradients' mean taken away before they are squared?",
    ),
    Mistake(
        "beta2 is handed on as weight decay",
        "rho=beta2",
        "weight_decay=beta2",
        "What in the formula does beta2 weigh?",
    ),
    Mistake(
        "learning rate times 1 - beta2",
        "learning_rate=alpha",
        "learning_rate=alpha * (1 - beta2)",
        "What does 1 - beta2 weigh in the formula?",
    ),
    Mistake(
        "Adam in the place of RMSProp",
        hint="Is there a first moment in the exercise's formula?",
        instead=_adam,
    ),
    Mistake(
        "momentum in the place of RMSProp",
        hint="What should the step be divided by?",
        instead=_sgd,
    ),
    Mistake(
        "Adagrad in the place of RMSProp",
        hint="Are squares of past gradients summed, or averaged?",
        instead=_adagrad,
    ),
    Mistake(
        "Adagrad in the place of RMSProp, epsilon left at its default",
        hint="Are squares of past gradients summed, or averaged?",
        instead=_adagrad_alpha_only,
    ),
    Mistake(
        "Adagrad in the place of RMSProp, its sum started at zero",
        hint="Are squares of past gradients summed, or averaged?",
        instead=_adagrad_from_zero,
    ),
    Mistake(
        "Adagrad in the place of RMSProp, epsilon outside of the root",
        hint="Are squares of past gradients summed, or averaged?",
        instead=_adagrad_as_published,
    ),
    Mistake(
        "Adadelta in the place of RMSProp",
        hint="Is the step in the formula made of past steps too?",
        instead=_adadelta,
    ),
)
