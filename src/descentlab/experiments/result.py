"""The result of an experiment, read from its store: what a table, a verdict, a report and a program need.

Nothing is trained here. Each recipe is judged on the test scores of the report seeds; which of them leads was
settled before, on validation scores.
"""

import json
import math
import shlex
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, median, median_low
from typing import Any

from descentlab.errors import ExperimentError
from descentlab.experiments.choosing import Rates
from descentlab.experiments.database import understood
from descentlab.experiments.exchange import plain
from descentlab.experiments.model import Model
from descentlab.experiments.plan import REPORT, SELECTION
from descentlab.experiments.ranking import Compared, Comparison, band_for, compare
from descentlab.experiments.recipe import Recipe
from descentlab.experiments.selection import Choice, budget, merit
from descentlab.experiments.sentences import Edge, sentences
from descentlab.experiments.statistics import BudgetScore, StepsToTarget, steps_to_target
from descentlab.experiments.store import Store, StoredRun
from descentlab.experiments.tables import table_text

SCORES = {"classification": "accuracy", "regression": "r2"}


@dataclass(frozen=True)
class RecipeResult:
    """What came of one recipe. scores: test scores by seed, NaN where a run diverged.

    recipe: with the rate that was chosen; the median of the rates where each seed chose its own. choice: by all
    selection runs. choices: of each seed, where studies are repeated.
    curves: for each run that trained, rows of (epoch, training loss, validation loss, validation score).
    """

    name: str
    recipe: Recipe
    choice: Choice | None
    choices: tuple[Choice, ...]
    runs: tuple[StoredRun, ...]
    scores: tuple[float, ...]
    train_scores: tuple[float, ...]
    curves: tuple[list[tuple[int, float, float, float]], ...]
    steps_to_target: StepsToTarget

    @property
    def rates(self) -> list[float]:
        """The learning rate of each run."""
        return [run.recipe["learning_rate"] or self.recipe.default_learning_rate for run in self.runs]

    @property
    def diverged(self) -> int:
        """How many runs diverged."""
        return sum(run.status == "diverged" for run in self.runs)

    def by_budget(self, task: str) -> list[BudgetScore]:
        """Score against the number of rates tried, the mean over the studies where they are repeated; [] untuned."""
        studies = [budget(choice, task) for choice in self.choices or (self.choice,) if choice is not None]
        return [
            BudgetScore(steps[0].trials, fmean(one.best for one in steps), fmean(one.chosen for one in steps))
            for steps in zip(*studies, strict=True)
        ]

    @property
    def validation(self) -> list[float | None]:
        """Validation scores by which the leader is chosen: of selection where there was one. None: diverged."""
        if self.choice is not None:
            return [score for choice in self.choices or (self.choice,) for score in choice.chosen.scores]
        return [None if run.scores is None else float(run.scores["validation"][1]) for run in self.runs]


class Result:
    """An experiment's result; make it with ``dl.compare`` or ``Result.read``.

    equivalence: the band that was asked for, None for the default; the one that holds is ``comparison.band``.
    """

    def __init__(self, store: Store) -> None:
        """Reads all there is. Raises ExperimentError when the experiment is not finished."""
        self.folder = store.folder
        self.config: dict[str, Any] = store.fact("config")
        self.data: dict[str, Any] = store.fact("data")
        self.environment: dict[str, Any] = store.fact("environment")
        self.environments: list[dict[str, Any]] = (
            store.fact("environments") or []
        )  # the further ones it went on in
        self.seconds = sum(population.seconds for population in store.populations())
        self.task: str = self.data["task"]
        if self.task not in SCORES:
            raise ExperimentError(f"{store.folder}: its task is '{self.task}', which no experiment has")
        self._runs = {
            SELECTION: store.runs(SELECTION),
            REPORT: [run for run in store.runs(REPORT) if run.seed < self.config["seeds"]],
        }
        self._rates = Rates(store, self.config, self.task)
        self.target = self._target(store)
        self.recipes = self._recipes(store)
        leader = max(self.recipes, key=lambda one: merit(one.validation, self.task))
        classification = self.task == "classification"
        self.equivalence: float | None = store.fact("equivalence")
        self.comparison: Comparison = compare(
            {one.name: one.scores for one in self.recipes},
            leader.name,
            worst=0.0 if classification else None,
            best=1.0,
            band=band_for(self.equivalence, self.data["sizes"]["test"] if classification else None),
        )

    @classmethod
    def read(cls, folder: str | Path) -> "Result":
        """The result of the experiment in a folder."""
        store = Store.open(Path(folder), write=False)
        with closing(store), understood(store.folder):
            return cls(store)

    @property
    def best(self) -> RecipeResult:
        """The leader: the recipe with the best mean validation score."""
        return next(one for one in self.recipes if one.name == self.comparison.leader)

    @property
    def model_file(self) -> Path:
        """Where the best recipe's best model (by validation score) lies."""
        return self.folder / "model.safetensors"

    def model(self) -> Model:
        """The best recipe's best model by validation score, ready to predict.

        Raises ExperimentError where there is none, because every run of the recipe diverged.
        """
        return Model.load(self.model_file)

    def verdict(self) -> list[str]:
        """The verdict in plain sentences."""
        percent = self.task == "classification"
        return sentences(
            self.comparison,
            score_name=f"test {'accuracy' if percent else 'R2'}",
            as_percent=percent,
            edges=[
                Edge(one.name, "learning_rate", one.choice.chosen.learning_rate)
                for one in self.recipes
                if one.choice is not None and one.choice.at_edge
            ],
        )

    def rows(self) -> list[dict[str, Any]]:
        """The table as plain data, best mean test score first."""
        standing = {one.recipe: one for one in self.comparison.recipes}
        verdicts = {pair.recipe_b: pair for pair in self.comparison.pairs if pair.family == "leader"}
        rows = [
            {
                "recipe": one.name,
                "learning_rate": one.recipe.learning_rate or one.recipe.default_learning_rate,
                "learning_rates": (min(one.rates), max(one.rates)),
                "score": standing[one.name].mean,
                "low": standing[one.name].low,
                "high": standing[one.name].high,
                "train_score": _mean(one.train_scores),
                "against_leader": _against(verdicts.get(one.name)),
                "equivalent": one.name in verdicts and verdicts[one.name].equivalent,
                "steps_to_target": one.steps_to_target.median,
                "success_rate": one.steps_to_target.rate,
                "expected_steps": one.steps_to_target.expected,
                "diverged": one.diverged,
                "n": len(one.runs),
                "untuned": one.choice.default.score if one.choice and one.choice.default else None,
                "tuned": merit(one.validation, self.task)[1] if one.choice else None,
            }
            for one in self.recipes
        ]
        return sorted(rows, key=lambda row: -row["score"])

    def table(self) -> str:
        """The table as text, at most 80 columns wide where names are short."""
        return table_text(self.rows(), percent=self.task == "classification", steps=self.target is not None)

    def to_json(self) -> dict[str, Any]:
        """The whole result as plain data, in which numbers that JSON lacks are null."""
        key = f"test_{SCORES[self.task]}"
        standing = {one.recipe: one for one in self.comparison.recipes}
        recipes = [
            {
                "name": one.name,
                "settings": one.recipe.settings(),
                "n": len(one.runs),
                "diverged": one.diverged,
                "seeds": [run.seed for run in one.runs],
                key: {
                    "mean": standing[one.name].mean,
                    "low": standing[one.name].low,
                    "high": standing[one.name].high,
                    "values": list(one.scores),
                },
                f"train_{SCORES[self.task]}": list(one.train_scores),
                "steps_to_target": {
                    **one.steps_to_target._asdict(),
                    "success_rate": one.steps_to_target.rate,
                },
                "learning_rates": one.rates,
                "selection": None if one.choice is None else asdict(one.choice),
                "studies": [asdict(choice) for choice in one.choices],
                "score_by_budget": None
                if one.choice is None
                else [step._asdict() for step in one.by_budget(self.task)],
                "status": [run.status for run in one.runs],
            }
            for one in self.recipes
        ]
        return plain(
            {
                "experiment": {"folder": str(self.folder), **self.config},
                "data": self.data,
                "target": self.target,
                "recipes": recipes,
                "equivalence": self.comparison.band,
                "pairs": [
                    {**pair._asdict(), "seeds": pair.seeds and pair.seeds._asdict()}
                    for pair in self.comparison.pairs
                ],
                "leader": self.comparison.leader,
                "outcome": self.comparison.outcome,
                "verdict": self.verdict(),
                "runs": sum(len(runs) for runs in self._runs.values()),
                "seconds": self.seconds,
                "environment": self.environment,
                "environments": self.environments,
            }
        )

    def _target(self, store: Store) -> float | None:
        """The validation score to reach: the median of the runs of the first recipe, the baseline.

        Of its selection runs at the rate chosen by all of them or, where its rate was given, of its report runs. A run
        that diverged counts as the lowest; None where half of them did.
        """
        kept = store.kept_epochs()
        asked = Recipe(**self.config["recipes"][0])
        stage = REPORT if self._rates.choice(asked) is None else SELECTION
        baseline = self._rates.recipe(asked).settings()
        scores = [
            -math.inf if run.status == "diverged" else kept[run.id][1]
            for run in self._runs[stage]
            if run.recipe == baseline and (run.status == "diverged" or run.id in kept)
        ]
        found = median(scores) if scores else -math.inf
        return found if math.isfinite(found) else None

    def _recipes(self, store: Store) -> list[RecipeResult]:
        steps = int(self.data["steps_per_epoch"][0]) if len(self.data["steps_per_epoch"]) == 1 else None
        by_settings: dict[str, list[StoredRun]] = {}
        for run in sorted(self._runs[REPORT], key=lambda run: run.seed):
            by_settings.setdefault(json.dumps(run.recipe, sort_keys=True), []).append(run)
        found: list[RecipeResult] = []
        for i, (name, settings) in enumerate(zip(self.config["names"], self.config["recipes"], strict=True)):
            asked = Recipe(**settings)
            runs = self._runs_of(asked, by_settings)
            if len(runs) < self.config["seeds"] or any(run.status == "waiting" for run in runs):
                raise ExperimentError(
                    f"{self.folder}: not finished ({name} has {len(runs)} of {self.config['seeds']} runs);"
                    f" descentlab resume {shlex.quote(str(self.folder))} goes on with it"
                )
            curves = tuple(store.curves(run.id) for run in runs)
            length = steps or int(self.data["steps_per_epoch"][i])
            scores = [[row[3] for row in curve] for curve in curves]
            at = [length * (epoch + 1) for epoch in range(asked.epochs)]
            reached = steps_to_target(scores, math.inf if self.target is None else self.target, steps=at)
            found.append(
                RecipeResult(
                    name=name,
                    recipe=self._typical(asked, runs),
                    choice=self._rates.choice(asked),
                    choices=self._choices(asked),
                    runs=tuple(runs),
                    scores=tuple(_score(run, "test") for run in runs),
                    train_scores=tuple(_score(run, "train") for run in runs),
                    curves=curves,
                    steps_to_target=reached,
                )
            )
        return found

    def _runs_of(self, asked: Recipe, by_settings: dict[str, list[StoredRun]]) -> list[StoredRun]:
        """The report runs of a recipe, seed by seed, at the rate that was chosen for it."""
        if not self._rates.repeated:
            chosen = self._rates.recipe(asked).settings()
            return by_settings.get(json.dumps(chosen, sort_keys=True), [])
        return [
            run
            for seed in range(self.config["seeds"])
            for run in by_settings.get(
                json.dumps(self._rates.recipe(asked, seed).settings(), sort_keys=True), []
            )
            if run.seed == seed
        ]

    def _choices(self, asked: Recipe) -> tuple[Choice, ...]:
        if not self._rates.repeated:
            return ()
        found = (self._rates.choice(asked, seed) for seed in range(self.config["seeds"]))
        return tuple(choice for choice in found if choice is not None)

    def _typical(self, asked: Recipe, runs: list[StoredRun]) -> Recipe:
        """The recipe at its chosen rate, the median one where seeds chose their own."""
        if not asked.tunes_learning_rate:
            return asked
        return asked.with_learning_rate(median_low(run.recipe["learning_rate"] for run in runs))


def _against(pair: Compared | None) -> str:
    """What the verdict on the leader says of the other recipe; of the leader itself nothing."""
    if pair is None:
        return "leader"
    return {"better": "worse", "worse": "better"}.get(pair.verdict, pair.verdict)


def _score(run: StoredRun, part: str) -> float:
    return math.nan if run.scores is None else float(run.scores[part][1])


def _mean(scores: tuple[float, ...]) -> float:
    """Of the runs that did not diverge; NaN where all did."""
    ended = [score for score in scores if not math.isnan(score)]
    return fmean(ended) if ended else math.nan
