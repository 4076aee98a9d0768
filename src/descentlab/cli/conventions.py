"""``descentlab conventions``: how our techniques relate to those of other libraries."""

import shutil
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from descentlab import catalogue
from descentlab.cli.words import check_target
from descentlab.errors import SettingError, one_of

if TYPE_CHECKING:
    from descentlab.diagnosis.conventions import Comparison

INTRODUCTION = """\
# Conventions

How the optimizers here relate to those of Keras, PyTorch and optax, measured; and the conventions that techniques of
every family state. This page is written by `make docs`; `descentlab conventions NAME` shows one technique's part.

Each library makes 100 steps by itself, in float64 and at a constant rate, from the same start: a matrix and a vector,
on mini-batches of a small smooth problem that is not quadratic, with gradients taken where the library itself stands.
Twice: at our defaults, and at *large values*, where every number but the learning rate is at the upper end of its
search range, so that what defaults hide is seen. Figures are the largest difference of a parameter's entries over the
largest of its entries, rounded to a power of ten. *Same* means below 1e-9; where it is said that the library computes
a part of the step in float32 or bfloat16, below 1e-6 or 5e-2. Tables leave out libraries that are the same throughout.

In a call, the names of our settings stand for their values: `alpha=rho` says that alpha there is rho here. *After*
says what our value must become at step t for ours to take the library's steps; that is measured too.
"""


def conventions_command(
    name: Annotated[
        str | None, typer.Argument(help="A technique; without one, all optimizers in a table.")
    ] = None,
    family: Annotated[str, typer.Option(help="Of the technique; alone, all its conventions.")] = "",
    markdown: Annotated[Path | None, typer.Option(help="Write all there is here, as a page.")] = None,
) -> None:
    """Say how a technique relates to Keras's, PyTorch's and optax's, with measured differences."""
    check_target("--markdown", markdown)
    if family and family not in catalogue.FAMILIES:
        raise SettingError(f"--family: {one_of('family', family, catalogue.FAMILIES)}")
    if markdown is not None:
        markdown.write_text(page(), encoding="utf-8")
    elif name is not None:
        print("\n\n".join(_told(one, name) for one in _families(name, family)))
    elif family in ("", "optimizers"):
        for line in _table():
            print(line, flush=True)  # as they come: all of them take a minute
    else:
        print("\n\n".join(_told(family, one) for one in catalogue.names(family)))


def page() -> str:
    """All conventions of this package as a Markdown page."""
    from descentlab.diagnosis import conventions

    titles = [module.TITLE for module in conventions.LIBRARIES.values()]
    summary, sections = [_cells(["", *titles]), _cells(["---"] * (1 + len(titles)))], list[str]()
    for name in catalogue.ours("optimizers"):
        found = list(conventions.comparisons(name))
        summary.append(_cells([f"[{name}](#{name})", *(_short(one) for _, one in found)]))
        sections += _section(name, found)
    told = f"Measured with {conventions.measured_with()}."
    lines = [INTRODUCTION, "## Optimizers", "", told, "", *summary, *sections]
    for family in catalogue.FAMILIES:
        if family != "optimizers":
            lines += ["", f"## {family.capitalize()}"]
            for name in catalogue.ours(family):
                _, convention = conventions.stated(family, name)
                lines += ["", f"**{name}**: {convention or 'states no convention.'}"]
    return "\n".join(lines) + "\n"


def _families(name: str, family: str) -> list[str]:
    """Where to look for a technique. Raises SettingError where there is none of this name."""
    if family:
        catalogue.technique(family, name)
        return [family]
    found = [one for one in catalogue.FAMILIES if name in catalogue.names(one)]
    if not found:
        known = {one for other in catalogue.FAMILIES for one in catalogue.names(other)}
        raise SettingError(one_of("technique", name, known))
    return found


def _told(family: str, name: str) -> str:
    """A technique's first sentence and convention, and for an optimizer what was measured."""
    from descentlab.diagnosis import conventions

    first, convention = conventions.stated(family, name)
    blocks = [
        _filled(f"{name} ({catalogue.kind_of(family)}): {first}"),
        _filled(convention or "No convention is stated."),
    ]
    if family == "optimizers" and name in conventions.ALONE:
        blocks.append(_filled(conventions.ALONE[name]))
    elif family == "optimizers":
        found = list(conventions.comparisons(name))
        blocks += ["\n".join(_block(title, one)) for title, one in found]
        if large := conventions.large_values(one for _, one in found):
            blocks.append(_filled(f"{conventions.VALUES[1]}: {large}"))
            blocks.append(_filled(f"measured with {conventions.measured_with()}"))
    return "\n\n".join(blocks)


def _block(title: str, one: "Comparison | str") -> Iterator[str]:
    """One library's part on the terminal."""
    from descentlab.diagnosis import conventions

    if isinstance(one, str):
        yield f"{title}: {one}"
        return
    yield _filled(f"{title}: {conventions.verdict(one)}")
    yield _filled(one.peer.call, "  ")
    measured = list(conventions.rows(one))
    width = max(len(label) for label, _ in measured)
    heads = [f"{step} {'step' if step == 1 else 'steps'}" for step in conventions.STEPS]
    for label, figures in [("", heads), *measured]:
        yield f"  {label.ljust(width)}" + "".join(figure.rjust(11) for figure in figures)
    for heading, text in conventions.remarks(one):
        yield _filled(f"{heading}: {text}", "  ")


def _section(name: str, found: "list[tuple[str, Comparison | str]]") -> Iterator[str]:
    """One optimizer's part of the page."""
    from descentlab.diagnosis import conventions

    first, convention = conventions.stated("optimizers", name)
    yield from ("", f"### {name}", "", first, "", convention, "")
    if name in conventions.ALONE:
        yield f"- {conventions.ALONE[name]}"
        return
    table: list[str] = []
    for title, one in found:
        if isinstance(one, str):
            yield f"- **{title}**: {one}"
            continue
        yield f"- **{title}**: {conventions.verdict(one)}  "
        yield f"  `{one.peer.call}`"
        for heading, text in conventions.remarks(one):
            yield f"  - {heading}: {text}"
        if conventions.kind(one) != "same":
            table += [_cells([f"{title}, {label}", *figures]) for label, figures in conventions.rows(one)]
    if large := conventions.large_values(one for _, one in found):
        yield from ("", f"{conventions.VALUES[1].capitalize()}: {large}.")
    if table:
        heads = [
            "relative difference",
            *(f"{step} {'step' if step == 1 else 'steps'}" for step in conventions.STEPS),
        ]
        yield from ("", _cells(heads), _cells(["---"] * len(heads)), *table)


def _table() -> Iterator[str]:
    """All optimizers on the terminal."""
    from descentlab.diagnosis import conventions

    names = catalogue.names("optimizers")
    width = max(len(name) for name in names)
    yield " " * width + "".join(f"  {module.TITLE:<27}" for module in conventions.LIBRARIES.values()).rstrip()
    for name in names:
        found = conventions.comparisons(name)
        yield (name.ljust(width) + "".join(f"  {_short(one):<27}" for _, one in found)).rstrip()
    yield ""
    yield f"measured with {conventions.measured_with()}"
    yield "descentlab conventions NAME says more"


def _short(one: "Comparison | str") -> str:
    from descentlab.diagnosis import conventions

    return one if isinstance(one, str) else conventions.short(one)


def _cells(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _filled(text: str, indent: str = "") -> str:
    """Text in lines that fit the terminal."""
    width = min(shutil.get_terminal_size().columns, 100)
    return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=f"{indent}  " if indent else "")
