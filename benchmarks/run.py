"""``make bench``: speed against Keras, PyTorch and scikit-learn on the same recipe and data, side by side.

What is timed are training steps: no contender validates. Every contender runs in a process of its own, in turn
and several rounds, so that a machine whose speed drifts treats all alike; what is compared is the ratio within a
round, of which the median counts. Writes results.json and results.md beside this file.
"""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from benchmarks import optimizers  # noqa: E402 (after the path is set)
from benchmarks.cases import CASES, Case  # noqa: E402

CONTENDERS = {
    "descentlab": ("population", {}),
    "Keras fit, TensorFlow": ("keras_fit", {"KERAS_BACKEND": "tensorflow"}),
    "Keras fit, JAX": ("keras_fit", {"KERAS_BACKEND": "jax"}),
    "PyTorch loop": ("torch_loop", {}),
    "scikit-learn MLPClassifier": ("sklearn_mlp", {}),
}
OURS = "descentlab"
TARGETS = {
    "digits": {"Keras fit, TensorFlow": 100, "PyTorch loop": 20, "scikit-learn MLPClassifier": 10},
    "mnist": {"Keras fit, TensorFlow": 5, "PyTorch loop": 2},
}


def measure(module: str, *arguments: str, **environment: str) -> dict[str, Any]:
    """What a contender's process prints."""
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "1", "PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.peers.{module}", *arguments],
        env={**os.environ, **quiet, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{module} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def compare(case: Case, rounds: int) -> dict[str, Any]:
    """All contenders in turn, round after round, and the medians of what they measured."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in CONTENDERS}
    peaks: list[float] = []
    for turn in range(rounds):
        peaks.append(measure("products")["peak"])
        for name, (module, environment) in CONTENDERS.items():
            found[name].append(measure(module, case.name, **environment))
            us = 1e6 * found[name][-1]["seconds_per_step"]
            print(f"{case.title}, round {turn + 1}: {name} {us:.1f} us a step", file=sys.stderr, flush=True)
    operations = case.operations(64 if case.name == "digits" else 784, 10)
    rows = {name: _row(rounds_of, found[OURS], peaks, operations) for name, rounds_of in found.items()}
    return {"title": case.title, "peak": statistics.median(peaks), "population": case.population, "rows": rows}


def _row(
    rounds: list[dict[str, Any]], ours: list[dict[str, Any]], peaks: list[float], operations: float
) -> dict[str, float]:
    def middle(values: list[float]) -> float:
        return statistics.median(values)

    speeds = [operations / one["seconds_per_step"] for one in rounds]
    return {
        "us_per_step": 1e6 * middle([one["seconds_per_step"] for one in rounds]),
        "gflops": middle(speeds) / 1e9,
        "share_of_peak": middle([speed / peak for speed, peak in zip(speeds, peaks, strict=True)]),
        "start_s": middle([one["start"] for one in rounds]),
        "memory_mb": middle([one["memory"] for one in rounds]),
        "accuracy": middle([one["accuracy"] for one in rounds]),
        "times_slower_than_ours": middle(
            [one["seconds_per_step"] / own["seconds_per_step"] for one, own in zip(rounds, ours, strict=True)]
        ),
    }


def table(cases: dict[str, Any], machine: dict[str, Any]) -> str:
    """The results as Markdown."""
    lines = [
        f"Measured on {machine['cores']} cores of {machine['processor']}, Python {machine['python']},"
        f" JAX {machine['packages']['jax']}."
    ]
    for name, case in cases.items():
        lines += [
            "",
            f"**{case['title']}** (a population of {case['population']};"
            f" matrix-product peak {case['peak'] / 1e9:.0f} GFLOP/s)",
            "",
            "| | us per step and run | GFLOP/s | share of peak | first epoch, s | memory, MB | test accuracy"
            " | times slower | goal |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        ]
        for contender, row in case["rows"].items():
            goal = TARGETS[name].get(contender)
            lines.append(
                f"| {contender} | {row['us_per_step']:.1f} | {row['gflops']:.1f} | {row['share_of_peak']:.0%}"
                f" | {row['start_s']:.2f} | {row['memory_mb']:.0f} | {row['accuracy']:.3f}"
                f" | {row['times_slower_than_ours']:.1f} | {'' if goal is None else f'>= {goal}'} |"
            )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measures every case, or those named ("digits", "mnist", "optimizers"), and writes the results."""
    from descentlab.experiments.environment import environment

    rounds = int(os.environ.get("BENCH_ROUNDS", "3"))
    file = HERE / "results.json"
    results = json.loads(file.read_text()) if file.exists() else {"cases": {}}
    results["machine"] = environment()
    asked = sys.argv[1:] or [*(case.name for case in CASES), "optimizers"]
    for case in CASES:
        if case.name in asked:
            results["cases"][case.name] = compare(case, rounds)
    text = table(results["cases"], results["machine"])
    if "optimizers" in asked:
        results["optimizers"] = optimizers.compare(measure, rounds)
    if "optimizers" in results:
        text += f"\n**Optimizers' steps**\n\n{optimizers.table(results['optimizers'])}"
    file.write_text(json.dumps(results, indent=1) + "\n")
    (HERE / "results.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
