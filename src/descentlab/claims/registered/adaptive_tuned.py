"""RMSProp and Adam beat plain gradient descent, the learning rate of each being tuned."""

from descentlab.claims.contract import Budget, Claim, Question
from descentlab.claims.registered.adaptive_untuned import better


def _ask(budget: Budget) -> list[Question]:
    return better(tuned=True, budget=budget)


CLAIM = Claim(
    statement="RMSProp and Adam beat plain gradient descent after a short training also when all three are tuned.",
    source=(
        "the notebook collection's section on optimization algorithms, and the key results of the study of optimizers "
        "and activations; neither says that it tuned"
    ),
    experiment=(
        "digits and breast_cancer; one hidden layer of 64 ReLU units, mini-batches of 32, 10 epochs; each at the best "
        "of nine learning rates over its search range (0.00001 to 0.1; 0.001 to 10 for gradient descent) by mean "
        "validation accuracy on five seeds that are not reported."
    ),
    test="On both data sets, the test accuracy of each is more than half a point above that of gradient descent.",
    ask=_ask,
)
