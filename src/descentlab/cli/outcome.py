"""What commands say of a result: the data, the table and the verdict, in lines that fit the terminal."""

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
    if result.target is not None:
        shown = f"{100 * result.target:.1f}%" if result.task == "classification" else f"{result.target:.3f}"
        print(f"steps: median number of steps until the validation score is {shown}")
        print()
    width = min(shutil.get_terminal_size().columns, 100)
    for sentence in [*result.verdict(), *remarks(result)]:
        print(textwrap.fill(sentence, width, subsequent_indent="  "))
    print()
