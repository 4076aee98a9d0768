"""docs/gradient_check.md: what it shows is what is printed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "gradient_check.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^    \$ descentlab (check .*)\n((?:(?:    .*)?\n)+)", PAGE, re.MULTILINE)
NUMBERS = re.compile(r"\d\.\de[-+]\d\d")  # relative errors of what is right differ from machine to machine


def plain(text: str) -> list[str]:
    """The lines, with their spaces and last digits made alike."""
    return [" ".join(NUMBERS.sub("#", line).split()) for line in text.splitlines() if line.strip()]


def shown(folder: Path, command: str) -> str:
    program = str(Path(sys.executable).with_name("descentlab"))
    return subprocess.run([program, *command.split()], cwd=folder, capture_output=True, text=True).stdout


@pytest.mark.parametrize(("command", "output"), SHOWN)
def test_the_commands(command: str, output: str) -> None:
    assert plain(shown(DOCS / "examples", command)) == plain(output)


def test_there_are_commands() -> None:
    assert len(SHOWN) == 2


def test_the_example_mended_is_right(tmp_path: Path) -> None:
    code = (DOCS / "examples/homework.py").read_text(encoding="utf-8")
    mended = code.replace('dz2 @ params["W2"].T', '(dz2 @ params["W2"].T) * (1 - a**2)').replace(
        "a.T @ dz2,", "a.T @ dz2 / m,"
    )
    (tmp_path / "mended.py").write_text(mended)
    last = shown(tmp_path, "check mended.py:network").splitlines()[-1]
    assert plain(last)[0] in plain(PAGE)
