"""Many students at once: whose answers lie where, who made which mistake, the page and the tables."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from descentlab.doctor import pack
from descentlab.doctor.classroom import Student, examine, students
from descentlab.errors import SettingError
from descentlab.reports.classroom import html
from descentlab.reports.markup import csv_text

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "statistics_pack"
EXERCISES = pack.load(str(EXAMPLE))
RIGHT = "import numpy as np\n\n\ndef weighted_mean(v, w):\n    return np.average(v, axis=0, weights=w)\n"
WRONG = "def weighted_mean(values, weights):\n    return (values * weights[:, None]).sum(axis=0)\n"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Four students: right, wrong, nothing there, and one with a hostile name whose answers lie deep."""
    for name, text in (("ada", RIGHT), ("bob", WRONG), ("<script>alert(1)</script>=1+1", WRONG)):
        folder = tmp_path / "class" / name.replace("/", "\u2215")
        folder /= "supervised/statistics" if name.startswith("<") else ""
        folder.mkdir(parents=True)
        (folder / "0-weighted_mean.py").write_text(text)
    (tmp_path / "class" / "carl").mkdir()
    return tmp_path / "class"


def doctor(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "descentlab.cli.main", "doctor", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_whose_answers_lie_where(course: Path) -> None:
    found = students(course, EXERCISES)
    assert [(one.name[:4], list(one.files)) for one in found] == [
        ("<scr", ["0-weighted_mean.py"]),
        ("ada", ["0-weighted_mean.py"]),
        ("bob", ["0-weighted_mean.py"]),
        ("carl", []),
    ]
    assert students(course / "ada", EXERCISES) == [
        Student("ada", {"0-weighted_mean.py": course / "ada/0-weighted_mean.py"})
    ]


def test_a_single_file_may_have_another_name(course: Path) -> None:
    file = course / "ada" / "0-weighted_mean_draft.py"
    file.write_text(RIGHT)
    assert list(students(file, EXERCISES)[0].files) == ["0-weighted_mean.py"]
    other = course / "ada" / "mine.py"
    other.write_text(RIGHT)
    assert list(students(other, EXERCISES, "0")[0].files) == ["0-weighted_mean.py"]
    with pytest.raises(SettingError, match="which exercise is this"):
        students(other, EXERCISES)
    with pytest.raises(SettingError, match="--exercise is '7'"):
        students(other, EXERCISES, "7")


@pytest.mark.parametrize("what", ["nothing", "empty"])
def test_a_place_without_answers_is_refused(what: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SettingError, match=r"no such file|holds no answers"):
        students(tmp_path / what, EXERCISES)


def test_a_class_is_counted(course: Path) -> None:
    seen: list[tuple[int, int]] = []
    report = examine(
        students(course, EXERCISES), "statistics", EXERCISES, workers=2, watch=lambda *at: seen.append(at)
    )
    assert not report.passed
    assert (report.count("right"), report.count("wrong"), report.count("missing")) == (1, 2, 1)
    assert seen[-1] == (4, 4)
    (mistake,) = report.mistakes()
    assert mistake.name == "not divided by the sum of weights"
    assert len(mistake.students) == 2
    rows = list(csv.DictReader(io.StringIO(csv_text(report.rows()))))
    assert [row["status"] for row in rows] == ["wrong", "right", "wrong", "missing"]
    assert json.loads(json.dumps(report.plain()))["counts"]["wrong"] == 2


def test_names_stay_text_on_the_page(course: Path) -> None:
    page = html(examine(students(course, EXERCISES), "statistics", EXERCISES))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "not divided by the sum of weights" in page
    assert "1 to mend" in page


def test_answers_do_not_depend_on_the_number_of_workers(course: Path) -> None:
    asked = students(course, EXERCISES)
    one, two = (examine(asked, "statistics", EXERCISES, workers=n) for n in (1, 2))
    assert one.plain() == two.plain()


class TestCommand:
    """The command: what it prints, writes and returns."""

    def test_right(self, course: Path) -> None:
        done = doctor(EXAMPLE, course / "ada")
        assert (done.returncode, done.stderr) == (0, "")
        assert "right         0-weighted_mean.py" in done.stdout

    def test_wrong_with_files(self, course: Path, tmp_path: Path) -> None:
        names = {option: tmp_path / "out" / f"class.{option}" for option in ("json", "html", "csv")}
        options = [part for option, file in names.items() for part in (f"--{option}", file)]
        done = doctor(EXAMPLE, course, *options)
        assert done.returncode == 1
        assert "2 x  0-weighted_mean.py: not divided by the sum of weights" in done.stdout
        assert json.loads(names["json"].read_text())["mistakes"][0]["students"] == [
            "<script>alert(1)<\u2215script>=1+1",
            "bob",
        ]
        assert names["html"].read_text().startswith("<!DOCTYPE html>")
        assert names["csv"].read_bytes().count(b"\r\n") == 5

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["nonsense", "."], "unknown pack 'nonsense'"),
            ([EXAMPLE, "nowhere"], "no such file or folder"),
            ([EXAMPLE, EXAMPLE], "holds no answers"),
        ],
    )
    def test_bad_usage_is_one_line(self, arguments: list[object], words: str) -> None:
        done = doctor(*arguments)
        assert done.returncode == 2
        assert words in done.stderr
        assert done.stderr.count("\n") == 1

    def test_a_broken_pack_is_named(self, tmp_path: Path, course: Path) -> None:
        (tmp_path / "pack").mkdir()
        (tmp_path / "pack" / "one.py").write_text("FILE = 'x.py'\n")
        done = doctor(tmp_path / "pack", course)
        assert done.returncode == 2
        assert "one.py: an exercise must define solution" in done.stderr
