"""Running claims: which there are, and each one's verdict with its evidence."""

import math
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, NamedTuple

from descentlab.claims.contract import Budget, Claim, Evidence, Verdict, judge, verdict
from descentlab.errors import SettingError, one_of


class Outcome(NamedTuple):
    """What came of a claim."""

    name: str
    claim: Claim
    verdict: Verdict
    evidence: list[Evidence]


@cache
def names() -> tuple[str, ...]:
    """The names of all claims, in alphabetical order."""
    package = import_module("descentlab.claims.registered")
    return tuple(sorted(module.name for module in iter_modules(package.__path__)))


def claim(name: str) -> Claim:
    """The claim of this name. Raises SettingError where there is none."""
    if name not in names():
        raise SettingError(one_of("claim", name, names()))
    return import_module(f"descentlab.claims.registered.{name}").CLAIM


def run(chosen: Iterable[str] = (), budget: Budget | None = None) -> Iterator[Outcome]:
    """Tests the claims of these names, or all, one after the other. Raises SettingError before anything is trained."""
    found = {name: claim(name) for name in (chosen or names())}
    return (_outcome(name, one, budget or Budget()) for name, one in found.items())


def plain(outcome: Outcome) -> dict[str, Any]:
    """An outcome as plain data, with None for what is not known."""
    told = outcome.claim
    return {
        "name": outcome.name,
        "verdict": outcome.verdict,
        "statement": told.statement,
        "source": told.source,
        "experiment": told.experiment,
        "test": told.test,
        "remark": told.remark,
        "evidence": [
            {
                key: None if isinstance(value, float) and not math.isfinite(value) else value
                for key, value in one._asdict().items()
            }
            for one in outcome.evidence
        ],
    }


def _outcome(name: str, one: Claim, budget: Budget) -> Outcome:
    evidence = [judge(question) for question in one.ask(budget)]
    return Outcome(name, one, verdict(evidence), evidence)
