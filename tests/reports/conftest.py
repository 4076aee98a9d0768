"""Small experiments to report on: one of two recipes, one with hostile names, one with diverged runs, one plain."""

import contextlib
from html.parser import HTMLParser

import pytest

from descentlab import data
from descentlab.experiments.compare import compare
from descentlab.experiments.grid import grid
from descentlab.experiments.result import Result
from descentlab.experiments.store import Store

HOSTILE = ["</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)> + <b>%{x}</b>']


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("reports") / "iris"
    recipes = grid(optimizer=["sgd", "adam"], epochs=3)
    compare(data.load("iris"), recipes, seeds=3, rates=3, selection_seeds=2, out=out)
    return out


@pytest.fixture(scope="session")
def result(folder):
    return Result.read(folder)


@pytest.fixture(scope="session")
def hostile(folder):
    with opened(folder) as store:
        facts = {name: store.fact(name) for name in ("config", "data")}
        facts["config"]["names"] = HOSTILE
        facts["data"] |= {
            "name": "<script>alert(2)</script>=cmd|' /C calc'!A0",
            "classes": ["<b>bold</b>", '<a href="https://evil.example">x</a>', "a\u2028b & $x^2$ \ud800"],
            "notes": ["<svg onload=alert(3)>", "\u202eright to left"],
        }
        return Result(Changed(store, facts=facts))


@pytest.fixture(scope="session")
def diverged(folder):
    """Of adam's three runs on fresh seeds the first has diverged; so have all of sgd's at the largest rate."""
    with opened(folder) as store:
        tried = [run.recipe for run in store.runs("selection") if run.recipe["optimizer"] == "sgd"]
        largest = max(tried, key=lambda recipe: recipe["learning_rate"])

        def change(run):
            lost = run.stage == "selection" and run.recipe == largest
            lost |= (run.stage, run.seed, run.recipe["optimizer"]) == ("report", 0, "adam")
            return run._replace(status="diverged", at=7, scores=None) if lost else run

        return Result(Changed(store, change=change))


@pytest.fixture(scope="session")
def regression(tmp_path_factory):
    """One recipe at a given rate: nothing chosen, nothing compared."""
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


class Changed:
    """A store that tells of other facts or runs than it holds."""

    def __init__(self, store, facts=None, change=lambda run: run):
        self._store, self._facts, self._change = store, facts or {}, change

    def __getattr__(self, name):
        return getattr(self._store, name)

    def fact(self, name):
        return self._facts[name] if name in self._facts else self._store.fact(name)

    def runs(self, stage=None):
        return [self._change(run) for run in self._store.runs(stage)]


def opened(folder):
    return contextlib.closing(Store.open(folder, write=False))
