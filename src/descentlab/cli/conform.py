"""``descentlab conform``: whether a technique of one's own keeps its contract, and in words what is broken."""

from typing import TYPE_CHECKING, Annotated

import typer

from descentlab.errors import SettingError, one_of

if TYPE_CHECKING:
    from descentlab.diagnosis.conformance import Finding

_DEMANDING = (
    "layers",
    "losses",
    "augmentations",
    "optimizers",
    "initializers",
    "activations",
    "regularizers",
    "schedules",
    "stopping",
)
"""Families in such an order that what fits one and fits a later one too belongs to the first."""


def conform_command(
    technique: Annotated[str, typer.Argument(help="Such as mine.py:MyOptimizer, or a name in the catalogue.")],
    family: Annotated[str | None, typer.Option(help="optimizers, schedules ...; found out by default.")] = None,
) -> None:
    """Check a technique: contract, dtypes, no hidden branches or state, the same numbers on every library."""
    from descentlab import catalogue, own, user_code
    from descentlab.diagnosis.conformance import findings
    from descentlab.diagnosis.samples import variants

    if user_code.is_reference(technique):
        own.admit(technique)
    if family is not None and family not in catalogue.FAMILIES:
        raise SettingError(f"--family: {one_of('family', family, catalogue.FAMILIES)}")
    families = _families(technique) if family is None else [family]
    if not families:
        raise SettingError(f"{technique} belongs to no family: its methods are those of none")
    if len(families) > 1:
        raise SettingError(f"{technique} may be one of the {' or '.join(families)}: say which with --family")
    catalogue.technique(families[0], technique)
    print(f"{technique} ({catalogue.kind_of(families[0])})")
    wrong = 0
    for case in variants(families[0], technique):
        if case.flag:
            print(f"with {case.flag} = {case.value}")
        for found in findings(case):
            wrong += found.wrong is not None
            _say(found)
    if wrong:
        print(f"{wrong} of the checks found something to mend")
        raise SystemExit(1)
    print("keeps its contract; whether its formula is right, a step worked by hand tells")


def _say(found: "Finding") -> None:
    if found.skipped is not None:
        print(f"  --     {found.check}: {found.skipped}")
    elif found.wrong is None:
        print(f"  ok     {found.check}")
    else:
        print(f"  wrong  {found.check}\n         {found.wrong}")


def _families(technique: str) -> list[str]:
    """The families whose methods the technique has; of those that ask for the most where one asks for more."""
    from descentlab import catalogue

    fitting: list[str] = []
    for family in _DEMANDING:
        try:
            catalogue.technique(family, technique)
        except SettingError:
            continue
        fitting.append(family)
    return fitting if fitting == ["schedules", "stopping"] else fitting[:1]
