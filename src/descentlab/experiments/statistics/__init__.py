"""Statistics of experiments: how good is each recipe, which of two is better, and how sure are we?

scores        what a diverged run counts as
intervals     confidence intervals of a mean, of a share
flips         sign flips, all of them or many of them
paired        two recipes over the same seeds: sign-flip test, equivalence test
corrections   several comparisons at once
power         how many seeds would tell
targets       steps to a target, misses included
budget        score against the number of trials
across        several data sets: means, interquartile means, profiles, chance of improvement
ranks         several data sets: mean ranks, critical differences

Conventions:

- A score that is not finite is a *diverged* run. It is never dropped, it counts as the worst (`worst_score`).
- Scores come from training in float32. Differences that float32 cannot tell apart are ties (`RESOLUTION`).
- Intervals are those of one mean, not corrected for the number of comparisons; p-values are corrected (`holm`).
"""

from descentlab.experiments.statistics.budget import BudgetScore, score_by_budget
from descentlab.experiments.statistics.corrections import holm, seeds_needed, smallest_p
from descentlab.experiments.statistics.flips import EXACT_UP_TO, FLIPS
from descentlab.experiments.statistics.intervals import RESAMPLES, Interval, bca, interval, wilson
from descentlab.experiments.statistics.paired import Pair, paired, pairs, tie
from descentlab.experiments.statistics.power import (
    FEWEST,
    MOST_SEEDS,
    POWER,
    seeds_for_difference,
    seeds_for_equivalence,
)
from descentlab.experiments.statistics.scores import (
    RESOLUTION,
    Floats,
    replace_diverged,
    worst_score,
)
from descentlab.experiments.statistics.targets import StepsToTarget, reached_by, steps_to_target

__all__ = [
    "EXACT_UP_TO",
    "FEWEST",
    "FLIPS",
    "MOST_SEEDS",
    "POWER",
    "RESAMPLES",
    "RESOLUTION",
    "BudgetScore",
    "Floats",
    "Interval",
    "Pair",
    "StepsToTarget",
    "bca",
    "holm",
    "interval",
    "paired",
    "pairs",
    "reached_by",
    "replace_diverged",
    "score_by_budget",
    "seeds_for_difference",
    "seeds_for_equivalence",
    "seeds_needed",
    "smallest_p",
    "steps_to_target",
    "tie",
    "wilson",
    "worst_score",
]
