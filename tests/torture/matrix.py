"""What is tortured: small experiments that between them use everything a checkpoint must hold."""

from pathlib import Path
from typing import NamedTuple

OWN = '''"""An optimizer of the user's own: momentum, in two lines."""

from typing import Any, NamedTuple

from descentlab.contracts import Range


class Heavy(NamedTuple):
    """A heavy ball."""

    learning_rate: Any = 0.01
    keep: Any = 0.9

    SOURCE = "a test"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-3, 1.0), scale="log"),
        "keep": Range(lawful=(0, 1)),
    }

    def init(self, param):
        return 0 * param

    def step(self, state, grad, param, t):
        speed = self.keep * state - self.learning_rate * grad
        return speed, speed
'''


class Member(NamedTuple):
    """One experiment. settings: options of ``descentlab compare``. fresh: run by the true command, in a new process.

    first: options of an experiment that is finished before; what is tortured then is its extension.
    """

    name: str
    data: str
    settings: str
    fresh: bool = False
    own: bool = False
    first: str = ""

    def begin(self, folder: Path, scratch: Path) -> list[str]:
        """The arguments that begin it, or ask for its extension."""
        code = ["--optimizer", str(scratch / "own.py:Heavy")] if self.own else []
        return ["compare", self.data, *self.settings.split(), *code, "--out", str(folder)]

    def before(self, folder: Path, scratch: Path) -> list[str]:
        """The arguments for the experiment that is there before its extension."""
        return [*self.begin(folder, scratch), *self.first.split()]

    def go_on(self, folder: Path, scratch: Path) -> list[str]:
        """The arguments that go on with it."""
        return ["resume", str(folder), *(["--code", str(scratch / "own.py:Heavy")] if self.own else [])]


_SMALL = "--hidden 8 --seeds 3"
_FIXED = f"{_SMALL} --learning-rate 0.02,0.1 --epochs 8"
_EVEN = f"{_FIXED} --batch-size 30"  # of 90: no smaller last batch, which would be traced once more
MEMBERS = (
    Member("shuffle", "iris", f"{_FIXED} --optimizer sgd --batch-size 7"),
    Member("momentum", "iris", f"{_EVEN} --optimizer momentum"),
    Member("dropout", "iris", f"{_EVEN} --optimizer adam --dropout 0.3"),
    Member("batch norm", "wine", f"{_FIXED} --optimizer adam --normalization batch_norm"),
    Member(
        "schedule",
        "iris",
        f"{_FIXED} --optimizer adam --schedule reduce_on_plateau(patience=1) --warmup-steps 5",
    ),
    Member(
        "early stopping",
        "iris",
        f"{_SMALL} --learning-rate 0.001,0.1,0.5,1e25 --optimizer sgd --activation identity --patience 1"
        " --epochs 14 --batch-size 30",
    ),
    Member("augmentation", "wine", f"{_FIXED} --optimizer adam --augmentation noise+mixup"),
    Member("averages", "wine", f"{_FIXED} --optimizer schedule_free_adamw,adam --regularizer ema"),
    Member(
        "tuning",
        "iris",
        f"{_SMALL} --epochs 5 --optimizer momentum --rates 3 --selection-seeds 2 --dropout 0.1 --batch-size 30",
    ),
    Member("extension", "iris", f"{_EVEN} --optimizer momentum --patience 5", first="--seeds 2"),
    Member("own code", "iris", _EVEN, own=True),
    Member("fresh process", "digits", "--hidden 32 --seeds 2 --learning-rate 0.01 --epochs 40", fresh=True),
)
