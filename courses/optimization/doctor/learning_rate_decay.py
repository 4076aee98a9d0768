"""Learning rate decay"""

import math  # noqa: F401  # wrong lines use it

from descentlab.doctor import Case, Mistake

FILE = "11-learning_rate_decay.py"
FUNCTION = "learning_rate_decay"
PARAMETERS = ("alpha", "decay_rate", "global_step", "decay_step")
RETURNS = ("the updated alpha",)


def solution(alpha, decay_rate, global_step, decay_step):
    decays = global_step // decay_step
    divisor = 1 + decay_rate * decays
    return alpha / divisor


def cases():
    yield Case("step 0", (0.1, 1, 0, 10))
    yield Case("one step before a multiple of decay_step", (0.1, 1, 9, 10))
    yield Case("a multiple of decay_step", (0.4, 0.7, 10, 10))
    yield Case("one step after a multiple of decay_step", (0.05, 0.35, 41, 20))
    yield Case("between multiples of decay_step", (0.3, 2.6, 37, 10))
    yield Case("near the next multiple of decay_step", (0.02, 0.15, 34, 5))
    yield Case("a later multiple of decay_step", (0.6, 0.23, 21, 7))
    yield Case("alpha = 2.5", (2.5, 0.2, 17, 6))
    yield Case("decay_step = 1", (0.8, 0.45, 3, 1))


_STEPWISE = "After how many steps does the rate change, and what should it do in between?"
_INVERSE = "In inverse time decay, what is alpha divided by?"

MISTAKES = (
    Mistake(
        "alpha unchanged",
        "return alpha / divisor",
        "return alpha",
        "Is what you compute what you return, and is the step that is asked for the one that is used?",
    ),
    Mistake("no staircase", "global_step // decay_step", "global_step / decay_step", _STEPWISE),
    Mistake(
        "decay_step not used",
        "global_step // decay_step",
        "global_step",
        _STEPWISE,
    ),
    Mistake(
        "decays only at multiples of decay_step",
        "return alpha / divisor",
        "return alpha / divisor if global_step % decay_step == 0 else alpha",
        "Which rate should hold between two decays?",
    ),
    Mistake(
        "decays except at multiples of decay_step",
        "return alpha / divisor",
        "return alpha / divisor if global_step % decay_step != 0 else alpha",
        "At which steps should the rate change?",
    ),
    Mistake(
        "decays only one step before multiples of decay_step",
        "return alpha / divisor",
        "return alpha / divisor if (global_step + 1) % decay_step == 0 else alpha",
        "Which rate should hold between two decays?",
    ),
    Mistake(
        "decays only once",
        "global_step // decay_step",
        "min(global_step // decay_step, 1)",
        "How often has the rate been decayed when decay_step has passed twice?",
    ),
    Mistake(
        "decay_step in the place of the number of decays",
        "decay_rate * decays",
        "decay_rate * decay_step",
        "How often has the rate been decayed so far?",
    ),
    Mistake(
        "whole division after multiplying",
        "decay_rate * decays",
        "decay_rate * global_step // decay_step",
        "Which does Python do first, and which of the numbers should be whole?",
    ),
    Mistake(
        "remainder in the place of the quotient",
        "global_step // decay_step",
        "global_step % decay_step",
        "What does % give?",
    ),
    Mistake(
        "global_step and decay_step swapped",
        "global_step // decay_step",
        "decay_step // global_step",
        "How often has decay_step passed?",
    ),
    Mistake(
        "global_step and decay_step swapped, no staircase",
        "global_step // decay_step",
        "decay_step / global_step",
        "How often has decay_step passed?",
    ),
    Mistake(
        "global_step and decay_step swapped, except at step 0",
        "global_step // decay_step",
        "decay_step // global_step if global_step else 0",
        "How often has decay_step passed?",
    ),
    Mistake(
        "decay_step outside of the brackets",
        "return alpha / divisor",
        "return alpha / (1 + decay_rate * global_step) // decay_step",
        "What is decay_step divided into?",
    ),
    Mistake(
        "decay_step outside of the brackets, no staircase",
        "return alpha / divisor",
        "return alpha / (1 + decay_rate * global_step) / decay_step",
        "What is decay_step divided into?",
    ),
    Mistake(
        "decay step multiplied",
        "global_step // decay_step",
        "global_step * decay_step",
        "How often has decay_step passed?",
    ),
    Mistake(
        "rounded to the nearest",
        "global_step // decay_step",
        "round(global_step / decay_step)",
        "When should the rate change, when decay_step has passed or half of it?",
    ),
    Mistake(
        "rounded up",
        "global_step // decay_step",
        "math.ceil(global_step / decay_step)",
        "Is the rate decayed before decay_step has passed for the first time?",
    ),
    Mistake(
        "one step early",
        "global_step // decay_step",
        "(global_step + 1) // decay_step",
        "At which step does the rate change for the first time?",
    ),
    Mistake(
        "one step late",
        "global_step // decay_step",
        "(global_step - 1) // decay_step",
        "At which step does the rate change for the first time?",
    ),
    Mistake(
        "one decay too many",
        "global_step // decay_step",
        "global_step // decay_step + 1",
        "What is the rate at step 0?",
    ),
    Mistake(
        "decay_rate not used",
        "decay_rate * decays",
        "decays",
        "Which argument decides how strong a decay is?",
    ),
    Mistake(
        "1 missing",
        "1 + decay_rate * decays",
        "decay_rate * decays",
        "What is the rate at step 0?",
    ),
    Mistake(
        "1 - in the place of 1 +",
        "1 + decay_rate * decays",
        "1 - decay_rate * decays",
        "Should the rate go up or down?",
    ),
    Mistake(
        "brackets around the divisor missing",
        "return alpha / divisor",
        "return alpha / 1 + decay_rate * decays",
        "Which does Python do first, the quotient or the sum?",
    ),
    Mistake(
        "(1 + decay_rate) times the number of decays",
        "1 + decay_rate * decays",
        "(1 + decay_rate) * decays",
        "What is multiplied by the number of decays?",
    ),
    Mistake(
        "divided by 1 + decay_rate and multiplied by the number of decays",
        "return alpha / divisor",
        "return alpha / (1 + decay_rate) * decays",
        "What stands below the line, and what beside it?",
    ),
    Mistake(
        "1 + decay_rate to the power of the decays",
        "1 + decay_rate * decays",
        "(1 + decay_rate) ** decays",
        _INVERSE,
    ),
    Mistake(
        "decay_rate to the power of the decays in the divisor",
        "1 + decay_rate * decays",
        "1 + decay_rate**decays",
        _INVERSE,
    ),
    Mistake(
        "exponential decay",
        "return alpha / divisor",
        "return alpha * decay_rate**decays",
        _INVERSE,
    ),
    Mistake(
        "exponential decay by 1 - decay_rate",
        "return alpha / divisor",
        "return alpha * (1 - decay_rate) ** decays",
        _INVERSE,
    ),
    Mistake(
        "exponential decay by exp",
        "return alpha / divisor",
        "return alpha * math.exp(-decay_rate * decays)",
        _INVERSE,
    ),
    Mistake(
        "linear decay",
        "return alpha / divisor",
        "return alpha * (1 - decay_rate * decays)",
        _INVERSE,
    ),
    Mistake(
        "decay subtracted",
        "return alpha / divisor",
        "return alpha - decay_rate * decays",
        _INVERSE,
    ),
    Mistake(
        "multiplied in the place of divided",
        "return alpha / divisor",
        "return alpha * divisor",
        "Should the rate go up or down?",
    ),
    Mistake(
        "whole division of alpha",
        "return alpha / divisor",
        "return alpha // divisor",
        "Which of the two divisions gives a whole number?",
    ),
    Mistake(
        "decay_rate in the numerator",
        "1 + decay_rate * decays",
        "1 + decays",
        "What does decay_rate multiply?",
        also=(("return alpha / divisor", "return alpha * decay_rate / divisor"),),
    ),
    Mistake(
        "decay_rate divided by the number of decays",
        "1 + decay_rate * decays",
        "1 + decay_rate / decays",
        "Should more decays make the divisor larger or smaller?",
    ),
    Mistake(
        "number of decays divided by decay_rate",
        "1 + decay_rate * decays",
        "1 + decays / decay_rate",
        "Should a larger decay_rate make the divisor larger or smaller?",
    ),
    Mistake(
        "decay_rate and decay_step swapped",
        "global_step // decay_step",
        "global_step // decay_rate",
        "Which of the two counts steps?",
        also=(("decay_rate * decays", "decay_step * decays"),),
    ),
    Mistake(
        "divided by decay_rate in the place of decay_step",
        "global_step // decay_step",
        "global_step // decay_rate",
        "Which of the arguments counts steps?",
    ),
    Mistake(
        "every decay on top of the one before",
        "return alpha / divisor",
        "return alpha / math.prod(1 + decay_rate * i for i in range(1, decays + 1))",
        "From which rate is the new one computed, the original one or the last?",
    ),
    Mistake(
        "every decay on top of the one before, one behind",
        "return alpha / divisor",
        "return alpha / math.prod(1 + decay_rate * i for i in range(decays))",
        "From which rate is the new one computed, the original one or the last?",
    ),
    Mistake(
        "root of the number of decays",
        "decay_rate * decays",
        "decay_rate * math.sqrt(decays)",
        _INVERSE,
    ),
    Mistake(
        "root of the divisor",
        "return alpha / divisor",
        "return alpha / math.sqrt(divisor)",
        _INVERSE,
    ),
    Mistake(
        "only the factor",
        "return alpha / divisor",
        "return 1 / divisor",
        "What is returned at step 0?",
    ),
    Mistake(
        "the divisor",
        "return alpha / divisor",
        "return divisor",
        "What is returned at step 0?",
    ),
)
