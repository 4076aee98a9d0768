"""Early stopping"""

import numpy as np

from descentlab.doctor import Case, Mistake

FILE = "4-early_stopping.py"
FUNCTION = "early_stopping"
PARAMETERS = ("cost", "opt_cost", "threshold", "patience", "count")
RETURNS = ("whether to stop", "the count")


def solution(cost, opt_cost, threshold, patience, count):
    gain = opt_cost - cost
    better = gain > threshold
    count = 0 if better else count + 1
    stop = count >= patience
    return stop, count


def cases():
    yield Case("a cost that is much better", (1.0, 2.0, 0.5, 5, 3))
    yield Case("a better cost, in the last epoch of patience", (0.25, 1.5, 0.5, 4, 3))
    yield Case("a cost that is better by less than the threshold", (1.75, 2.0, 0.5, 6, 2))
    yield Case("a cost that is better by just the threshold", (1.5, 2.0, 0.5, 7, 3))
    yield Case("a cost equal to the lowest, threshold 0", (2.0, 2.0, 0.0, 5, 1))
    yield Case("a cost that is a little better, threshold 0", (1.875, 2.0, 0.0, 5, 2))
    yield Case("a cost that is a little worse", (2.25, 2.0, 0.5, 8, 1))
    yield Case("a cost that is much worse", (4.0, 2.0, 0.5, 5, 0))
    yield Case("no better cost, with two epochs of patience left", (2.5, 2.0, 0.25, 5, 3))
    yield Case("no better cost, and patience at its end", (2.5, 2.0, 0.25, 5, 4))
    yield Case("a much worse cost, and patience at its end", (5.0, 2.0, 0.25, 3, 2))
    yield Case("a better cost with patience 1", (0.5, 3.0, 0.25, 1, 0))
    yield Case("no better cost with patience 1", (3.0, 3.0, 0.25, 1, 0))
    yield Case("costs below zero", (-2.0, -1.0, 0.5, 5, 2))
    yield Case("the first epoch (opt_cost infinite)", (1.0, np.inf, 0.5, 5, 0), counts=False)
    yield Case("a count beyond patience", (2.5, 2.0, 0.25, 5, 7), counts=False)


MISTAKES = (
    Mistake(
        "count not set back",
        "0 if better",
        "count if better",
        "Epochs without a better cost are counted since when?",
    ),
    Mistake(
        "count not raised",
        "else count + 1",
        "else count",
        "What happens to the count in an epoch that is no better?",
    ),
    Mistake(
        "better and worse exchanged",
        "gain > threshold",
        "gain <= threshold",
        "In which of the two branches is the cost better?",
    ),
    Mistake(
        "gain of the wrong sign",
        "opt_cost - cost",
        "cost - opt_cost",
        "Which of the two costs is the larger when things have become better?",
    ),
    Mistake(
        "absolute difference",
        "opt_cost - cost",
        "abs(opt_cost - cost)",
        "Is a cost that is much worse an improvement?",
    ),
    Mistake(
        "threshold not used",
        "gain > threshold",
        "gain > 0",
        "How much better must a cost be to count as better?",
    ),
    Mistake(
        "threshold on the wrong side",
        "gain > threshold",
        "gain > -threshold",
        "Does the threshold make it harder or easier to count as better?",
    ),
    Mistake(
        "just the threshold counts as better",
        "gain > threshold",
        "gain >= threshold",
        "By the threshold, or by more than it?",
    ),
    Mistake(
        "only the cost is held against the threshold",
        "gain > threshold",
        "cost < threshold",
        "Better than what?",
    ),
    Mistake(
        "relative threshold",
        "gain > threshold",
        "gain > threshold * opt_cost",
        "Is the threshold a part of the cost, or a cost?",
    ),
    Mistake(
        "stops an epoch late, or never",
        "count >= patience",
        "count > patience",
        "Has patience come to its end when the count reaches it, or an epoch after?",
    ),
    Mistake(
        "stops an epoch early",
        "count >= patience",
        "count >= patience - 1",
        "Is the count that is compared the one from before this epoch, or after it?",
    ),
    Mistake(
        "patience not used",
        "count >= patience",
        "count > 0",
        "How many epochs without a better cost are allowed?",
    ),
    Mistake(
        "says whether to go on, not whether to stop",
        "count >= patience",
        "count < patience",
        "What does True mean in the answer?",
    ),
    Mistake(
        "count starts at 1",
        "0 if better",
        "1 if better",
        "How many epochs without a better cost have there been, just after one?",
    ),
    Mistake(
        "count set to 1 instead of raised by 1",
        "else count + 1",
        "else 1",
        "What was counted before this epoch?",
    ),
    Mistake(
        "count set back when it stops",
        "return stop, count",
        "return stop, 0 if stop else count",
        "The count is to be returned as it is.",
    ),
    Mistake(
        "returned in the wrong order",
        "return stop, count",
        "return count, stop",
        "Look at what the exercise returns first.",
    ),
    Mistake(
        "only the decision is returned",
        "return stop, count",
        "return stop",
        "The next epoch needs something from this one.",
    ),
    Mistake(
        "only the count is returned",
        "return stop, count",
        "return count",
        "Look at how many things the exercise returns.",
    ),
    Mistake(
        "threshold and patience exchanged",
        "threshold, patience, count",
        "patience, threshold, count",
        "Which of the two is a cost, which a number of epochs? Compare the order of the parameters, too.",
    ),
)
