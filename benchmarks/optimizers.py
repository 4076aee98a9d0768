"""Nanoseconds per parameter of every optimizer's step, against PyTorch (fused, foreach) and optax.

Every library is timed in a process of its own, in turn, several rounds; medians count. "bound" is what
Adam's step takes when it does nothing but move its 28 bytes a parameter at the bandwidth that was measured.
"""

import statistics
from collections.abc import Callable
from typing import Any

LIBRARIES = ("descentlab", "fused", "foreach", "optax")
ADAM_BYTES = 28


def compare(measure: Callable[..., dict[str, Any]], rounds: int) -> dict[str, Any]:
    """Figures by optimizer, size and library, in nanoseconds per parameter: medians over the rounds."""
    taken: dict[tuple[str, str, str], list[float]] = {}
    bandwidths: list[float] = []
    for _ in range(rounds):
        bandwidths.append(measure("optimizer_steps", "bandwidth")["bandwidth"])
        for library in LIBRARIES:
            for name, row in measure("optimizer_steps", library).items():
                for size, figure in row.items():
                    taken.setdefault((name, size, library), []).append(figure)
    found: dict[str, dict[str, dict[str, float]]] = {}
    for (name, size, library), figures in taken.items():
        found.setdefault(name, {}).setdefault(size, {})[library] = statistics.median(figures)
    return {"bandwidth": statistics.median(bandwidths), "optimizers": found}


def table(found: dict[str, Any]) -> str:
    """The figures as Markdown."""
    bound = 1e9 * ADAM_BYTES / found["bandwidth"]
    lines = [
        f"Nanoseconds per parameter and step; memory moves {found['bandwidth'] / 1e9:.0f} GB/s here, so that Adam's"
        f" {ADAM_BYTES} bytes a parameter take {bound:.2f} ns where no cache holds them.",
        "",
        "| optimizer | parameters | descentlab | torch fused | torch foreach | optax | ours / fused | ours / foreach |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, sizes in found["optimizers"].items():
        for size, row in sizes.items():
            cells = [f"{row[library]:.2f}" if library in row else "" for library in LIBRARIES]
            for peer in ("fused", "foreach"):
                cells.append(f"{row['descentlab'] / row[peer]:.2f}" if peer in row else "")
            lines.append(f"| {name} | {int(size):,} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
