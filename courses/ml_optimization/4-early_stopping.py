"""Exercise 4, early stopping: when to give up waiting for a lower validation cost."""

from pathlib import Path
from typing import Any

import numpy as np

from descentlab.techniques.stopping.patience import Patience, PatienceState


def early_stopping(
    cost: float, opt_cost: float, threshold: float, patience: int, count: int
) -> tuple[bool, int]:
    """Whether to stop, and the count to go on with.

    cost: the validation cost of the epoch that ended. opt_cost: the lowest so far. threshold: by more than this
    must the cost be below it to count as better. count: epochs since the last better one; it becomes 0 in a
    better one and grows by 1 in any other. Training stops once it has reached patience.
    """
    state = PatienceState(np.asarray(opt_cost), np.asarray(count), np.asarray(False), np.asarray(False))
    state = Patience(patience, threshold).update(state, np.asarray(cost))
    return bool(state.stopped), int(state.wait)


def demonstrate(out: Path) -> Any:
    """A network that learns wrong labels by heart, stopped in time."""
    from demonstration import BLUE, GREEN, GREY, RED, Shown, panels
    from problems import noisy_digits

    import descentlab as dl
    from descentlab.experiments.plan import method_of
    from descentlab.training.evaluation import sums
    from descentlab.training.feed import Feed
    from descentlab.training.reference import train

    del out  # nothing earlier is needed
    recipe, patience = dl.recipe(learning_rate=3e-3), 10
    feed = Feed(noisy_digits())
    method, part = method_of(recipe, feed), feed.part(0)
    test = feed.rows(part, feed.test)
    training, validation, accuracy = [], [], []
    best, count, stopped = np.inf, 0, None
    for epoch, one in enumerate(train(method, feed, 0, batch_size=32, epochs=60), start=1):
        training.append(one.losses.mean())
        validation.append(one.validation.loss)
        hits = sums(method.network, one.run.params, one.run.layers, *test).hits
        accuracy.append(float(hits) / len(feed.test))
        if stopped is None:
            stop, count = early_stopping(validation[-1], best, 0.0, patience, count)
            best = min(best, validation[-1])
            stopped = epoch if stop else None
    kept = int(np.argmin(validation[:stopped])) + 1
    print(f"stopped after epoch {stopped}, the weights of epoch {kept} are kept")
    print(
        f"test accuracy: {accuracy[kept - 1]:.1%} at epoch {kept}, {accuracy[-1]:.1%} at epoch {len(accuracy)}"
    )

    figure, (left, right) = panels(2, "Early stopping: 240 digits, a fifth of them labelled wrong")
    epochs = range(1, len(training) + 1)
    left.plot(epochs, training, color=BLUE, label="training")
    left.plot(epochs, validation, color=RED, label="validation")
    left.set(xlabel="epoch", ylabel="loss", ylim=(0, None))
    right.plot(epochs, accuracy, color=BLUE, label="test, rightly labelled")
    right.set(xlabel="epoch", ylabel="accuracy")
    for axes in (left, right):
        axes.axvline(kept, color=GREEN, linestyle="--", label=f"weights kept, epoch {kept}")
        axes.axvline(stopped, color=GREY, linestyle=":", label=f"stopped, epoch {stopped}")
        axes.legend()
    return Shown(
        figure,
        f"validation loss turns at epoch {kept} while training loss goes on falling: from there the network learns "
        f"the wrong labels, and test accuracy falls from {accuracy[kept - 1]:.0%} to {accuracy[-1]:.0%}.",
    )


if __name__ == "__main__":
    from demonstration import run

    run(__file__, demonstrate)
