"""Momentum in TensorFlow"""

import _optimizers

from descentlab.doctor import Case, Mistake

FILE = "6-momentum.py"
FUNCTION = "create_momentum_op"
PARAMETERS = ("alpha", "beta1")
RETURNS = _optimizers.RETURNS
NEEDS = ("tensorflow",)
OLD = ("loss", "alpha", "beta1")


def solution(alpha, beta1):
    import tensorflow as tf

    return tf.keras.optimizers.SGD(learning_rate=alpha, momentum=beta1)


def observe(function, alpha, beta1):
    seen = _optimizers.seen(function, solution, (alpha, beta1))
    return None if seen is None else seen[0]


def cases():
    yield Case("beta1 = 0.8", (0.3, 0.8))
    yield Case("beta1 = 0.6", (0.05, 0.6))
    yield Case("a large alpha", (0.7, 0.95))


def _looking_ahead(alpha, beta1):
    import tensorflow as tf

    return tf.keras.optimizers.Nadam(learning_rate=alpha, beta_1=beta1)


MISTAKES = (
    Mistake(
        "nothing handed on",
        "learning_rate=alpha, momentum=beta1",
        "",
        "Which parameters of the function are not used?",
    ),
    Mistake(
        "constants in the place of alpha and beta1",
        "learning_rate=alpha, momentum=beta1",
        "learning_rate=0.01, momentum=0.9",
        "What should another alpha, or another beta1, change?",
    ),
    Mistake(
        "no momentum",
        ", momentum=beta1",
        "",
        "Which argument of the optimizer is told how much of the last step to keep?",
    ),
    Mistake(
        "alpha and beta1 swapped",
        "learning_rate=alpha, momentum=beta1",
        "learning_rate=beta1, momentum=alpha",
        "Which comes first in the optimizer's arguments? Name them to be sure.",
    ),
    Mistake(
        "1 - beta1 for beta1",
        "momentum=beta1",
        "momentum=1 - beta1",
        "How much of the last step is kept when beta1 is 0.9?",
    ),
    Mistake(
        "Nesterov's momentum",
        "momentum=beta1",
        "momentum=beta1, nesterov=True",
        "Where does the exercise take the gradient: where the weights are, or where they are going?",
    ),
    Mistake(
        "learning rate left at its default",
        "learning_rate=alpha, ",
        "",
        "Which parameter of the function is not handed on?",
    ),
    Mistake(
        "alpha for the momentum",
        "momentum=beta1",
        "momentum=alpha",
        "Which parameter is the momentum's weight?",
    ),
    Mistake(
        "beta1 for the learning rate",
        "learning_rate=alpha",
        "learning_rate=beta1",
        "Which parameter is the learning rate?",
    ),
    *(
        Mistake(
            f"momentum always {momentum}",
            "momentum=beta1",
            f"momentum={momentum}",
            "What should another beta1 change?",
        )
        for momentum in (0.9, 0.5, 0.99)
    ),
    Mistake(
        "learning rate always 0.001",
        "learning_rate=alpha",
        "learning_rate=0.001",
        "What should another alpha change?",
    ),
    Mistake(
        "learning rate times 1 - beta1",
        "learning_rate=alpha",
        "learning_rate=alpha * (1 - beta1)",
        "Is the gradient weighted in Keras's momentum, as in an average?",
    ),
    *(
        Mistake(
            f"a weight decay of {decay} added",
            "momentum=beta1",
            f"momentum=beta1, weight_decay={decay}",
            "What moves a weight whose gradient is zero?",
        )
        for decay in (0.01, 0.001, 1e-4)
    ),
    *(
        Mistake(
            f"gradients clipped ({clip}=1)",
            "momentum=beta1",
            f"momentum=beta1, {clip}=1.0",
            "Does the exercise's formula make large gradients smaller?",
        )
        for clip in ("clipnorm", "clipvalue", "global_clipnorm")
    ),
    Mistake(
        "beta1 is handed on as weight decay",
        "momentum=beta1",
        "weight_decay=beta1",
        "Is it the last step that should be kept, or the weights that should shrink?",
    ),
    Mistake(
        "Adam in the place of momentum",
        "SGD(learning_rate=alpha, momentum=beta1)",
        "Adam(learning_rate=alpha, beta_1=beta1)",
        "Should the step depend on the size of the gradients that came before?",
    ),
    Mistake(
        "RMSprop in the place of momentum",
        "SGD(learning_rate=alpha, momentum=beta1)",
        "RMSprop(learning_rate=alpha, momentum=beta1)",
        "Should the step be divided by the size of the gradients?",
    ),
    Mistake(
        "RMSprop with beta1 as rho",
        "SGD(learning_rate=alpha, momentum=beta1)",
        "RMSprop(learning_rate=alpha, rho=beta1)",
        "Which optimizer adds a part of the last step to the next, and divides by nothing?",
    ),
    Mistake(
        "Nadam in the place of momentum",
        hint="Should the step depend on the size of the gradients that came before?",
        instead=_looking_ahead,
    ),
)
