"""What a contender reports, and how its process says so."""

import json
import resource
import sys
from typing import NamedTuple


class Measured(NamedTuple):
    """seconds_per_step: of one run. start: seconds before the first epoch was through. accuracy: on test data."""

    seconds_per_step: float
    start: float
    accuracy: float


def report(found: Measured) -> None:
    """Prints one line of JSON, with the process's largest memory in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**found._asdict(), "memory": peak}))
    sys.stdout.flush()
