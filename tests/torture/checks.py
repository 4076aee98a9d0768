"""What must hold of an experiment's folder: after every kill, and compared with one that nobody disturbed."""

import random
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

FILE = "experiment.sqlite3"
STATUSES = {"waiting", "done", "stopped early", "diverged"}
_FACTS = "SELECT name, value FROM facts WHERE name IN ('asked', 'config', 'model', 'reported') ORDER BY name"
_OF_RUNS = "id, stage, recipe, seed, population, place, status, at, kept, weights, scores"
_OF_EPOCHS = "run, epoch, loss, validation_loss, validation_score"
_OF_POPULATIONS = "id, program, strategy, cores, chunk, epoch, done"


class Acknowledged:
    """Epochs and endings that children said were committed."""

    def __init__(self) -> None:
        self.epochs: dict[tuple[str, int], tuple[float, ...]] = {}
        self.ended: dict[str, str] = {}

    def add(self, told: dict[str, Any]) -> None:
        """What one message says."""
        for run, epoch, *numbers in told["epochs"]:
            self.epochs[run, epoch] = tuple(numbers)
        self.ended |= dict(told["ended"])

    def clear(self) -> None:
        """Forgets all: the store is about to be damaged."""
        self.epochs.clear()
        self.ended.clear()


def rows(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that training decides, out of a copy: the store itself is left as the dead process left it."""
    with tempfile.TemporaryDirectory() as place:
        for file in folder.glob(f"{FILE}*"):
            shutil.copy(file, place)
        db = sqlite3.connect(Path(place) / FILE)
        try:
            (integrity,) = db.execute("PRAGMA integrity_check").fetchone()
            return {
                "integrity": [(integrity,)],
                "runs": db.execute(f"SELECT {_OF_RUNS} FROM runs ORDER BY id").fetchall(),
                "epochs": db.execute(f"SELECT {_OF_EPOCHS} FROM epochs ORDER BY run, epoch").fetchall(),
                "facts": db.execute(_FACTS).fetchall(),
                "populations": db.execute(f"SELECT {_OF_POPULATIONS} FROM populations ORDER BY id").fetchall(),
            }
        finally:
            db.close()


def lost(folder: Path, acknowledged: Acknowledged) -> int:
    """How many acknowledged epochs a folder does not have, or has otherwise."""
    if not (folder / FILE).exists():
        return len(acknowledged.epochs)
    stored = {(run, epoch): tuple(numbers) for run, epoch, *numbers in rows(folder)["epochs"]}
    return sum(stored.get(key) != numbers for key, numbers in acknowledged.epochs.items())


def faults(folder: Path, acknowledged: Acknowledged) -> list[str]:
    """What else is wrong with a folder whose process was killed, in words."""
    if not (folder / FILE).exists():
        return []
    found = rows(folder)
    wrong: list[str] = []
    if found["integrity"] != [("ok",)]:
        wrong.append(f"integrity check: {found['integrity']}")
    statuses = {run[0]: run[6] for run in found["runs"]}
    if any(statuses.get(run) != status for run, status in acknowledged.ended.items()):
        wrong.append("an ending that was acknowledged is lost")
    if not STATUSES.issuperset(statuses.values()):
        wrong.append(f"unknown status among {set(statuses.values())}")
    done = {population[0] for population in found["populations"] if population[-1]}
    if any(run[6] == "waiting" and run[4] in done for run in found["runs"]):
        wrong.append("a run waits in a population that is done")
    of_runs: dict[str, list[int]] = {}
    for run, epoch, *_ in found["epochs"]:
        of_runs.setdefault(run, []).append(epoch)
    gaps = sum(epochs != list(range(1, len(epochs) + 1)) for epochs in of_runs.values())
    if gaps:
        wrong.append(f"{gaps} runs have gaps in their epochs")
    return wrong


def asked(folder: Path) -> str:
    """What was asked for last, as JSON."""
    return dict(rows(folder)["facts"])["asked"]


def waiting(folder: Path) -> bool:
    """Whether there is something left to train; so too while nothing has been planned."""
    runs = rows(folder)["runs"]
    return not runs or any(run[6] == "waiting" for run in runs)


def damage(folder: Path, source: random.Random) -> None:
    """Turns a byte of a file that holds results: a page of epochs, or a checkpoint."""
    files = sorted(folder.glob("*/*.safetensors")) or [folder / FILE]
    file = source.choice([*files, folder / FILE])
    content = bytearray(file.read_bytes())
    content[source.randrange(len(content) // 2, len(content))] ^= 0x10
    file.write_bytes(content)


def differences(folder: Path, whole: Path) -> list[str]:
    """Where a finished folder differs from that of an experiment that nobody disturbed, in words."""
    wrong: list[str] = []
    here, there = rows(folder), rows(whole)
    for table in there:
        if here[table] != there[table]:
            count = sum(one != other for one, other in zip(here[table], there[table], strict=False))
            wrong.append(f"{count} rows of {table} differ ({len(here[table])} and {len(there[table])} rows)")
    ours, theirs = _files(folder), _files(whole)
    if ours.keys() != theirs.keys():
        wrong.append(f"files differ: {sorted(ours.keys() ^ theirs.keys())}")
    for name in ours.keys() & theirs.keys():
        if name.endswith(".safetensors") and ours[name] != theirs[name]:
            wrong.append(f"{name} differs")
        if name == "report.html":
            if not ours[name].rstrip().endswith(b"</html>"):
                wrong.append("the report is not whole")
            if _trainings(ours[name]) != _trainings(theirs[name]):
                wrong.append("the report is of an earlier result")
    return wrong


def _trainings(report: bytes) -> bytes:
    """What a report says of how many runs there are."""
    return report.partition(b"Trainings")[2].partition(b" in ")[0]


def _files(folder: Path) -> dict[str, bytes]:
    """Every file, whatever its name: what was left behind is a difference. A repair sets damaged ones aside."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and ".damaged" not in file.name
    }
