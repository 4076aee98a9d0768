"""The page in a browser: figures are drawn, nothing complains, hostile names do nothing."""

import re
import subprocess

import pytest
from chromium import CHROMIUM, FLAGS

from descentlab.reports.page import write


@pytest.mark.long
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on PATH")
@pytest.mark.parametrize("which", ["result", "hostile", "diverged", "regression"])
def test_a_browser_draws_the_figures_without_complaint(which, request, tmp_path, page):
    write(request.getfixturevalue(which), tmp_path / "report.html")
    address = f"{(tmp_path / 'report.html').as_uri()}?theme=dark"
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", address]
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True)
    assert not re.findall(r".*CONSOLE.*", ran.stderr)
    read = page(ran.stdout)
    classes = [(attrs.get("class") or "").split() for _, attrs in read.tags]
    figures = len(read.attributes("data-figure"))
    assert figures >= 3
    assert sum("js-plotly-plot" in names for names in classes) == figures
    assert sum("main-svg" in names for names in classes) >= figures
    assert sum("point" in names for names in classes) > figures
    assert not [tag for tag, _ in read.tags if tag in ("img", "image")]
    assert not [key for _, attrs in read.tags for key in attrs if key.startswith("on")]
    assert ("html", "dark") in [(tag, attrs.get("data-theme")) for tag, attrs in read.tags]
    if which == "hostile":
        text = "".join(read.text)
        assert text.count("<script>alert(1)</script>") > 5  # in tables and in the figures' legends and labels
        assert "&lt;" not in text
