"""The frame of a page: one HTML file that holds all it needs and opens offline.

A policy in the page's head lets the browser run the page's own scripts, known by their hashes, and load nothing.
So even a name that slipped through the escaping could neither run nor call anywhere.
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from importlib.resources import files
from string import Template

from descentlab.reports.markup import safe

Part = tuple[str, str, str]
"""A part of a page: its anchor, its title, its HTML."""


def shell(
    eyebrow: str,
    *,
    title: str,
    heading: str,
    parts: Sequence[Part],
    version: str,
    data: Iterable[str] = (),
    libraries: Sequence[str] = (),
) -> str:
    """The whole page. heading: HTML. data: script elements. libraries: scripts that run before the page's own."""
    scripts = [*libraries, _own("page.js")]
    return Template(_own("page.html")).substitute(
        policy=_policy(scripts),
        eyebrow=safe(eyebrow),
        title=safe(title),
        heading=heading,
        style=_own("page.css"),
        first=parts[0][0],
        first_title=parts[0][1][:1].lower() + parts[0][1][1:],
        contents="".join(f'<li><a href="#{key}">{name}</a></li>' for key, name, _ in parts),
        sections="\n".join(
            f'<section id="{key}" aria-labelledby="{key}-title">\n'
            f'<h2 id="{key}-title">{name}</h2>\n{content}\n</section>'
            for key, name, content in parts
        ),
        version=safe(version),
        scripts="\n".join([*data, *(f"<script>{script}</script>" for script in scripts)]),
    )


def _policy(scripts: Sequence[str]) -> str:
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{one}'" for one in hashes)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _own(file: str) -> str:
    return (files("descentlab.reports") / file).read_text(encoding="utf-8")
