"""The certificate of an experiment: what was checked and replayed, what drifted, and whether the verdict stands."""

import math
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from descentlab.experiments.audit import Check
from descentlab.experiments.exchange import plain, write_json
from descentlab.experiments.replay import CLOSE, TIMES, Replay

FILE = "certificate.json"
_NAMED = 5


class Claim(NamedTuple):
    """What the verdict says of the leader against a recipe, and in how many of so many draws it is kept."""

    recipe: str
    verdict: str
    kept: int
    draws: int

    @property
    def robust(self) -> bool:
        """Whether it is kept in 19 of 20 draws."""
        return self.kept >= 0.95 * self.draws


@dataclass(frozen=True)
class Certificate:
    """What verifying an experiment found.

    changes: what the verdict would be otherwise with the replayed scores in place of the stored ones. remarks: what
    else would be. drift: the largest of a score in the report. claims: what the verdict claims, and how often it still
    does when the report's other runs drift as the replayed ones did; none where nothing drifted.
    """

    folder: str
    engine: str
    dtype: str
    runs: int
    checks: tuple[Check, ...]
    replays: tuple[Replay, ...]
    names: tuple[str, ...]
    changes: tuple[str, ...]
    remarks: tuple[str, ...]
    drift: float
    claims: tuple[Claim, ...]
    verdict: tuple[str, ...]
    task: str
    seconds: float

    @property
    def adds_up(self) -> bool:
        """Whether every check holds and rounding explains every drift."""
        return all(check.holds for check in self.checks) and not any(one.unexplained for one in self.replays)

    @property
    def robust(self) -> bool:
        """Whether all that the verdict claims outlives drift of the runs that were not replayed."""
        return all(claim.robust for claim in self.claims)

    @property
    def stands(self) -> bool:
        """Whether the verdict stands."""
        return self.adds_up and not self.changes and self.robust

    def to_json(self) -> dict[str, Any]:
        """All of it as plain data; what is not finite is null."""
        replays = [
            {
                "name": name,
                "run": one.run,
                "stage": one.stage,
                "seed": one.seed,
                "learning_rate": one.recipe["learning_rate"],
                "status": {"stored": one.status[0], "replayed": one.status[1]},
                "epochs": one.epochs,
                "epochs_within_1e-5": one.agrees,
                "loss_drift": one.loss,
                "loss_drift_of_twin": one.twin,
                "weight_drift": one.weights,
                "validation_score": {"stored": one.validation[0], "replayed": one.validation[1]},
                "test_score": {"stored": one.test[0], "replayed": one.test[1]},
                "unexplained": one.unexplained,
            }
            for name, one in zip(self.names, self.replays, strict=True)
        ]
        found = {
            "stands": self.stands,
            "engine": self.engine,
            "dtype": self.dtype,
            "runs": self.runs,
            "replayed": len(self.replays),
            "checks": [check._asdict() for check in self.checks],
            "replays": replays,
            "largest": {
                "loss_drift": max((one.loss for one in self.replays), default=0.0),
                "weight_drift": max((one.weights for one in self.replays), default=0.0),
                "score_drift": self.drift,
            },
            "changes": list(self.changes),
            "remarks": list(self.remarks),
            "robustness": {
                "score_drift": self.drift,
                "claims": [{**claim._asdict(), "robust": claim.robust} for claim in self.claims],
            },
            "verdict": list(self.verdict),
            "seconds": self.seconds,
        }
        return plain(found)

    def write(self) -> Path:
        """Writes ``certificate.json`` into the experiment's folder; Raises ExperimentError where it cannot be."""
        file = Path(self.folder) / FILE
        write_json(self.to_json(), file)
        return file

    def text(self, width: int = 80) -> str:
        """For the terminal."""
        paragraphs = [textwrap.fill(line, width, subsequent_indent="  ") for line in self._conclusion()]
        return "\n".join([*self._checks(width), "", *self._table(), "", *paragraphs])

    def _checks(self, width: int) -> Iterator[str]:
        for check in self.checks:
            said = f"{'ok   ' if check.holds else 'FAULT'}  {check.name:<9} {check.said}"
            yield textwrap.fill(said, width, subsequent_indent=" " * 17)

    def _table(self) -> Iterator[str]:
        if not self.replays:
            return
        percent = 100 if self.task == "classification" else 1
        rows = [["recipe", "stage", "seed", "agrees", "loss", "twin", "weights", "score"]]
        for name, one in zip(self.names, self.replays, strict=True):
            points = percent * one.score_drift
            score = "-" if math.isinf(points) else "0" if points < 1e-4 else f"{points:.2g}"
            drifts = [f"{value:.0e}" for value in (one.loss, one.twin, one.weights)]
            row = [_cut(name), one.stage, str(one.seed), f"{one.agrees} of {one.epochs}", *drifts, score]
            rows.append(row if one.unexplained is None else [*row, "!"])
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        for row in rows:
            cells = [
                cell.ljust(width) if i < 2 else cell.rjust(width)
                for i, (cell, width) in enumerate(zip(row, widths, strict=False))
            ]
            yield "  ".join([*cells, *row[len(widths) :]])
        yield ""
        yield f"agrees: epochs until which the training loss agrees within {CLOSE:g} (relative)"
        yield "loss, weights: largest relative drift; twin: of the same run with its first weights"
        yield "  changed in the last bits; score: drift of validation or test score" + (
            ", in points" if self.task == "classification" else ""
        )

    def _conclusion(self) -> Iterator[str]:
        if self.replays:
            yield self._expected()
        bad = [(name, one) for name, one in zip(self.names, self.replays, strict=True) if one.unexplained]
        for name, one in bad[:_NAMED]:
            yield f"Not explained by rounding: {name}, {one.stage} seed {one.seed}: {one.unexplained}."
        if len(bad) > _NAMED:
            yield f"And {len(bad) - _NAMED} more that rounding does not explain."
        instead = "With the replayed scores in place of the stored ones"
        if self.replays:
            same = f"the verdict is the same{', but' if self.remarks else '.'}"
            yield f"{instead} {'the verdict changes:' if self.changes else same}"
        for said in [*self.changes, *self.remarks]:
            yield f"- {said}."
        if self.claims:
            drift = f"{100 * self.drift:.2g} points" if self.task == "classification" else f"{self.drift:.2g}"
            weak = [one for one in self.claims if not one.robust]
            named = ", ".join(f"'{one.verdict}' against {one.recipe} in {one.kept}" for one in weak[:_NAMED])
            said = "all would still hold"
            if weak:
                said = f"{len(weak)} would not hold in 19 of {self.claims[0].draws} draws: {named}"
            yield (
                "If each other run of the report had drifted as far as the farthest replay of its recipe (at most "
                f"{drift}), up or down by chance, of {len(self.claims)} claims on the leader {said}."
            )
        yield self._last()

    def _expected(self) -> str:
        chaotic = sum(one.twin > 1000 * CLOSE for one in self.replays)
        said = (
            "Two engines round differently, and training can let that grow: "
            f"a drift counts as a fault where it exceeds both 1e-4 (1e-9 in float64) and {TIMES:g} times the twin's."
        )
        if chaotic:
            said += (
                f" Rounding alone moves the loss of {chaotic} of these {len(self.replays)} runs by more than 1%: of "
                "such runs only the first epochs and the quality of the end can be compared."
            )
        return said

    def _last(self) -> str:
        share = f"{len(self.replays)} of {self.runs:,} runs replayed with {self.engine} in {self.dtype}"
        if self.stands:
            return f"The verdict stands ({share}): {self.verdict[0]}"
        if not self.adds_up:
            return f"The verdict does not stand ({share}): something does not add up."
        if self.changes:
            return f"The verdict does not stand in full ({share}): replayed, it would say other things, named above."
        return f"The verdict hangs on rounding ({share}) in what is named above: more seeds would settle it."


def _cut(name: str) -> str:
    printable = "".join(c if c.isprintable() else " " for c in name)
    return printable if len(printable) <= 28 else printable[:27] + "…"
