"""``descentlab claims``: what documents say about techniques, tested."""

import json
import shutil
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from descentlab.cli.words import check_target
from descentlab.experiments.wording import p_equals, p_value

if TYPE_CHECKING:
    from descentlab.claims.contract import Evidence
    from descentlab.claims.running import Outcome

INTRODUCTION = """\
# Claims

What the documents that this project starts from say about training techniques, each tested by an experiment of its
own. This page is written by `descentlab claims --markdown docs/claims.md` from a run of all of them;
`descentlab claims NAME` tests one. Each is a file in `src/descentlab/claims/registered/`.

Experiment, margin and number of seeds were written down before the results were looked at; where that is not the whole
story, a remark says so. Every figure is a mean over seeds that fix split, initial weights and order of examples for all
recipes alike, so that differences are paired. A question is answered *as claimed* (or *otherwise*) where its whole
{level} interval (BCa) lies on the claimed (or the other) side of the margin and an exact sign-flip test around the
margin gives p at most {alpha}; else it is *open*. A claim is *supported* if all its questions are as claimed, *not
supported* if one is otherwise (p corrected for their number), and else one *can't tell*. Verdicts are not corrected
over claims. A diverged run counts as the worst. "Times" are geometric means of ratios, "10^" their decimal logarithms,
"sides" lengths in sides of the box around the points.

All holds for these data sets, networks and budgets only.
"""


def claims_command(
    name: Annotated[list[str] | None, typer.Argument(help="Claims to test; without any, all.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the whole result here.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Write the result as a page.")] = None,
) -> None:
    """Test what documents say about techniques: supported, not supported, or can't tell, with the evidence."""
    from descentlab.claims.running import plain, run

    for option, file in {"--json": json_file, "--markdown": markdown}.items():
        check_target(option, file)
    found: list[Outcome] = []
    for outcome in run(dict.fromkeys(name or ())):
        found.append(outcome)
        print("\n".join(told(outcome)), end="\n\n", flush=True)  # as they come: all of them take minutes
    print(summary(found))
    if json_file is not None:
        text = json.dumps([plain(one) for one in found], indent=1, allow_nan=False) + "\n"
        _write(json_file, text)
    if markdown is not None:
        _write(markdown, page(found))


def told(outcome: "Outcome") -> list[str]:
    """A claim, its verdict and its evidence in lines that fit the terminal."""
    lines = [f"{outcome.name}: {outcome.verdict}", _filled(outcome.claim.statement, "  ")]
    for one in outcome.evidence:
        lines.append(_filled(f"- {one.measure}: {measured(one)}", "  ", "    "))
        lines.append(_filled(f"{one.data}{_more(one)}", "    ", "    "))
    if outcome.claim.remark:
        lines.append(_filled(outcome.claim.remark, "  "))
    return lines


def measured(one: "Evidence") -> str:
    """Estimate, interval, what was claimed, number of seeds and finding in words."""
    from descentlab.claims.contract import ALPHA, number, shown, shown_between

    ends = shown_between(one.low, one.high, one.unit)
    return (
        f"{number(one.estimate, one.unit)} ({100 * (1 - ALPHA):g}% interval {ends}), "
        f"claimed {one.claimed} {shown(one.margin, one.unit)}; {one.n} seeds, {p_equals(one.p_value)}: {one.finding}"
    )


def summary(found: "list[Outcome]") -> str:
    """How many claims have which verdict."""
    from descentlab.claims.contract import VERDICTS

    counts = {one: sum(outcome.verdict == one for outcome in found) for one in VERDICTS}
    return f"{len(found)} tested: " + ", ".join(f"{count} {one}" for one, count in counts.items())


def page(found: "list[Outcome]") -> str:
    """The outcomes as a Markdown page."""
    from descentlab.claims.contract import ALPHA, shown, shown_between

    level = f"{100 * (1 - ALPHA):g}%"
    lines = [INTRODUCTION.format(level=level, alpha=f"{ALPHA:g}"), f"{summary(found)}.", ""]
    lines += [_cells("claim", "statement", "verdict"), _cells("---", "---", "---")]
    for one in found:
        lines.append(_cells(f"[{one.name}](#{one.name})", one.claim.statement, f"**{one.verdict}**"))
    for outcome in found:
        claim = outcome.claim
        lines += ["", f"## {outcome.name}", "", f"**{outcome.verdict}**: {claim.statement}", ""]
        lines += [f"- From: {claim.source}.", f"- Experiment: {claim.experiment}", f"- Test: {claim.test}"]
        lines += [f"- Remark: {claim.remark}", ""] if claim.remark else [""]
        heads = ("measured", "data", "N", "estimate", f"{level} interval", "claimed", "p", "finding")
        lines += [_cells(*heads), _cells(*["---"] * len(heads))]
        for one in outcome.evidence:
            ends = shown_between(one.low, one.high, one.unit)
            claimed = f"{one.claimed} {shown(one.margin, one.unit)}"
            p = p_value(one.p_value)
            what = f"{one.measure}{_more(one)}"
            cells = (what, one.data, str(one.n), shown(one.estimate, one.unit), ends, claimed, p, one.finding)
            lines.append(_cells(*cells))
    return "\n".join(lines) + "\n"


def _more(one: "Evidence") -> str:
    """What else there is to know, after a semicolon."""
    diverged = f"{one.diverged} diverged {'run' if one.diverged == 1 else 'runs'}" if one.diverged else ""
    return "".join(f"; {part}" for part in (one.detail, diverged) if part)


def _write(file: Path, text: str) -> None:
    from descentlab.experiments.files import write_whole

    write_whole(file, text.encode())
    print(f"written  {file}", file=sys.stderr)


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _filled(text: str, first: str, indent: str = "  ") -> str:
    width = min(shutil.get_terminal_size().columns, 100)
    return textwrap.fill(text, width, initial_indent=first, subsequent_indent=indent)
