"""Many students at once: whose answers lie where, who made which mistake, the page and the tables."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from descentlab.doctor import pack
from descentlab.doctor.classroom import examine
from descentlab.doctor.students import Student, students
from descentlab.doctor.worker import Seen, Worker, WorkerError
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

    @pytest.mark.parametrize(
        ("right", "wrong", "words"),
        [
            ('FUNCTION = "weighted_mean"\n', "", "an exercise must define FUNCTION"),
            ('("the weighted mean of each column",)', '("the mean")', "RETURNS must be a tuple"),
            (
                "generator.uniform(0.5, 2, size=m)))",
                "generator.uniform(0.5, 2, size=m))[0])",
                "its inputs must be a tuple",
            ),
            ('yield Case(f"{m} rows", ', "yield (m, ", "cases() has ("),
            (
                'Mistake("weights squared", "np.newaxis]"',
                'Mistake("weights squared", "nowhere"',
                "occurs 0 times",
            ),
            ("MISTAKES = (", "MISTAKES = (...,", "MISTAKES has Ellipsis in it"),
            (
                "total = np.sum(weights)",
                "total = 1 / 0 + np.sum(weights)",
                "its own solution raises ZeroDivisionError",
            ),
            ("import numpy as np", "import nympy as np", "ModuleNotFoundError"),
        ],
    )
    def test_a_broken_pack_is_named(
        self, right: str, wrong: str, words: str, tmp_path: Path, course: Path
    ) -> None:
        text = (EXAMPLE / "weighted_mean.py").read_text()
        assert right in text
        (tmp_path / "pack").mkdir()
        (tmp_path / "pack" / "one.py").write_text(text.replace(right, wrong))
        done = doctor(tmp_path / "pack", course)
        assert done.returncode == 2
        assert f"{tmp_path / 'pack' / 'one.py'}: " in done.stderr
        assert words in done.stderr
        assert done.stderr.count("\n") == 1

    def test_a_sound_pack(self) -> None:
        done = doctor(EXAMPLE)
        assert (
            done.stdout == "sound         0-weighted_mean.py weighted_mean: 6 mistakes, each told by its name\n"
        )
        assert done.returncode == 0

    @pytest.mark.parametrize(
        ("right", "wrong", "words"),
        [
            ("np.newaxis] ** 2", "np.newaxis] * 1", "'weights squared' gives what is right in every case"),
            ('" / total", ""', '" / total", " / nothing"', "raises an exception"),
            ("np.newaxis] ** 2", "np.newaxis] * total", "is told as 'not divided by the sum of weights'"),
        ],
    )
    def test_a_pack_with_faults(self, right: str, wrong: str, words: str, tmp_path: Path) -> None:
        text = (EXAMPLE / "weighted_mean.py").read_text()
        assert right in text
        (tmp_path / "one.py").write_text(text.replace(right, wrong))
        done = doctor(tmp_path)
        assert done.returncode == 1
        assert "faulty        0-weighted_mean.py" in done.stdout
        assert words in done.stdout

    def test_what_cannot_be_checked_is_told_once(self, tmp_path: Path, course: Path) -> None:
        (tmp_path / "pack").mkdir()
        text = (
            (EXAMPLE / "weighted_mean.py")
            .read_text()
            .replace("RETURNS", 'NEEDS = ("no_such_library",)\nRETURNS')
        )
        (tmp_path / "pack" / "one.py").write_text(text)
        done = doctor(tmp_path / "pack", course)
        assert done.returncode == 1
        assert done.stdout.count("no_such_library is not installed") == 1
        assert "wrong" not in done.stdout
        assert "3 not checked, 1 missing" in done.stdout


class TestMisfortune:
    """What goes wrong with one student's files leaves the others' alone."""

    def statuses(self, course: Path) -> dict[str, list[str]]:
        report = examine(students(course, EXERCISES), "statistics", EXERCISES, workers=1)
        return {name: [one.status for one in answers] for name, answers in report.found.items()}

    def test_files_that_are_no_files(self, course: Path) -> None:
        for name in ("dir", "link", "fifo", "loop"):
            (course / name).mkdir()
        (course / "dir" / "0-weighted_mean.py").mkdir()
        (course / "link" / "0-weighted_mean.py").symlink_to(course / "ada" / "0-weighted_mean.py")
        os.mkfifo(course / "fifo" / "0-weighted_mean.py")
        (course / "loop" / "0-weighted_mean.py").symlink_to(course / "loop" / "0-weighted_mean.py")
        found = self.statuses(course)
        assert {found[name][0] for name in ("dir", "link", "fifo", "loop")} == {"missing"}
        assert found["ada"] == ["right"]

    def test_helpers_that_are_no_files(self, course: Path) -> None:
        os.mkfifo(course / "ada" / "helper.py")
        (course / "ada" / "other.py").symlink_to("/etc/passwd")
        (course / "ada" / "huge.py").write_bytes(b"#" * 2**21)
        assert self.statuses(course)["ada"] == ["right"]

    def test_a_worker_that_dies_is_replaced(self, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        asked = iter(range(100))
        original = Worker.see

        def dies_first(self: Worker, *arguments: Any) -> Seen:
            if next(asked) == 0:
                self._nurseries[False].kill()
                self._nurseries[False].wait()
            return original(self, *arguments)

        monkeypatch.setattr(Worker, "see", dies_first)
        assert self.statuses(course)["ada"] == ["right"]

    def test_a_worker_that_always_dies_is_told(self, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def fails(*_: Any) -> Seen:
            raise WorkerError("gone")

        monkeypatch.setattr(Worker, "see", fails)
        assert self.statuses(course)["ada"] == ["not checked"]

    def test_another_spelling_of_the_name_is_found_and_told(self, course: Path) -> None:
        (course / "ada" / "0-weighted_mean.py").rename(course / "ada" / "0-Weighted_Mean.py")
        report = examine(students(course, EXERCISES), "statistics", EXERCISES)
        assert report.found["ada"][0].status == "right"
        assert "the file's name must be 0-weighted_mean.py" in report.found["ada"][0].advice


def test_our_own_answers_get_no_advice_on_what_they_do() -> None:
    for name in ("optimization", "ml_optimization"):
        exercises = pack.load(name)
        folder = exercises[0].path.parents[1]
        report = examine(students(folder, exercises), name, exercises)
        told = [advice for one in report.found[name] for advice in one.advice]
        assert not [
            advice for advice in told if "writes into" in advice or "prints" in advice or "read-only" in advice
        ]
