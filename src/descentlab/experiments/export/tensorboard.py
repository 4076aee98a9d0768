"""TensorBoard: a folder of event files for each run: losses and scores by epoch, settings and test scores as hparams.

``tensorboard --logdir OUT`` shows them. Event files hold scalars in float32.
"""

import hashlib
import re
from importlib import import_module
from pathlib import Path
from typing import Any

from descentlab.errors import MissingExtraError
from descentlab.experiments.exporting import Snapshot, as_json

TARGET = "tensorboard"
ADDS = False
_TAGS = ("loss/train", "loss/validation", "score/validation")
_LONGEST = 80


def check() -> None:
    """Needs tensorboardX."""
    try:
        import_module("tensorboardX")
    except ImportError:
        raise MissingExtraError("exporting to TensorBoard", "tensorboard") from None


def write(experiment: Snapshot, out: Path) -> None:
    """A folder for each run, named after its recipe, stage, rate and seed."""
    out.mkdir()
    writer: Any = import_module("tensorboardX").SummaryWriter
    for row in experiment.runs:
        folder = str(out / folder_name(row))
        with writer(folder, filename_suffix=".epochs") as events:
            for epoch, *values in experiment.epochs(row["run"]):
                for tag, value in zip(_TAGS, values, strict=True):
                    events.add_scalar(tag, value, epoch)
            settings = {key: as_json(value) for key, value in row.items() if key.startswith("recipe.")}
            scores = {f"final/{key}": row[key] for key in ("test_loss", "test_score") if row[key] is not None}
            about = {key: row[key] for key in ("data", "stage", "seed", "status")}
            events.add_hparams(about | settings, scores, name=".")


def folder_name(row: dict[str, Any]) -> str:
    """A name for a run's folder that every file system takes; the run's id makes it its own."""
    rate = row["recipe.learning_rate"]
    words = f"{row['name'] or 'recipe'} {row['stage']} rate={rate} seed={row['seed']}"
    plain = re.sub(r"[^A-Za-z0-9._=+-]+", "-", words).strip("-.")[:_LONGEST]
    return f"{plain}-{hashlib.sha256(str(row['run']).encode()).hexdigest()[:8]}"
