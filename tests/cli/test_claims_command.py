"""``descentlab claims`` as a user runs it: what it prints, its JSON, its page and its exit codes."""

import json

import numpy as np
import pytest

from descentlab.claims import running
from descentlab.claims.contract import Claim, Question
from descentlab.cli.main import run


def claim(statement, *means, remark=""):
    def ask(budget):
        spread = np.linspace(-0.01, 0.01, budget.seeds)
        return [
            Question(f"measure {i}", "some data", mean + spread, "more than", 0.005, "points", i, "rate 0.1")
            for i, mean in enumerate(means)
        ]

    return Claim(
        statement, "a page on <script>", "Something is trained.", "More than half a point.", ask, remark
    )


CLAIMS = {
    "better": claim("It is better.", 0.2, 0.3),
    "unclear": claim("It is unclear.", 0.005, remark="It was changed."),
    "worse": claim("It is worse.", 0.2, -0.2),
}


@pytest.fixture
def command(monkeypatch, capsys):
    """Runs the command on claims of our own, and gives its exit code and what it printed."""
    monkeypatch.setattr(running, "names", lambda: tuple(CLAIMS))
    known = running.claim
    monkeypatch.setattr(running, "claim", lambda name: CLAIMS[name] if name in CLAIMS else known(name))
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments):
        monkeypatch.setattr("sys.argv", ["descentlab", "claims", *arguments])
        with pytest.raises(SystemExit) as stopped:
            run()
        said = capsys.readouterr()
        return stopped.value.code or 0, said.out, said.err

    return call


def test_all_claims_with_their_verdicts(command):
    code, said, _ = command()
    assert code == 0
    blocks = said.strip().split("\n\n")
    assert [block.splitlines()[0] for block in blocks] == [
        "better: supported",
        "unclear: can't tell",
        "worse: not supported",
        "3 tested: 1 supported, 1 not supported, 1 can't tell",
    ]
    assert blocks[0].splitlines()[1] == "  It is better."
    assert blocks[1].splitlines()[-1] == "  It was changed."
    words = " ".join(blocks[2].split())
    assert "measure 1: -20.0 (99% interval -20." in words
    assert "claimed more than 0.5 points; 20 seeds, p < 0.001: otherwise" in words
    assert "some data; rate 0.1; 1 diverged run" in words
    assert max(map(len, said.splitlines())) <= 100


def test_only_those_named_each_once(command):
    code, said, _ = command("worse", "better", "worse")
    assert code == 0
    assert [line for line in said.splitlines() if line and line[0] != " "] == [
        "worse: not supported",
        "better: supported",
        "2 tested: 1 supported, 1 not supported, 0 can't tell",
    ]


def test_json(command, tmp_path):
    file = tmp_path / "new" / "claims.json"
    assert command("--json", str(file))[0] == 0
    found = json.loads(file.read_text(encoding="utf-8"))
    assert [(one["name"], one["verdict"]) for one in found] == [
        ("better", "supported"),
        ("unclear", "can't tell"),
        ("worse", "not supported"),
    ]
    assert found[1]["remark"] == "It was changed."
    assert found[2]["source"] == "a page on <script>"
    first = found[2]["evidence"][0]
    assert first["n"] == 20
    assert first["estimate"] == pytest.approx(0.2)
    assert first["low"] < 0.2 < first["high"]
    assert first["finding"] == "as claimed"


def test_the_page(command, tmp_path):
    file = tmp_path / "claims.md"
    assert command("--markdown", str(file))[0] == 0
    page = file.read_text(encoding="utf-8")
    assert "3 tested: 1 supported, 1 not supported, 1 can't tell.\n" in page
    assert "| [worse](#worse) | It is worse. | **not supported** |" in page
    assert "- Test: More than half a point.\n- Remark: It was changed.\n\n| measured |" in page
    part = page.split("\n## worse\n")[1]
    assert part.startswith("\n**not supported**: It is worse.\n")
    assert "- Experiment: Something is trained.\n" in part
    row = next(line for line in part.splitlines() if line.startswith("| measure 1"))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[:4] == ["measure 1; rate 0.1; 1 diverged run", "some data", "20", "-20.0 points"]
    assert cells[5:] == ["more than 0.5 points", "< 0.001", "otherwise"]


def test_a_bad_name_is_one_line_and_exit_code_2(command):
    code, said, complaint = command("bettr")
    assert (code, said) == (2, "")
    assert (
        complaint
        == "descentlab: unknown claim 'bettr': did you mean 'better'? known are better, unclear, worse\n"
    )


@pytest.mark.parametrize("option", ["--json", "--markdown"])
def test_a_file_that_cannot_be_written_is_refused_first(command, option, tmp_path):
    code, said, complaint = command(option, str(tmp_path))
    assert (code, said) == (2, "")
    assert f"{option}: {tmp_path} is a folder" in complaint
