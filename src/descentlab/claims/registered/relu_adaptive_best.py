"""ReLU with Adam or RMSProp is the best combination of optimizer and activation."""

from descentlab.claims.contract import POINTS, Budget, Claim, Question
from descentlab.claims.studies import COMBINATIONS, combinations
from descentlab.experiments.statistics import replace_diverged

BEST = (("adam", "relu"), ("rmsprop", "relu"))


def _ask(budget: Budget) -> list[Question]:
    found = combinations(budget)
    accuracy = replace_diverged(found.accuracy, worst=0.0)
    rows = [COMBINATIONS.index(one) for one in BEST]
    return [
        Question(
            measure=f"test accuracy: mean of ReLU with Adam and with RMSProp minus {activation} with {optimizer}",
            data=found.data,
            values=accuracy[rows].mean(axis=0) - accuracy[row],
            claimed="more than",
            margin=POINTS,
            unit="points",
            diverged=int(found.diverged[[*rows, row]].sum()),
        )
        for row, (optimizer, activation) in enumerate(COMBINATIONS)
        if row not in rows
    ]


CLAIM = Claim(
    statement="Of Adam, RMSProp and momentum with ReLU and sigmoid, ReLU with Adam or RMSProp is the most accurate.",
    source="the key findings of the study of optimizers and activations",
    experiment=(
        "digits; hidden layers of 64 and 32 units, mini-batches of 32, 10 epochs; learning rates as the optimizers "
        "come, because the study says nothing of tuning: 0.001 for Adam and RMSProp, 0.01 for momentum."
    ),
    test="The mean test accuracy of the two is more than half a point above that of each of the four others.",
    ask=_ask,
)
