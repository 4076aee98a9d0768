"""How long a plan will take: its work over what this machine's matrix products reach, and its compilations."""

import time
from typing import Any

import numpy as np

from descentlab.cores import usable_cores

_COMPILING = 0.9
"""Seconds to compile a program and set its population up."""
_SHARE = 0.3
"""Share of the speed of matrix products that a population of small networks reaches."""


def seconds(plan: dict[str, dict[str, Any]]) -> float:
    """Estimated seconds for the stages of ``Study.plan``, when nothing is cached."""
    work = sum(stage["work"] for stage in plan.values())
    programs = sum(stage["programs"] for stage in plan.values())
    return 2.0 + _COMPILING * programs + work / (_SHARE * product_speed())


def product_speed() -> float:
    """Floating-point operations a second of matrix products of 512 x 512 in float32, on all cores."""
    size, best = 512, float("inf")
    left = np.ones((size, size), np.float32)
    for _ in range(8):
        begin = time.perf_counter()
        np.matmul(left, left)
        best = min(best, time.perf_counter() - begin)
    return min(2.0 * size**3 / best, 2e11 * usable_cores())
