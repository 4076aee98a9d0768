"""Runs the course's examples in a process of their own, and reads what they print."""

import os
import re
import subprocess
import sys
from pathlib import Path

COURSE = Path(__file__).parents[3] / "courses" / "optimization"
PRINTED = Path(__file__).parent / "printed"


def run(*arguments: str, folder: Path, data: str = "", code: str | None = None) -> subprocess.CompletedProcess:
    """run.py with these arguments, or some code, in a folder; data: the course's files, none by default."""
    environment = {**os.environ, "DESCENTLAB_DATA": data, "MPLBACKEND": "Agg"}
    for name in ("KERAS_BACKEND", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        environment.pop(name, None)
    program = ["-c", code] if code else [str(COURSE / "run.py")]
    command = [sys.executable, *program, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def sections(text: str) -> dict[int, str]:
    """What each exercise printed, where several ran."""
    parts = re.split(r"^--- exercise (\d+)\n", text, flags=re.MULTILINE)
    return {int(number): printed for number, printed in zip(parts[1::2], parts[2::2], strict=True)}


def printed(number: int) -> str:
    """What the course prints for an exercise."""
    return (PRINTED / f"{number}.txt").read_text(encoding="utf-8")


def costs(text: str) -> dict[int, float]:
    """The costs of lines such as 'Cost after 100 iterations: 0.5', by step."""
    return {int(step): float(cost) for step, cost in re.findall(r"Cost after (\d+) iterations: (\S+)", text)}


def numbers(text: str) -> list[float]:
    """All numbers of a printed array, row by row."""
    return [float(number) for number in re.findall(r"-?\d+\.\d+(?:e-\d+)?", text)]


def epochs(text: str) -> dict[tuple[str, ...], float]:
    """Costs and accuracies of exercise 3, by epoch, step (if any) and name."""
    found: dict[tuple[str, ...], float] = {}
    epoch = step = ""
    for line in text.splitlines():
        if heading := re.fullmatch(r"After (\d+) epochs:", line):
            epoch, step = heading[1], ""
        elif heading := re.fullmatch(r"\tStep (\d+):", line):
            step = heading[1]
        elif final := re.fullmatch(r"\tFinal (\w+) Cost: (\S+), Accuracy: (\S+)", line):
            found[epoch, "", f"{final[1]} Cost"], found[epoch, "", f"{final[1]} Accuracy"] = map(
                float, final.groups()[1:]
            )
        else:
            name, value = line.strip().split(": ")
            found[epoch, step, name] = float(value)
    return found
