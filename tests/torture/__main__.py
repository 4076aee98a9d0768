"""``python -m tests.torture``: kills experiments, goes on with them, and prints what came of it."""

import argparse
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from tests.torture.harness import Outcome, Wish, torture
from tests.torture.matrix import MEMBERS


def main() -> int:
    """Returns 1 when anything is wrong."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores Ctrl-C
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--kills", type=int, default=220)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--lanes", type=int, default=2)
    parser.add_argument("--members", help="names, separated by commas", default=None)
    parser.add_argument(
        "--moments", help="where to aim, separated by commas (tests/torture/child.py)", default=None
    )
    parser.add_argument("--plant", help="a fault to plant (tests/torture/child.py)", default=None)
    parser.add_argument("--keep", action="store_true", help="keep the folders")
    asked = parser.parse_args()
    names = None if asked.members is None else asked.members.split(",")
    members = [one for one in MEMBERS if names is None or one.name in names]
    scratch = Path(tempfile.mkdtemp(prefix="torture-"))
    begin = time.monotonic()
    try:
        moments = tuple((asked.moments or "").split(","))
        outcomes = torture(members, scratch, Wish(asked.kills, asked.seed, asked.lanes, asked.plant, moments))
    finally:
        if asked.keep:
            print(scratch)
        else:
            shutil.rmtree(scratch, ignore_errors=True)
    _say(outcomes, time.monotonic() - begin)
    return int(any(one.wrong for one in outcomes))


def _say(outcomes: list[Outcome], seconds: float) -> None:
    moments: Counter[str] = Counter()
    for one in outcomes:
        moments.update(one.kills)
        print(
            f"{one.name:15} {_kills(one.kills):4} kills, {one.kills.get('Ctrl-C', 0):2} Ctrl-C,"
            f" {one.epochs:6} epochs acknowledged, byte-equal {one.equal} of {one.folders}, {one.seconds:.0f} s"
        )
        for what in one.wrong:
            print(f"{one.name:15} WRONG: {what}")
    print("kills by moment: " + ", ".join(f"{name} {count}" for name, count in moments.most_common()))
    lost = sum(one.lost for one in outcomes)
    equal, folders = sum(one.equal for one in outcomes), sum(one.folders for one in outcomes)
    print(
        f"{_kills(moments)} kills, {moments['Ctrl-C']} Ctrl-C,"
        f" {sum(one.epochs for one in outcomes)} epochs acknowledged, lost {lost},"
        f" byte-equal {equal} of {folders}, {seconds:.0f} s"
    )


def _kills(moments: Mapping[str, int]) -> int:
    """Those that were SIGKILLs."""
    return sum(count for moment, count in moments.items() if moment != "Ctrl-C")


if __name__ == "__main__":
    sys.exit(main())
