"""Exponential learning rate decay"""

import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "12-learning_rate_decay.py"
FUNCTION = "exponential_decay"
PARAMETERS = ("alpha", "decay_rate", "global_step", "decay_step")
RETURNS = ("the learning rate",)


def solution(alpha, decay_rate, global_step, decay_step):
    stairs = global_step // decay_step
    factor = decay_rate**stairs
    return alpha * factor


def cases():
    for label, *inputs in (
        ("the first step", 0.1, 0.5, 0, 10),
        ("the last step before the second stair", 0.3, 0.7, 9, 10),
        ("the first step of the second stair", 0.2, 0.6, 10, 10),
        ("within the third stair", 0.5, 0.9, 25, 10),
        ("within a late stair", 0.8, 0.8, 38, 5),
        ("the first step of a late stair", 0.4, 0.75, 42, 7),
        ("a stair of one step", 1.5, 0.95, 6, 1),
        ("a decay rate above 1/2, learning rate above 1", 2.5, 0.55, 11, 4),
        ("a decay step larger than the step", 0.7, 0.65, 3, 100),
    ):
        yield Case(label, tuple(inputs))
    yield Case("decay_rate 1", (0.7, 1, 30, 10), counts=False)
    yield Case("an array of steps", (0.7, 0.5, np.arange(12), 5), counts=False)


MISTAKES = (
    Mistake(
        "no stairs",
        "global_step // decay_step",
        "global_step / decay_step",
        "The rate should stay the same until a stair is passed.",
    ),
    Mistake(
        "decay at every step",
        "global_step // decay_step",
        "global_step",
        "How many steps make a stair?",
    ),
    Mistake(
        "brackets around the quotient missing",
        "factor = decay_rate**stairs\n    return alpha * factor",
        "return alpha * decay_rate**global_step // decay_step",
        "A power binds more tightly than a division: what is divided by decay_step?",
    ),
    Mistake(
        "brackets around the quotient missing, and no stairs",
        "factor = decay_rate**stairs\n    return alpha * factor",
        "return alpha * decay_rate**global_step / decay_step",
        "A power binds more tightly than a division: what is divided by decay_step?",
    ),
    Mistake(
        "inverse time decay",
        "alpha * factor",
        "alpha / (1 + decay_rate * stairs)",
        "That is the exercise's other function.",
    ),
    Mistake(
        "decay rate multiplied, not raised to a power",
        "decay_rate**stairs",
        "decay_rate * stairs",
        "What happens to the rate at each stair, once more at the next?",
    ),
    Mistake(
        "power of e",
        "decay_rate**stairs",
        "np.exp(-decay_rate * stairs)",
        "By which factor does the rate fall at each stair?",
    ),
    Mistake(
        "1 - decay_rate",
        "decay_rate**stairs",
        "(1 - decay_rate) ** stairs",
        "Is decay_rate what is left, or what is lost?",
    ),
    Mistake(
        "1 + decay_rate divides",
        "decay_rate**stairs",
        "(1 + decay_rate) ** -stairs",
        "By which factor does the rate fall at each stair?",
    ),
    Mistake(
        "divided by the power",
        "alpha * factor",
        "alpha / factor",
        "Should the rate rise or fall?",
    ),
    Mistake(
        "learning rate raised to the power as well",
        "alpha * factor",
        "alpha**stairs * factor",
        "What is raised to the power?",
    ),
    Mistake(
        "learning rate left out",
        "alpha * factor",
        "factor",
        "What does the rate fall from?",
    ),
    Mistake(
        "a stair too many",
        "decay_rate**stairs",
        "decay_rate ** (stairs + 1)",
        "How many stairs are passed at the first step?",
    ),
    Mistake(
        "a stair too few",
        "decay_rate**stairs",
        "decay_rate ** max(stairs - 1, 0)",
        "How many stairs are passed when global_step is decay_step?",
    ),
    Mistake(
        "falls a step late",
        "global_step // decay_step",
        "max(global_step - 1, 0) // decay_step",
        "At which step does the second stair begin?",
    ),
    Mistake(
        "falls a step early",
        "global_step // decay_step",
        "(global_step + 1) // decay_step",
        "At which step does the second stair begin?",
    ),
    Mistake(
        "rounded up",
        "global_step // decay_step",
        "-(-global_step // decay_step)",
        "Does a stair count that has just begun?",
    ),
    Mistake(
        "rounded to the nearest",
        "global_step // decay_step",
        "round(global_step / decay_step)",
        "Does a stair count that is half passed?",
    ),
    Mistake(
        "remainder in place of the quotient",
        "global_step // decay_step",
        "global_step % decay_step",
        "How many stairs are passed, and how many steps since?",
    ),
    Mistake(
        "one stair only",
        "decay_rate**stairs",
        "decay_rate ** min(stairs, 1)",
        "What happens at the third stair?",
    ),
    Mistake(
        "step and decay step exchanged",
        "global_step, decay_step)",
        "decay_step, global_step)",
        "What is divided by what? Compare the order of the parameters with the exercise's, too.",
    ),
    Mistake(
        "alpha and decay_rate exchanged",
        "alpha, decay_rate,",
        "decay_rate, alpha,",
        "Which of the two is raised to the power? Compare the order of the parameters, too.",
    ),
)
