"""The page: it holds everything, loads nothing, shows hostile text as text, and says how the experiment is repeated."""

import base64
import copy
import hashlib
import json
import shlex
import subprocess
import sys
import time

import pytest

from descentlab.errors import harmless
from descentlab.experiments.grid import grid
from descentlab.reports import drawing
from descentlab.reports.figures import figures
from descentlab.reports.page import html, write
from descentlab.reports.sections import method, repeat

VOID = ("meta", "link", "br", "img", "input")


def test_the_page_is_small_quick_and_the_same_every_time(result, tmp_path):
    begin = time.perf_counter()
    write(result, tmp_path / "deep" / "report.html")
    assert time.perf_counter() - begin < 2
    written = (tmp_path / "deep" / "report.html").read_bytes()
    assert len(written) < 6_000_000
    assert written == html(result).encode()
    assert [file.name for file in (tmp_path / "deep").iterdir()] == ["report.html"]


def test_the_page_begins_with_the_verdict(result, page):
    text = " ".join("".join(page(html(result)).text).split())
    for sentence in result.verdict():
        assert sentence in text
    assert text.index(result.verdict()[0]) < text.index("Test accuracy of each recipe")


def test_the_page_loads_nothing(result, page):
    read = page(html(result))
    for attribute in ("src", "srcset", "data", "poster", "action"):
        assert read.attributes(attribute) == []
    assert not [tag for tag, _ in read.tags if tag in ("link", "img", "iframe", "object", "embed", "base")]
    links = [attrs["href"] for tag, attrs in read.tags if tag == "a"]
    assert all(link.startswith(("#", "https://arxiv.org/abs/", "https://doi.org/")) for link in links)
    style = html(result).split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    assert "showSendToCloud: false" in html(result)  # Plotly's own button for sharing


def test_the_policy_allows_the_pages_own_scripts_alone(result, page):
    read = page(html(result))
    policy = next(attrs["content"] for tag, attrs in read.tags if attrs.get("http-equiv"))
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "'unsafe-eval'" not in policy
    assert "'unsafe-inline'" not in policy.split(";")[1]
    code = [script for name, script in read.scripts.items() if name.startswith("script ")]
    assert len(code) == 2
    for script in code:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_every_figure_has_its_data_and_its_numbers(result, page):
    read = page(html(result))
    named = read.attributes("data-figure")
    assert named == list(figures())
    for name in named:
        figure = json.loads(read.scripts[f"figure-{name}"])
        assert figure["data"]
        assert {"xaxis", "yaxis", "height"} <= set(figure["layout"])
        head = json.loads(read.scripts[f"csv-{name}"]).splitlines()[0].split(",")
        assert head[0] == "recipe"
        assert not set(head) & set(drawing.LOOK)


def test_tags_are_closed_and_ids_are_unique(hostile):
    from html.parser import HTMLParser

    class Nesting(HTMLParser):
        stack, ids = [], []

        def handle_starttag(self, tag, attrs):
            self.ids += [value for key, value in attrs if key == "id"]
            if tag not in VOID:
                self.stack.append(tag)

        def handle_endtag(self, tag):
            assert self.stack.pop() == tag

    nesting = Nesting()
    nesting.feed(html(hostile))
    assert nesting.stack == []
    assert len(nesting.ids) == len(set(nesting.ids))


def test_hostile_text_is_text(hostile, tmp_path, page):
    write(hostile, tmp_path / "report.html")  # and what is no Unicode does not stop it
    read = page((tmp_path / "report.html").read_text(encoding="utf-8"))
    text = "".join(read.text)
    for said in [
        *hostile.config["names"],
        hostile.data["name"],
        *hostile.data["classes"][:2],
        *hostile.data["notes"],
    ]:
        assert harmless(said) in text
    assert not [key for _, attrs in read.tags for key in attrs if key.startswith("on")]
    assert not [tag for tag, _ in read.tags if tag in ("img", "svg")]
    assert not [link for link in read.attributes("href") if "evil" in link]
    assert len([name for name in read.scripts if name.startswith("script ")]) == 2
    for name in read.attributes("data-figure"):
        drawn = json.loads(read.scripts[f"figure-{name}"])
        assert "<script" not in json.dumps(drawn)
        assert "<img" not in json.dumps(drawn)


@pytest.mark.parametrize("which", ["diverged", "regression"])
def test_other_experiments_are_reported_too(which, request, page):
    result = request.getfixturevalue(which)
    read = page(html(result))
    text = " ".join("".join(read.text).split())
    for script, content in read.scripts.items():
        if not script.startswith("script "):
            json.loads(content)
    if which == "diverged":
        assert "1 of 3" in text
    else:
        assert "There is one recipe, and so no pair." in text
        assert "Learning rates were given, not chosen." in text
        assert "batch_norm layer" in text
        figures = ["scores", "learning_curves", "steps_to_target", "generalization"]
        assert read.attributes("data-figure") == figures


def test_the_method_says_what_was_done(result, diverged, page):
    text = " ".join("".join(page(html(result)).text).split())
    for said in (
        "stretched to Student's t",
        "two one-sided sign-flip tests",
        "Differences up to 3.33 points",  # one of 30 test examples
        "shown and never chosen",
        "which is unbiased",
        "No other recipe has a say in it",
        "Expected steps",
        "P(A > B)",
        "No run diverged.",
        "the median validation score of sgd, the first recipe, at the rate chosen, in the selection runs",
        "over 99,999 drawn ones where more than 25 seeds differ",
        "differences scatter alike to both sides",
        "N = 3 seeds: no p-value of a pair alone can be below 0.25.",
        "best of 3 rates on the very seeds that chose it",
    ):
        assert said in text
    assert "all runs of the first recipe" not in text
    many = copy.copy(result)
    many.config = result.config | {"seeds": 20}
    assert "no p-value of a pair" not in method.limits(many)
    assert "No run diverged." not in "".join(page(html(diverged)).text)
    assert "Train leaves diverged runs out" in "".join(page(html(diverged)).text)


def test_a_perfect_leader_is_not_certain(result, monkeypatch):
    """Of 30 right out of 30 Wilson's interval begins at 30 / (30 + 1.96^2)."""
    monkeypatch.setattr(type(result), "rows", lambda self: [{"recipe": result.best.name, "score": 1.0}])
    assert "leaves the accuracy on new data open between 88.65% and 100.00%" in method.limits(result)


def test_sources_name_what_was_used(result, page):
    text = " ".join("".join(page(html(result)).text).split())
    for source in ("Kingma & Ba (2015)", "Robbins & Monro (1951)", "Glorot & Bengio (2010)", "Bridle (1990)"):
        assert source in text


@pytest.mark.parametrize(
    "settings",
    [
        {"optimizer": ["sgd", "adam"], "epochs": 3},
        {"hidden": [(64, 32), (16,)], "dropout": [0.0, 0.2], "normalization": "batch_norm"},
        {"optimizer": ["momentum(momentum=0.99)", "adam(learning_rate=0.01)"], "l2": [0.0, 1e-4]},
        {"learning_rate": [0.1, 0.01], "clip_norm": [None, 1.0]},
    ],
)
def test_the_command_gives_the_same_recipes(settings):
    made = grid(**settings)
    config = {"recipes": [one.settings() for one in made.recipes], "axes": list(made.axes)}
    asked = repeat.axes(config)
    assert grid(**asked).recipes == made.recipes


def test_the_command_and_the_python_lines_are_read_back(result, hostile):
    from descentlab.cli.settings import read_settings

    asked = repeat.axes(result.config)
    words = shlex.split(repeat.command(result, asked).replace("\\\n", ""))
    assert words[:3] == ["descentlab", "compare", "iris"]
    options = dict(zip(words[3::2], words[4::2], strict=True))
    assert options.pop("--seeds") == "3"
    assert (options.pop("--rates"), options.pop("--selection-seeds")) == ("3", "2")
    given = {name.removeprefix("--").replace("-", "_"): text for name, text in options.items()}
    assert [one.settings() for one in grid(**read_settings(given, lists=True)).recipes] == result.config[
        "recipes"
    ]
    compile(repeat.python(result, asked), "lines", "exec")
    assert shlex.split(repeat.command(hostile, asked).replace("\\\n", ""))[2] == hostile.data["name"]


def test_recipes_that_are_no_product_have_no_command(result):
    recipes = [one.settings() for one in grid(optimizer=["sgd", "adam"], activation=["relu", "tanh"]).recipes]
    assert repeat.axes({"recipes": recipes[:3], "axes": ["optimizer", "activation"]}) is None


def test_plotly_is_not_imported(folder, tmp_path):
    code = (
        "import sys; from descentlab.experiments.result import Result; from descentlab.reports.page import write\n"
        f"write(Result.read({str(folder)!r}), {str(tmp_path / 'report.html')!r})\n"
        "assert not {'plotly', 'jax', 'matplotlib'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_python_lines_give_the_same_recipes_again():
    import descentlab as dl
    from descentlab.reports.sections import repeat

    recipes = dl.grid(optimizer=["adam", "sgd"], hidden=(8, 4), regularizer="ema", epochs=3, layers=None)
    config = {"recipes": [one.settings() for one in recipes.recipes], "axes": list(recipes.axes)}
    asked = repeat.axes(config)
    result = type(
        "Stored", (), {"data": {"name": "iris"}, "config": {"rates": 0, "seeds": 2}, "equivalence": 0.02}
    )
    lines = repeat.python(result, asked).splitlines()
    (line,) = [one for one in lines if one.startswith("recipes = ")]
    assert lines[-1] == "result = dl.compare(data, recipes, seeds=2, equivalence=0.02)"
    names = {"dl": dl}
    exec(line, names)  # what the page tells the reader to run
    assert names["recipes"].recipes == recipes.recipes
