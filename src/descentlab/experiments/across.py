"""Several experiments with the same recipes on different data sets, summarised together.

Nothing is trained here. Recipes are matched by name; those that are not in all experiments are left out and named.
Scores are test scores on the report seeds, put on one scale for each data set (see ``NORMALIZATIONS``); a run that
diverged counts as the worst.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from descentlab.errors import ExperimentError, SettingError, one_of
from descentlab.experiments import across_verdict
from descentlab.experiments.exchange import plain
from descentlab.experiments.result import Result
from descentlab.experiments.statistics import holm, replace_diverged
from descentlab.experiments.statistics.across import (
    Against,
    Profile,
    Scale,
    SpeedUp,
    Summary,
    against,
    normalized,
    profiles,
    scale_of,
    speed_ups,
    summaries,
)
from descentlab.experiments.statistics.ranks import Ranks, rank

NORMALIZATIONS = {
    "range": "on each data set 0 is the lowest and 1 the highest score of all runs of these recipes",
    "none": "scores as they are",
}
"""How scores are put on one scale."""

MOST_PAIRED = 12
"""Recipes up to which all pairs are compared; of more, only those with the best."""

_POINTS = 101
"""Points of a performance profile."""

Verdict = Literal["better", "worse", "no difference shown"]


@dataclass(frozen=True)
class ComparedAcross:
    """Recipes A and B over all data sets; the verdict is on A. p_corrected: Holm, over all pairs of recipes."""

    a: str
    b: str
    found: Against
    speed_up: SpeedUp
    p_corrected: float
    verdict: Verdict


class Across:
    """What experiments on several data sets say together; make it with ``dl.across``.

    data: the data sets' names. recipes: the names of those in all experiments. left_out: of the others, with the data
    sets that have them. raw: test scores, shape (data sets, recipes, seeds), NaN where a run diverged. scores: on one
    scale, with the worst score there. diverged: numbers of runs, shape (data sets, recipes).
    """

    def __init__(
        self, results: Sequence[Result], *, normalize: str = "range", alpha: float = 0.05, seed: int = 0
    ) -> None:
        """Raises ExperimentError where the experiments do not go together, SettingError for a normalization."""
        self.results = tuple(results)
        self.normalize, self.alpha = normalize, alpha
        self._check()
        self.data = _labels(self.results)
        names = [[one.name for one in result.recipes] for result in self.results]
        self.recipes = [name for name in names[0] if all(name in others for others in names)]
        self.left_out = {
            name: [label for label, own in zip(self.data, names, strict=True) if name in own]
            for name in dict.fromkeys(name for own in names for name in own)
            if name not in self.recipes
        }
        if len(self.recipes) < 2:
            has = ", ".join(self.recipes) or "no recipe"
            raise ExperimentError(
                f"{has} is in all of these experiments; two recipes or more must be, under the same name"
            )
        self.seeds = min(len(one.runs) for result in self.results for one in self._of(result))
        self.raw = np.array(
            [[_scores(one, result)[: self.seeds] for one in self._of(result)] for result in self.results]
        )
        self.diverged = np.count_nonzero(np.isnan(self.raw), axis=2)
        self._summarise(alpha, seed)

    @property
    def best(self) -> str:
        """The recipe with the highest mean, in which a diverged run counts as the worst."""
        return max(self.recipes, key=lambda name: self.summary[name].mean.value)

    @property
    def percent(self) -> bool:
        """Whether the scores are accuracies as they are."""
        return self.normalize == "none" and self.results[0].task == "classification"

    def means(self) -> npt.NDArray[np.float64]:
        """Mean test scores as they are, a diverged run counted as the worst: shape (data sets, recipes)."""
        return self._finite.mean(axis=2)

    def verdict(self) -> list[str]:
        """The verdict in plain sentences, its limits last."""
        return across_verdict.sentences(self)

    def table(self) -> str:
        """Recipes with their scores over all data sets, and then on each, as text."""
        return across_verdict.table_text(self)

    def rows(self) -> list[dict[str, Any]]:
        """The table as plain data, highest mean first."""
        means, ranks = self.means(), self.ranks.average
        rows = [
            {
                "recipe": name,
                **{
                    key if end == "value" else f"{key}_{end}": getattr(getattr(self.summary[name], key), end)
                    for key in ("mean", "iqm", "median")
                    for end in ("value", "low", "high")
                },
                "rank": float(ranks[place]),
                "diverged": int(self.diverged[:, place].sum()),
                "n": self.seeds * len(self.data),
                "scores": dict(zip(self.data, means[:, place].tolist(), strict=True)),
            }
            for place, name in enumerate(self.recipes)
        ]
        return sorted(rows, key=lambda row: -row["mean"])

    def to_json(self) -> dict[str, Any]:
        """The whole result as plain data, in which numbers that JSON lacks are null."""
        ranks = self.ranks
        return plain(
            {
                "data": [
                    {
                        "name": label,
                        "folder": str(result.folder),
                        "fingerprint": result.data["fingerprint"],
                        "task": result.task,
                        "test_examples": result.data["sizes"]["test"],
                        "seeds": result.config["seeds"],
                        "target": result.target,
                        "scale": [float(self.scale.low[i]), float(self.scale.high[i])],
                    }
                    for i, (label, result) in enumerate(zip(self.data, self.results, strict=True))
                ],
                "normalize": self.normalize,
                "normalization": NORMALIZATIONS[self.normalize],
                "seeds": self.seeds,
                "alpha": self.alpha,
                "recipes": self.rows(),
                "values": {
                    name: dict(zip(self.data, self.raw[:, place].tolist(), strict=True))
                    for place, name in enumerate(self.recipes)
                },
                "left_out": self.left_out,
                "pairs": [_pair(pair) for pair in self.pairs],
                "ranks": {
                    "by_data_set": {
                        label: dict(zip(self.recipes, row, strict=True))
                        for label, row in zip(self.data, ranks.ranks.tolist(), strict=True)
                    },
                    "friedman": None if ranks.friedman is None else ranks.friedman._asdict(),
                    "critical_difference": ranks.critical_difference,
                    "groups": [[self.recipes[place] for place in group] for group in ranks.groups],
                    "pairs": [
                        pair._asdict() | {"a": self.recipes[pair.a], "b": self.recipes[pair.b]}
                        for pair in ranks.pairs
                    ],
                },
                "verdict": self.verdict(),
            }
        )

    def _check(self) -> None:
        if self.normalize not in NORMALIZATIONS:
            raise SettingError(one_of("normalization", self.normalize, NORMALIZATIONS))
        if len(self.results) < 2:
            raise ExperimentError("name two experiments or more, on different data sets")
        if self.normalize == "none" and len({result.task for result in self.results}) > 1:
            raise SettingError(
                "accuracies and R2 have no common scale: leave out --normalize none, or compare them apart"
            )
        seen: dict[str, Path] = {}
        for result in self.results:
            first = seen.setdefault(result.data["fingerprint"], result.folder)
            if first is not result.folder:
                raise ExperimentError(f"{result.folder}: has the same data as {first}; give each data set once")

    def _of(self, result: Result) -> list[Any]:
        """An experiment's recipes that take part, in common order."""
        by_name = {one.name: one for one in result.recipes}
        return [by_name[name] for name in self.recipes]

    def _summarise(self, alpha: float, seed: int) -> None:
        worst = [0.0 if result.task == "classification" else None for result in self.results]
        self._finite = np.array([replace_diverged(t, w) for t, w in zip(self.raw, worst, strict=True)])
        self.scale: Scale = scale_of(self._finite)
        level = 1 - alpha
        self.scores = normalized(self._finite, self.scale) if self.normalize == "range" else self._finite
        self.summary: dict[str, Summary] = dict(
            zip(self.recipes, summaries(self.scores, level, seed), strict=True)
        )
        means = self.scores.mean(axis=2)
        ends = (0.0, 1.0) if self.normalize == "range" else (float(self.scores.min()), float(self.scores.max()))
        self.profile: dict[str, Profile] = dict(
            zip(self.recipes, profiles(self.scores, np.linspace(*ends, _POINTS), level, seed), strict=True)
        )
        self.ranks: Ranks = rank(means, alpha)
        self.pairs: list[ComparedAcross] = self._pairs(level, seed)

    def _pairs(self, level: float, seed: int) -> list[ComparedAcross]:
        """The best recipe's pairs first, with the best as recipe A."""
        order = sorted(range(len(self.recipes)), key=lambda r: -self.summary[self.recipes[r]].mean.value)
        places = list(combinations(order, 2))
        every = len(places)
        if len(order) > MOST_PAIRED:
            places = places[: len(order) - 1]
        found = against(self.scores, places, level, seed)
        steps = np.array(
            [[one.steps_to_target.steps[: self.seeds] for one in self._of(result)] for result in self.results],
            dtype=np.float64,
        )
        faster = speed_ups(steps, places, level, seed)
        # The best is chosen by these very scores, so all pairs count, compared or not.
        corrected = holm([*(one.p_value for one in found), *[1.0] * (every - len(places))])
        return [
            ComparedAcross(
                self.recipes[one.a], self.recipes[one.b], one, fast, float(p), self._verdict(one, float(p))
            )
            for one, fast, p in zip(found, faster, corrected, strict=False)
        ]

    def _verdict(self, one: Against, p_corrected: float) -> Verdict:
        low, high = one.difference.low, one.difference.high
        if p_corrected > self.alpha or not (low > 0 or high < 0):
            return "no difference shown"
        return "better" if low > 0 else "worse"


def across(results: Sequence[Result | str | Path], *, normalize: str = "range") -> Across:
    """Summarises experiments on several data sets: results of ``dl.compare``, or experiments' folders.

    normalize: "range" (on each data set 0 is the lowest and 1 the highest score of all runs) or "none".
    Raises ExperimentError where the experiments do not go together: fewer than two, the same data twice, fewer than
    two recipes in common, one not finished. Raises SettingError for another normalization.
    """
    return Across(
        [one if isinstance(one, Result) else Result.read(one) for one in results], normalize=normalize
    )


def _scores(one: Any, result: Result) -> list[float]:
    """Test scores by seed. Accuracies as exact fractions of the test examples: they come rounded to float32."""
    if result.task != "classification":
        return list(one.scores)
    n = result.data["sizes"]["test"]
    return [
        round(score * n) / n if math.isfinite(score) and abs(score * n - round(score * n)) < 1e-3 else score
        for score in one.scores
    ]


def _labels(results: Sequence[Result]) -> list[str]:
    """The data sets' names, with the experiment's folder where two have the same."""
    names = [str(result.data["name"]) for result in results]
    twice = {name for name, n in Counter(names).items() if n > 1}
    labels = [
        f"{name} ({result.folder.name})" if name in twice else name
        for name, result in zip(names, results, strict=True)
    ]
    return [
        label if labels.count(label) == 1 else f"{name} ({result.folder})"
        for label, name, result in zip(labels, names, results, strict=True)
    ]


def _pair(pair: ComparedAcross) -> dict[str, Any]:
    found, fast = pair.found, pair.speed_up
    return {
        "a": pair.a,
        "b": pair.b,
        "difference": found.difference._asdict(),
        "interquartile_difference": found.middle._asdict(),
        "improvement": found.improvement._asdict(),
        "p_value": found.p_value,
        "p_corrected": pair.p_corrected,
        "verdict": pair.verdict,
        "speed_up": fast.ratio._asdict()
        | {key: getattr(fast, key) for key in ("both", "only_a", "only_b", "neither")},
    }
