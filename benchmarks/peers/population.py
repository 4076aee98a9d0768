"""descentlab: a population of runs, validated on one example only, since the others do not validate."""

import statistics
import sys
import time

from benchmarks.cases import LEARNING_RATE, case_named
from benchmarks.peers.measured import Measured, report


def main(name: str, runs: int | None = None) -> Measured:
    """Trains a population and takes the mean over its runs."""
    from descentlab.experiments.execute import final_scores
    from descentlab.experiments.plan import method_of
    from descentlab.experiments.recipe import recipe
    from descentlab.training.feed import Feed, SeedPart
    from descentlab.training.population.engine import Population, Run

    class StepsOnly(Feed):
        """The same data with a validation part of one example."""

        def part(self, seed: int) -> SeedPart:
            whole = super().part(seed)
            return whole._replace(validation=whole.validation[:1])

    case = case_named(name)
    feed = StepsOnly(case.dataset)
    one = recipe(hidden=case.hidden, batch_size=case.batch_size, epochs=case.epochs + 1)
    size = runs or case.population
    rates = [LEARNING_RATE * 1.02**i for i in range(-(-size // 8))]
    methods = [method_of(one.with_learning_rate(rate), feed) for rate in rates]
    members = [Run(method, seed) for method in methods for seed in range(min(8, size))][:size]
    begin = time.perf_counter()
    population = Population(members, feed, batch_size=case.batch_size, epochs=case.epochs + 1)
    population.advance(1)
    start = time.perf_counter() - begin
    begin = time.perf_counter()
    ended = population.advance(case.epochs).finished
    seconds = time.perf_counter() - begin
    scores = [
        final_scores(members[i].method, feed, members[i].seed, end)["test"][1]
        for i, end in ended.items()
        if i < min(8, size)
    ]
    steps = population.steps_per_epoch * case.epochs
    return Measured(seconds / steps / size, start, statistics.fmean(scores))


if __name__ == "__main__":
    report(main(sys.argv[1], *(int(argument) for argument in sys.argv[2:])))
