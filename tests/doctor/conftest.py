"""One worker for all tests of a process, since loading TensorFlow takes seconds; and the pack of the documentation."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from descentlab.doctor import pack
from descentlab.doctor.diagnosis import Diagnosis, Knowledge, diagnose
from descentlab.doctor.worker import Worker

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "statistics_pack"


@pytest.fixture(scope="session")
def worker() -> Iterator[Worker]:
    with Worker(seconds=60.0) as one:  # generous: several test processes share the machine
        yield one


@pytest.fixture(scope="session")
def hasty() -> Iterator[Worker]:
    """A worker for answers that would go on for ever."""
    with Worker(seconds=3.0, memory=2**29) as one:
        yield one


@pytest.fixture
def ask(tmp_path: Path, worker: Worker) -> Callable[..., Diagnosis]:
    """Diagnoses text as the answer to the documentation's exercise."""
    exercises = pack.load(str(EXAMPLE))
    known = Knowledge(exercises[0])

    def diagnosed(text: str | bytes, by: Worker = worker) -> Diagnosis:
        file = tmp_path / "0-weighted_mean.py"
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return diagnose(file, known, exercises, by)

    return diagnosed
