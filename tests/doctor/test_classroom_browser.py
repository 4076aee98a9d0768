"""A class's page in a browser: nothing complains, names stay text, the theme is taken."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from descentlab.doctor.classroom import Report
from descentlab.doctor.diagnosis import Diagnosis
from descentlab.reports.classroom import html

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    *(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
    ),
    *(
        "--disable-sync",
        "--no-first-run",
        "--enable-logging=stderr",
        "--virtual-time-budget=5000",
        "--dump-dom",
    ),
]
HOSTILE = "</script><script>alert(1)</script>"


@pytest.mark.long
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on PATH")
def test_a_browser_shows_the_class_without_complaint(tmp_path: Path) -> None:
    answers = [
        Diagnosis("0-a.py", "a", "A", "right", right=3, cases=3),
        Diagnosis("1-b.py", "b", "B", "wrong", HOSTILE, (HOSTILE,), (HOSTILE,), 1, 3),
        Diagnosis("2-c.py", "c", "C", "missing"),
    ]
    page = tmp_path / "class.html"
    page.write_text(html(Report(HOSTILE, {HOSTILE: answers, "ada": answers[:1] * 3})), encoding="utf-8")
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", f"{page.as_uri()}?theme=dark"]
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True)
    assert not re.findall(r".*CONSOLE.*", ran.stderr)
    assert '<html lang="en" data-theme="dark">' in ran.stdout
    assert ran.stdout.count("<script>alert") == 0
    assert ran.stdout.count("&lt;script&gt;alert(1)") > 5
