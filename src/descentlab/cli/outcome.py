"""What commands say of a result: the data, the table and the verdict, in lines that fit the terminal."""

import math
import shutil
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from descentlab.experiments.result import Result


def say(result: "Result") -> None:
    """Prints a result."""
    from descentlab.experiments.findings import remarks

    sizes = result.data["sizes"]
    print(
        f"{result.data['name']}: {sizes['train']} training, {sizes['validation']} validation,"
        f" {sizes['test']} test examples; {result.data['features']} features"
    )
    print()
    print(result.table())
    print()
    width = min(shutil.get_terminal_size().columns, 100)
    told = _columns(result)
    for key, said in told.items():
        print(textwrap.fill(f"{key}: {said}", width, subsequent_indent="  "))
    if told:
        print()
    for sentence in [*result.verdict(), *remarks(result)]:
        print(textwrap.fill(sentence, width, subsequent_indent="  "))
    print()


def _columns(result: "Result") -> dict[str, str]:
    """What columns of the table mean, where their heads do not say it."""
    from descentlab.experiments.sentences import size

    percent = result.task == "classification"
    found: dict[str, str] = {}
    if result.target is not None:
        shown = f"{100 * result.target:.1f}%" if percent else f"{result.target:.3f}"
        reached = [step for one in result.recipes for step in one.steps_to_target.steps]
        missed = sum(math.isinf(step) for step in reached)
        found["steps"] = f"median number of steps until the validation score is {shown}" + (
            f"; {missed} of {len(reached)} runs never reached it" if missed else ""
        )
    if len(result.recipes) > 1 and result.comparison.band:
        found["vs. leader"] = (
            f"by paired tests on test scores; equivalent: within {size(result.comparison.band, percent)}"
        )
    return found
