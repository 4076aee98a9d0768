"""The result of an experiment, read from its store: what a table, a verdict, a report and a program need.

Nothing is trained here. Each recipe is judged on the test scores of the report seeds; which of them leads was
settled before, on validation scores.
"""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from descentlab.errors import ExperimentError
from descentlab.experiments.model import Model
from descentlab.experiments.plan import REPORT, SELECTION
from descentlab.experiments.ranking import Comparison, Edge, compare, sentences
from descentlab.experiments.recipe import Recipe
from descentlab.experiments.selection import Choice, choose, merit
from descentlab.experiments.statistics import StepsToTarget, interval, steps_to_target
from descentlab.experiments.store import Store, StoredRun

SCORES = {"classification": "accuracy", "regression": "r2"}


@dataclass(frozen=True)
class RecipeResult:
    """What came of one recipe. scores: test scores by seed, NaN where a run diverged.

    curves: for each run that trained, rows of (epoch, training loss, validation loss, validation score).
    """

    name: str
    recipe: Recipe
    choice: Choice | None
    runs: tuple[StoredRun, ...]
    scores: tuple[float, ...]
    train_scores: tuple[float, ...]
    curves: tuple[list[tuple[int, float, float, float]], ...]
    steps_to_target: StepsToTarget

    @property
    def diverged(self) -> int:
        """How many runs diverged."""
        return sum(run.status == "diverged" for run in self.runs)

    @property
    def validation(self) -> list[float | None]:
        """Validation scores by which the leader is chosen: of selection where there was one. None: diverged."""
        if self.choice is not None:
            return list(self.choice.chosen.scores)
        return [None if run.scores is None else float(run.scores["validation"][1]) for run in self.runs]


class Result:
    """An experiment's result; make it with ``dl.compare`` or ``Result.read``."""

    def __init__(self, store: Store) -> None:
        """Reads all there is. Raises ExperimentError when the experiment is not finished."""
        self.folder = store.folder
        self.config: dict[str, Any] = store.fact("config")
        self.data: dict[str, Any] = store.fact("data")
        self.environment: dict[str, Any] = store.fact("environment")
        self.seconds = float(store.fact("seconds") or 0.0)
        self.task: str = self.data["task"]
        self._runs = {
            SELECTION: store.runs(SELECTION),
            REPORT: [run for run in store.runs(REPORT) if run.seed < self.config["seeds"]],
        }
        self.target = self._target(store)
        self.recipes = self._recipes(store)
        leader = max(self.recipes, key=lambda one: merit(one.validation, self.task))
        self.comparison: Comparison = compare(
            {one.name: one.scores for one in self.recipes},
            leader.name,
            worst=0.0 if self.task == "classification" else None,
        )

    @classmethod
    def read(cls, folder: str | Path) -> "Result":
        """The result of the experiment in a folder."""
        store = Store.open(Path(folder), write=False)
        try:
            return cls(store)
        finally:
            store.close()

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
        rows = [
            {
                "recipe": one.name,
                "learning_rate": one.recipe.learning_rate or one.recipe.default_learning_rate,
                "score": standing[one.name].mean,
                "low": standing[one.name].low,
                "high": standing[one.name].high,
                "train_score": _mean([score for score in one.train_scores if not math.isnan(score)]),
                "steps_to_target": one.steps_to_target.median,
                "diverged": one.diverged,
                "n": len(one.runs),
                "untuned": one.choice.default.score if one.choice and one.choice.default else None,
                "tuned": one.choice.chosen.score if one.choice else None,
            }
            for one in self.recipes
        ]
        return sorted(rows, key=lambda row: -row["score"])

    def table(self) -> str:
        """The table as text, at most 80 columns wide where names are short."""
        return table_text(self.rows(), percent=self.task == "classification")

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
                "steps_to_target": one.steps_to_target._asdict(),
                "selection": None if one.choice is None else asdict(one.choice),
                "status": [run.status for run in one.runs],
            }
            for one in self.recipes
        ]
        return _plain(
            {
                "experiment": {"folder": str(self.folder), **self.config},
                "data": self.data,
                "target": self.target,
                "recipes": recipes,
                "pairs": [pair._asdict() for pair in self.comparison.pairs],
                "leader": self.comparison.leader,
                "outcome": self.comparison.outcome,
                "verdict": self.verdict(),
                "runs": sum(len(runs) for runs in self._runs.values()),
                "seconds": self.seconds,
                "environment": self.environment,
            }
        )

    def _target(self, store: Store) -> float | None:
        """The validation score to reach: what every selection run of the first recipe, the baseline, reached."""
        kept = store.kept_epochs()
        stage = SELECTION if self._runs[SELECTION] else REPORT
        baseline = self._settings(0, store)
        scores = [kept[run.id][1] for run in self._runs[stage] if run.recipe == baseline and run.id in kept]
        return min(scores) if scores else None

    def _settings(self, index: int, store: Store) -> dict[str, Any]:
        recipe = Recipe(**self.config["recipes"][index])
        choice = self._choice(recipe, store)
        return (recipe if choice is None else recipe.with_learning_rate(choice.chosen.learning_rate)).settings()

    def _choice(self, recipe: Recipe, store: Store) -> Choice | None:
        return chosen_rate(recipe, self._runs[SELECTION], store, self.task) if self.config["rates"] else None

    def _recipes(self, store: Store) -> list[RecipeResult]:
        steps = int(self.data["steps_per_epoch"][0]) if len(self.data["steps_per_epoch"]) == 1 else None
        found: list[RecipeResult] = []
        for i, (name, settings) in enumerate(zip(self.config["names"], self.config["recipes"], strict=True)):
            asked = Recipe(**settings)
            chosen = self._settings(i, store)
            runs = [run for run in self._runs[REPORT] if run.recipe == chosen]
            runs = sorted(runs, key=lambda run: run.seed)
            if len(runs) < self.config["seeds"] or any(run.status == "waiting" for run in runs):
                raise ExperimentError(
                    f"{self.folder}: not finished ({name} has {len(runs)} of {self.config['seeds']} runs);"
                    " the command that began it goes on with it"
                )
            curves = tuple(store.curves(run.id) for run in runs)
            length = steps or int(self.data["steps_per_epoch"][i])
            scores = [[row[3] for row in curve] for curve in curves]
            at = [length * (epoch + 1) for epoch in range(asked.epochs)]
            reached = steps_to_target(scores, math.inf if self.target is None else self.target, steps=at)
            found.append(
                RecipeResult(
                    name=name,
                    recipe=Recipe(**chosen),
                    choice=self._choice(asked, store) if asked.tunes_learning_rate else None,
                    runs=tuple(runs),
                    scores=tuple(_score(run, "test") for run in runs),
                    train_scores=tuple(_score(run, "train") for run in runs),
                    curves=curves,
                    steps_to_target=reached,
                )
            )
        return found


def chosen_rate(recipe: Recipe, runs: list[StoredRun], store: Store, task: str) -> Choice | None:
    """The learning rate that the selection runs speak for, or None where the recipe fixed it."""
    if not recipe.tunes_learning_rate:
        return None
    scores = store.kept_epochs()
    by_rate: dict[float, list[tuple[float, float] | None]] = {}
    for run in runs:
        rate = run.recipe["learning_rate"]
        if {**run.recipe, "learning_rate": None} == recipe.settings():
            kept = None if run.status == "diverged" else scores.get(run.id)
            by_rate.setdefault(rate, []).append(kept)
    return choose(recipe, by_rate, task) if by_rate else None


def table_text(rows: list[dict[str, Any]], *, percent: bool) -> str:
    """Rows of ``Result.rows`` as aligned columns."""
    head = ["recipe", "rate", "test accuracy" if percent else "test R2", "95% interval", "steps", "diverged"]
    body = [
        [
            row["recipe"],
            f"{row['learning_rate']:.3g}",
            _shown(row["score"], percent),
            f"{_shown(row['low'], percent)} to {_shown(row['high'], percent)}",
            "never" if math.isinf(row["steps_to_target"]) else f"{row['steps_to_target']:.0f}",
            f"{row['diverged']} of {row['n']}",
        ]
        for row in rows
    ]
    widths = [max(len(line[i]) for line in [head, *body]) for i in range(len(head))]
    lines = [
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in [head, *body]
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def _shown(value: float, percent: bool) -> str:
    if math.isnan(value):
        return "-"
    return f"{100 * value:.2f}%" if percent else f"{value:.4f}"


def _score(run: StoredRun, part: str) -> float:
    return math.nan if run.scores is None else float(run.scores[part][1])


def _mean(values: list[float]) -> float:
    return interval(values).mean if values else math.nan


def _plain(value: Any) -> Any:
    """The value with NaN and infinities as None, so that it is valid JSON everywhere."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def write_json(result: Result, file: Path) -> None:
    """Writes ``Result.to_json``."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(result.to_json(), indent=1, allow_nan=False) + "\n", encoding="utf-8")
