"""The sixteen demonstrations in sequence: ``python run.py``, or some of them, ``python run.py 0 1 7``."""

import time
from pathlib import Path

from demonstration import OneLineParser, add_out, show

SCRIPTS = {int(file.stem.partition("-")[0]): file.stem for file in Path(__file__).parent.glob("[0-9]*-*.py")}
"""The scripts' names by number."""


def main() -> None:
    """Reads the command line and runs what it asks for, in ascending order."""
    parser = OneLineParser(description="The demonstrations of the ml_optimization exercises.")
    parser.add_argument("numbers", nargs="*", type=int, help="which to run (default: all)", metavar="NUMBER")
    add_out(parser)
    asked = parser.parse_args()
    if unknown := [number for number in asked.numbers if number not in SCRIPTS]:
        parser.error(f"there is no exercise {unknown[0]}: they are numbered 0 to {max(SCRIPTS)}")
    for number in sorted(set(asked.numbers) or SCRIPTS):
        began = time.monotonic()
        print(f"-- {SCRIPTS[number]}", flush=True)
        show(SCRIPTS[number], __import__(SCRIPTS[number]).demonstrate, asked.out)
        print(f"   {time.monotonic() - began:.0f} s\n", flush=True)


if __name__ == "__main__":
    main()
