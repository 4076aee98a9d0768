"""scikit-learn: MLPClassifier, timed as the difference of a long and a short fit."""

import sys
import time
import warnings

from benchmarks.cases import LEARNING_RATE, case_named, prepared
from benchmarks.peers.measured import Measured, report


def main(name: str) -> Measured:
    """Trains one run."""
    from sklearn.neural_network import MLPClassifier

    case = case_named(name)
    data = prepared(case.dataset)
    warnings.simplefilter("ignore")  # it warns that so few epochs do not converge

    def fit(epochs: int) -> tuple[float, MLPClassifier]:
        model = MLPClassifier(
            case.hidden,
            batch_size=case.batch_size,
            learning_rate_init=LEARNING_RATE,
            alpha=0.0,
            max_iter=epochs,
            tol=0.0,
            n_iter_no_change=10**6,
            random_state=0,
        )
        begin = time.perf_counter()
        model.fit(data.x, data.y)
        return time.perf_counter() - begin, model

    fit(1)
    start, _ = fit(1)
    whole, model = fit(case.epochs + 1)
    steps = -(-len(data.x) // case.batch_size) * case.epochs
    return Measured((whole - start) / steps, start, float(model.score(data.test_x, data.test_y)))


if __name__ == "__main__":
    report(main(sys.argv[1]))
