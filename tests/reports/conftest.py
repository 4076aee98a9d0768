"""Small experiments to report on: one of two recipes, one with hostile names, one with diverged runs, one plain."""

import json
import shutil
import sqlite3
from html.parser import HTMLParser

import pytest

HOSTILE = ["</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)> + <b>%{x}</b>']


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    from descentlab import data
    from descentlab.experiments.compare import compare
    from descentlab.experiments.grid import grid

    out = tmp_path_factory.mktemp("reports") / "iris"
    recipes = grid(optimizer=["sgd", "adam"], epochs=3)
    compare(data.load("iris"), recipes, seeds=3, rates=3, selection_seeds=2, out=out)
    return out


@pytest.fixture(scope="session")
def result(folder):
    return read(folder)


@pytest.fixture(scope="session")
def hostile(folder, tmp_path_factory):
    out = changed_copy(folder, tmp_path_factory.mktemp("hostile"))
    with opened(out) as db:
        facts = {name: json.loads(value) for name, value in db.execute("SELECT name, value FROM facts")}
        facts["config"]["names"] = HOSTILE
        facts["data"] |= {
            "name": "<script>alert(2)</script>=cmd|' /C calc'!A0",
            "classes": ["<b>bold</b>", '<a href="https://evil.example">x</a>', "a\u2028b & $x^2$ \ud800"],
            "notes": ["<svg onload=alert(3)>", "\u202eright to left"],
        }
        for name in ("config", "data"):
            db.execute("UPDATE facts SET value = ? WHERE name = ?", (json.dumps(facts[name]), name))
    return read(out)


@pytest.fixture(scope="session")
def diverged(folder, tmp_path_factory):
    """Of adam's three runs on fresh seeds the first has diverged; so have all of sgd's at the largest rate."""
    out = changed_copy(folder, tmp_path_factory.mktemp("diverged"))
    with opened(out) as db:
        end = "UPDATE runs SET status = 'diverged', at = 7, scores = NULL WHERE "
        db.execute(end + "stage = 'report' AND seed = 0 AND recipe LIKE '%\"adam\"%'")
        rows = db.execute("SELECT recipe FROM runs WHERE stage = 'selection' AND recipe LIKE '%\"sgd\"%'")
        largest = max((json.loads(recipe)["learning_rate"], recipe) for (recipe,) in rows)[1]
        db.execute(end + "stage = 'selection' AND recipe = ?", (largest,))
    return read(out)


@pytest.fixture(scope="session")
def regression(tmp_path_factory):
    """One recipe at a given rate: nothing chosen, nothing compared."""
    from descentlab import data
    from descentlab.experiments.compare import compare
    from descentlab.experiments.grid import grid

    out = tmp_path_factory.mktemp("reports") / "diabetes"
    recipes = grid(
        optimizer="adam", learning_rate=0.01, hidden=[8, 4], normalization="batch_norm", epochs=2, patience=5
    )
    return compare(data.load("diabetes"), recipes, seeds=2, out=out)


@pytest.fixture(scope="session")
def page():
    """Reads a page's HTML: ``page(html)`` has tags with their attributes, and texts."""
    return Page


class Page(HTMLParser):
    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags = []
        self.text = []
        self.scripts = {}
        self._script = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self._script = dict(attrs).get("id", f"script {len(self.scripts)}")
            self.scripts[self._script] = ""

    def handle_endtag(self, tag):
        if tag == "script":
            self._script = None

    def handle_data(self, data):
        if self._script is None:
            self.text.append(data)
        else:
            self.scripts[self._script] += data

    def attributes(self, name):
        return [attrs[name] for _, attrs in self.tags if name in attrs]


def read(folder):
    from descentlab.experiments.result import Result

    return Result.read(folder)


def changed_copy(folder, parent):
    return shutil.copytree(folder, parent / "experiment")


class opened:  # noqa: N801 (used as a with statement)
    def __init__(self, folder):
        self.db = sqlite3.connect(folder / "experiment.sqlite3")

    def __enter__(self):
        return self.db

    def __exit__(self, *error):
        self.db.commit()
        self.db.close()
