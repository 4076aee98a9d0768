"""Hyperparameter tuning: the best setting"""

from descentlab.doctor import Case, Mistake

FILE = "8-hyperparameter_tuning.py"
FUNCTION = "best_setting"
PARAMETERS = ("scores",)
RETURNS = ("the best setting",)


def solution(scores):
    best, highest = None, -1
    for setting, values in scores.items():
        values = [0 if value is None else value for value in values]
        score = sum(values) / len(values)
        if score > highest:
            best, highest = setting, score
    return best


def cases():
    yield Case("the best in the middle", ({"a": [0.5, 0.625], "b": [0.75, 0.875], "c": [0.75, 0.5]},))
    yield Case("the best first", ({"small": [0.875, 0.75, 0.875], "large": [0.5, 0.25, 0.75]},))
    yield Case("the best last", ({0.1: [0.25], 0.01: [0.5], 0.001: [0.75]},))
    yield Case("the highest single score elsewhere", ({"a": [0.75, 0.75, 0.75], "b": [1.0, 0.5, 0.25]},))
    yield Case("the highest worst score elsewhere", ({"a": [0.5, 0.5, 0.5], "b": [0.25, 1.0, 0.75]},))
    yield Case("the highest median elsewhere", ({"a": [0.75, 0.75, 0.0], "b": [0.5, 0.625, 0.625]},))
    yield Case("the highest first score elsewhere", ({"a": [0.5, 1.0], "b": [0.625, 0.25], "c": [0.25, 0.75]},))
    yield Case("the highest last score elsewhere", ({"a": [0.25, 0.75], "b": [1.0, 0.5], "c": [0.5, 0.25]},))
    yield Case("two equally good", ({"c": [0.25, 0.5], "b": [0.5, 0.75], "a": [0.75, 0.5]},))
    yield Case("a run that diverged", ({"a": [None, 0.875, 0.75], "b": [0.5, 0.625, 0.75]},))
    yield Case("a run of the best that diverged", ({"a": [None, 1.0, 1.0], "b": [0.5, 0.5, 0.625]},))
    yield Case("runs that diverged, all of one setting", ({"a": [None, None], "b": [0.25, 0.125]},))
    yield Case("a single setting", ({"only": [0.5, 0.25]},))
    yield Case("settings that are tuples", ({(0.1, 32): [0.5, 0.25], (0.01, 64): [0.75, 0.5]},))
    yield Case("scores of 0 alone", ({"a": [0.0, 0.0], "b": [None, 0.0]},), counts=False)


MISTAKES = (
    Mistake(
        "the lowest",
        "best, highest = None, -1",
        "best, highest = None, 2",
        "Are higher scores better, or lower ones?",
        also=(("score > highest", "score < highest"),),
    ),
    Mistake(
        "highest single score",
        "sum(values) / len(values)",
        "max(values)",
        "One lucky seed does not make a setting the best.",
    ),
    Mistake(
        "highest worst score",
        "sum(values) / len(values)",
        "min(values)",
        "Which of the seeds' scores are to be counted?",
    ),
    Mistake(
        "highest median",
        "sum(values) / len(values)",
        "sorted(values)[len(values) // 2]",
        "Mean or median?",
    ),
    Mistake(
        "only the first seed counts",
        "sum(values) / len(values)",
        "values[0]",
        "Which of the seeds' scores are to be counted?",
    ),
    Mistake(
        "only the last seed counts",
        "sum(values) / len(values)",
        "values[-1]",
        "Which of the seeds' scores are to be counted?",
    ),
    Mistake(
        "of equals, the last",
        "score > highest",
        "score >= highest",
        "Which of two equally good settings is to be returned?",
    ),
    Mistake(
        "diverged runs left out",
        "0 if value is None else value for value in values",
        "value for value in values if value is not None] or [0",
        "As what does a run that diverged count?",
    ),
    Mistake(
        "settings with a diverged run left out",
        "score = sum(values) / len(values)",
        "score = sum(values) / len(values) if None not in scores[setting] else -2",
        "As what does a run that diverged count?",
    ),
    Mistake(
        "diverged runs counted as 1",
        "0 if value is None",
        "1 if value is None",
        "As what does a run that diverged count?",
    ),
    Mistake(
        "the score is returned, not the setting",
        "return best",
        "return highest",
        "Which of the two is asked for, the key or what it leads to?",
    ),
    Mistake(
        "setting and score are returned",
        "return best",
        "return best, highest",
        "How many things are asked for?",
    ),
    Mistake(
        "the scores are returned, not the setting",
        "return best",
        "return scores[best]",
        "Which of the two is asked for, the key or what it leads to?",
    ),
    Mistake(
        "its number is returned, not the setting",
        "return best",
        "return list(scores).index(best)",
        "Which is asked for, the key or its place?",
    ),
    Mistake(
        "the first is returned",
        "return best",
        "return next(iter(scores))",
        "Does the loop come to its end?",
    ),
    Mistake(
        "the last is returned",
        "return best",
        "return setting",
        "Which setting does the loop end with?",
    ),
    Mistake(
        "the largest key is returned",
        "return best",
        "return max(scores)",
        "What does max compare when it is given a dictionary?",
    ),
)
