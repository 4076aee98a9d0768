"""``descentlab techniques``: what there is, and what each is, from the techniques' own files."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from descentlab import catalogue
from descentlab.cli.words import check_target
from descentlab.errors import SettingError, one_of


def techniques_command(
    name: Annotated[str | None, typer.Argument(help="A technique, or a family such as optimizers.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Write the whole list here, as a page.")] = None,
) -> None:
    """List the techniques, or explain one: its formula, its hyperparameters and where it comes from."""
    check_target("--markdown", markdown)
    if markdown is not None:
        markdown.write_text(page(), encoding="utf-8")
    elif name is None or name in catalogue.FAMILIES:
        for family in catalogue.FAMILIES if name is None else (name,):
            print("\n".join(_listed(family)))
    else:
        found = [family for family in catalogue.FAMILIES if name in catalogue.names(family)]
        if not found:
            known = {one for family in catalogue.FAMILIES for one in catalogue.names(family)}
            raise SettingError(one_of("technique", name, [*known, *catalogue.FAMILIES]))
        print("\n\n".join(explained(family, name) for family in found))


def explained(family: str, name: str) -> str:
    """A technique's own text, its hyperparameters with what is lawful and searched, and its source."""
    kind = catalogue.technique(family, name)
    lines = [f"{name} ({catalogue.kind_of(family)})", "", _text(kind).strip(), ""]
    for field in kind._fields:
        default = kind._field_defaults.get(field, "to be given")
        lawful = kind.RANGES.get(field)
        told = "" if lawful is None else f"   lawful {lawful.describe()}"
        if lawful is not None and lawful.search is not None:
            told += f"   searched {lawful.search[0]:g} to {lawful.search[1]:g}, {lawful.scale}"
        lines.append(f"  {field} = {default}{told}")
    return "\n".join([*lines, "", f"Source: {getattr(kind, 'SOURCE', 'no source given')}"])


def page() -> str:
    """All techniques of this package as a Markdown page."""
    lines = [
        "# Techniques",
        "",
        "Every technique by family: the name to use in commands and settings, what it is, its numbers with their",
        "defaults, and where it comes from. `descentlab techniques NAME` prints the formula. This page is written by",
        "`make docs` from the techniques' own files.",
    ]
    for family in catalogue.FAMILIES:
        lines += ["", f"## {family.capitalize()}", "", "| name | what it is | settings | source |"]
        lines += ["| --- | --- | --- | --- |"]
        for name in catalogue.ours(family):
            kind = catalogue.technique(family, name)
            cells = [f"`{name}`", summary(kind), _settings(kind), kind.SOURCE]
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def summary(kind: Any) -> str:
    """The first sentence of a technique's text, on one line."""
    return " ".join(_text(kind).strip().split("\n\n")[0].split())


def _listed(family: str) -> list[str]:
    names = catalogue.names(family)
    width = max(len(name) for name in names)
    told = [(name, summary(catalogue.technique(family, name))) for name in names]
    return [family, *(f"  {name.ljust(width)}  {text}" for name, text in told), ""]


def _settings(kind: Any) -> str:
    told = [
        f"{field}={kind._field_defaults[field]}" if field in kind._field_defaults else f"{field}"
        for field in kind._fields
    ]
    return ", ".join(told)


def _text(kind: Any) -> str:
    return sys.modules[kind.__module__].__doc__ or kind.__doc__ or ""
