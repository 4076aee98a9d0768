"""The torture harness: a short round, the whole one, and proofs that it finds what is planted."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def torture(*options):
    """Exit code and what was printed."""
    command = [sys.executable, "-m", "tests.torture", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def kills(said):
    """How many SIGKILLs the last line tells of, and that nothing was lost by them."""
    line = r"^(\d+) kills, \d+ Ctrl-C, (\d+) epochs acknowledged, lost 0, byte-equal (\d+) of (\d+)"
    found = re.search(line, said, re.MULTILINE)
    assert found, said
    assert int(found[2]) > 0
    assert found[3] == found[4] != "0"
    return int(found[1])


@pytest.mark.fault(32, 33)
def test_killed_a_few_times_it_ends_with_the_same_bytes():
    moments = "checkpoint,commit,report"
    code, said = torture("--kills", "3", "--members", "dropout", "--lanes", "1", "--moments", moments)
    assert code == 0, said
    assert kills(said) == 3


@pytest.mark.long
@pytest.mark.fault(31, 32, 33, 38, 43)
def test_killed_two_hundred_times_it_ends_with_the_same_bytes():
    code, said = torture("--kills", "220", "--seed", "1")
    assert code == 0, said
    assert kills(said) >= 200


@pytest.mark.long
@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("checkpoint forgets the optimizer", "rows of epochs differ"),
        ("commit before the files", "damaged (it is missing)"),
        ("acknowledged and not committed", "acknowledged epochs are lost"),
    ],
)
def test_a_planted_fault_is_found(fault, found):
    moments = "checkpoint,commit,tidying,transaction"
    code, said = torture(
        "--kills", "60", "--members", "momentum", "--lanes", "1", "--moments", moments, "--plant", fault
    )
    assert code == 1, said
    assert found in said
