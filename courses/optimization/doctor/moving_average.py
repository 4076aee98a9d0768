"""Moving average"""

import numpy as np  # noqa: F401  # wrong lines use it

from descentlab.doctor import Case, Mistake

FILE = "4-moving_average.py"
FUNCTION = "moving_average"
PARAMETERS = ("data", "beta")
RETURNS = ("the list of averages",)
KIND = "list"


def solution(data, beta):
    averages = []
    v = 0
    t = 0
    for value in data:
        t = t + 1
        v = beta * v + (1 - beta) * value
        correction = 1 - beta**t
        averages.append(v / correction)
    return averages


def cases():
    yield Case("beta = 0.9", ([72, 78, 71, 68, 66, 69, 79, 79, 65, 64], 0.9))
    yield Case("beta = 0.6", ([3.5, -1.25, 0.75, 8.0, -6.5], 0.6))
    yield Case("beta = 0.3", ([0.02, 0.5, -0.3, 0.04, 0.9, 0.1], 0.3))
    yield Case("beta = 0.98", ([400.0, 35.0, -20.0, 7.5], 0.98))
    yield Case("the first value 0", ([0, 4, 2, 9, 7, 1, 5], 0.8))
    yield Case("two values", ([6.0, 10.0], 0.7))
    yield Case("one value", ([5.0], 0.85))


_START = "Where does the average stand before the first value?"
_POWER = "How often has beta been multiplied into the start when the first value has come in?"

MISTAKES = (
    Mistake(
        "no bias correction",
        "1 - beta**t",
        "1",
        "The average starts at zero: what makes up for that in the first entries?",
    ),
    Mistake(
        "starts at the first value, no bias correction",
        "v = 0",
        "v = data[0]",
        _START,
        also=(("1 - beta**t", "1"),),
    ),
    Mistake("starts at the first value", "v = 0", "v = data[0]", _START),
    Mistake(
        "first value as it is, then from there on",
        "v = 0",
        "v = data[0]",
        _START,
        also=(("1 - beta**t", "1 - beta**t if t > 1 else 1"),),
    ),
    Mistake(
        "beta and 1 - beta swapped",
        "beta * v + (1 - beta) * value",
        "(1 - beta) * v + beta * value",
        "Which should weigh more where beta is near 1, what was or what comes in?",
    ),
    Mistake(
        "beta and 1 - beta swapped everywhere",
        "beta * v + (1 - beta) * value",
        "(1 - beta) * v + beta * value",
        "Which should weigh more where beta is near 1, what was or what comes in?",
        also=(("1 - beta**t", "1 - (1 - beta)**t"),),
    ),
    Mistake(
        "corrected value fed back",
        "averages.append(v / correction)",
        "v = v / correction\n        averages.append(v)",
        "From which of the two goes the average on, the corrected one or the other?",
    ),
    Mistake(
        "exponent one too large",
        "1 - beta**t",
        "1 - beta**(t + 1)",
        _POWER,
    ),
    Mistake(
        "exponent one too small, first entry uncorrected",
        "1 - beta**t",
        "1 - beta**(t - 1) if t > 1 else 1",
        _POWER,
    ),
    Mistake("exponent one too small", "1 - beta**t", "1 - np.power(beta, t - 1)", _POWER),
    Mistake(
        "t not used in the correction",
        "1 - beta**t",
        "1 - beta",
        "Should the correction be the same in every entry?",
    ),
    Mistake(
        "exponent always the length of the data",
        "1 - beta**t",
        "1 - beta**len(data)",
        "Should the correction be the same in every entry?",
    ),
    Mistake(
        "brackets around the divisor missing",
        "averages.append(v / correction)",
        "averages.append(v / 1 - beta**t)",
        "Which does Python do first, the quotient or the difference?",
    ),
    Mistake(
        "t - 1 in the place of 1 in the correction",
        "1 - beta**t",
        "(t - 1) - beta**t",
        "From what is the power of beta subtracted?",
    ),
    Mistake(
        "t in the place of 1 in the correction",
        "1 - beta**t",
        "t - beta**t",
        "From what is the power of beta subtracted?",
    ),
    Mistake(
        "power of 1 - beta",
        "1 - beta**t",
        "(1 - beta)**t",
        "Which does the exponent belong to?",
    ),
    Mistake(
        "1 - (1 - beta)**t as the correction",
        "1 - beta**t",
        "1 - (1 - beta)**t",
        "Which weight is it that the start has been multiplied by?",
    ),
    Mistake(
        "beta times t in the place of its power",
        "1 - beta**t",
        "1 - beta * t",
        "How does the weight of the start go down, evenly or by a factor each time?",
    ),
    Mistake(
        "1 + in the correction",
        "1 - beta**t",
        "1 + beta**t",
        "How large are all the weights of the first entry together?",
    ),
    Mistake(
        "only the power in the correction",
        "1 - beta**t",
        "beta**t",
        "How large are all the weights of the first entry together?",
    ),
    Mistake(
        "multiplied by the correction",
        "averages.append(v / correction)",
        "averages.append(v * correction)",
        "Should the correction make the first entries larger or smaller?",
    ),
    Mistake(
        "corrected twice",
        "averages.append(v / correction)",
        "averages.append(v / correction / correction)",
        "How often is the correction applied?",
    ),
    Mistake(
        "correction of the new value alone",
        "averages.append(v / correction)",
        "averages.append(v - (1 - beta) * value + (1 - beta) * value / correction)",
        "What is divided by the correction?",
    ),
    Mistake(
        "correction added",
        "averages.append(v / correction)",
        "averages.append(v + correction)",
        "What is done with the correction?",
    ),
    Mistake(
        "new value not weighted",
        "(1 - beta) * value",
        "value",
        "The weights of the old average and of the new value should add up to what?",
    ),
    Mistake(
        "old average not weighted",
        "beta * v",
        "v",
        "The weights of the old average and of the new value should add up to what?",
    ),
    Mistake(
        "beta for both weights",
        "(1 - beta) * value",
        "beta * value",
        "The weights of the old average and of the new value should add up to what?",
    ),
    Mistake(
        "1 - beta for both weights",
        "beta * v",
        "(1 - beta) * v",
        "The weights of the old average and of the new value should add up to what?",
    ),
    Mistake(
        "brackets around 1 - beta missing",
        "(1 - beta) * value",
        "1 - beta * value",
        "Which does Python do first, the product or the difference?",
    ),
    Mistake(
        "old average lost",
        "v = beta * v + (1 - beta) * value",
        "v = (1 - beta) * value",
        "Is the average of before kept from one value to the next?",
    ),
    Mistake(
        "value of before in the place of the old average",
        "v = beta * v + (1 - beta) * value",
        "v = beta * (data[t - 2] if t > 1 else 0) + (1 - beta) * value",
        "What is carried on from one entry to the next?",
    ),
    Mistake(
        "new value one behind",
        "(1 - beta) * value",
        "(1 - beta) * (data[t - 2] if t > 1 else 0)",
        "Is the value of today in the average of today?",
    ),
    Mistake(
        "plain mean of all values so far",
        "averages.append(v / correction)",
        "averages.append(sum(data[:t]) / t)",
        "What is beta for?",
    ),
    Mistake(
        "plain mean of a moving window",
        "averages.append(v / correction)",
        "averages.append(np.mean(data[max(0, t - round(1 / (1 - beta))) : t]))",
        "How do the weights go down towards older values, by a factor each time or all at once?",
    ),
    Mistake(
        "divided by t",
        "averages.append(v / correction)",
        "averages.append(v / t)",
        "How large are all the weights of the first entry together?",
    ),
    Mistake(
        "first value skipped",
        "for value in data",
        "for value in data[1:]",
        "How many values are there, and how many averages?",
    ),
    Mistake(
        "last value skipped",
        "for value in data",
        "for value in data[:-1]",
        "How many values are there, and how many averages?",
    ),
    Mistake(
        "an extra entry at the start",
        "averages = []",
        "averages = [0]",
        "How many values are there, and how many averages?",
    ),
    Mistake(
        "the first value as an extra entry",
        "averages = []",
        "averages = [data[0]]",
        "How many values are there, and how many averages?",
    ),
    Mistake(
        "only the first entry: return inside the loop",
        "return averages",
        "return averages[:1]",
        "How many entries are there when return is reached?",
    ),
    Mistake(
        "only the last entry in the list",
        "return averages",
        "return averages[-1:]",
        "When is an entry added to the list?",
    ),
    Mistake(
        "only the last average",
        "return averages",
        "return averages[-1]",
        "What should be returned, a number or a list?",
    ),
    Mistake(
        "only the last average, uncorrected",
        "return averages",
        "return v",
        "What should be returned, a number or a list?",
    ),
)
