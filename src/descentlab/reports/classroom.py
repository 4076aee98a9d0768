"""A class's homework as one HTML page: who has what right, which mistakes are common, and each answer's explanation."""

import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version

from descentlab.doctor.classroom import Report
from descentlab.doctor.diagnosis import TO_MEND, Diagnosis
from descentlab.reports.markup import Cell, Column, facts, name, safe, table
from descentlab.reports.shell import Part, shell
from descentlab.reports.words import count

_SIGNS = {
    "right": "✓",
    "wrong": "✗",
    "unfinished": "…",
    "other edition": "≠",
    "not checked": "?",
    "missing": "",
}
_MEANING = {
    "right": "right",
    "wrong": "wrong",
    "unfinished": "not finished",
    "other edition": "for another edition of the course",
    "not checked": "could not be checked",
}


_CODE = re.compile("`([^`]*)`")


def html(report: Report) -> str:
    """The whole page."""
    students = count(len(report.found), "student")
    return shell(
        "descentlab doctor",
        title=f"{report.pack}: {students}",
        heading=f"{name(report.pack)}: {students}",
        parts=list(_parts(report)),
        version=version("descentlab"),
    )


def _parts(report: Report) -> Iterator[Part]:
    yield "overview", "Overview", _overview(report)
    if report.mistakes():
        yield "mistakes", "Mistakes", _mistakes(report)
    yield "answers", "Answers", "\n".join(_student(report, student) for student in report.found)


def _overview(report: Report) -> str:
    counts = [(text, report.count(status)) for status, text in _MEANING.items()]
    said = facts([("students", str(len(report.found))), *((text, f"{n:,}") for text, n in counts if n)])
    exercises = list(dict.fromkeys(one.exercise for answers in report.found.values() for one in answers))
    columns = [Column("student", "student"), Column("right", "right", number=True, about="right answers")]
    columns += [Column(file, file.partition("-")[0], about=file) for file in exercises]
    rows = [
        [
            Cell(name(student), student),
            Cell(str(n := report.count("right", student)), n),
            *_cells(answers, exercises),
        ]
        for student, answers in report.found.items()
    ]
    signs = ", ".join(
        f"{sign} {_MEANING[status]}" for status, sign in _SIGNS.items() if report.count(status) and sign
    )
    return said + table(f"Each student's answers: {safe(signs)}; empty where there is none", columns, rows)


def _cells(answers: Sequence[Diagnosis], exercises: list[str]) -> Iterator[Cell]:
    for file in exercises:
        of = [one for one in answers if one.exercise == file]
        worst = min(of, key=lambda one: (one.status == "right", one.status == "missing"), default=None)
        if worst is None:
            yield Cell("", "")
            continue
        said = f"{_MEANING.get(worst.status, worst.status)}{f': {worst.name}' if worst.name else ''}"
        yield Cell(
            f'<span title="{safe(said)}" aria-label="{safe(said)}">{_SIGNS[worst.status]}</span>', worst.status
        )


def _mistakes(report: Report) -> str:
    columns = [
        Column("mistake", "mistake"),
        Column("exercise", "exercise"),
        Column("students", "students", number=True),
        Column("who", "who"),
    ]
    rows = [
        [
            Cell(safe(one.name), one.name),
            Cell(safe(one.exercise), one.exercise),
            Cell(str(len(one.students)), len(one.students)),
            Cell(", ".join(map(name, one.students)), one.students[0]),
        ]
        for one in report.mistakes()
    ]
    return table("What was wrong, the most common first", columns, rows)


def _student(report: Report, student: str) -> str:
    answers = report.found[student]
    told = [one for one in answers if one.status in TO_MEND]
    there = [one for one in answers if one.status != "missing"]
    first = sorted(there, key=lambda one: one.status not in TO_MEND)
    items = "\n".join(_answer(report.label(one), one) for one in first)
    opened = " open" if told else ""
    wrong = f", {len(told)} to mend" if told else ""
    summary = f"<summary>{name(student)}: {report.count('right', student)} right{wrong}</summary>"
    return f"<details{opened}>{summary}\n<ul>\n{items}\n</ul>\n</details>"


def _answer(label: str, one: Diagnosis) -> str:
    about = f": {safe(one.name)}" if one.name else ""
    message = "".join(f"<br>{_CODE.sub(_code, safe(sentence))}" for sentence in one.details)
    advice = f"<br><small>advice: {safe('; '.join(one.advice))}</small>" if one.advice else ""
    sign = f'<b aria-hidden="true">{_SIGNS[one.status]}</b> {safe(_MEANING[one.status])}'
    return f"<li>{safe(label)} {sign}{about}{message}{advice}</li>"


def _code(match: re.Match[str]) -> str:
    return f"<code>{match.group(1)}</code>"
