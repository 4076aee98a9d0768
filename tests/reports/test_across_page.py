"""The page on several data sets, and the command that writes it, from experiments that were trained."""

import json
from types import SimpleNamespace

import pytest

from descentlab.cli.across import across_command
from descentlab.errors import ExperimentError, SettingError
from descentlab.experiments.across import Across, across
from descentlab.reports import drawing
from descentlab.reports.across import html, write
from descentlab.reports.across_figures import figures


@pytest.fixture(scope="module")
def folders(folder, tmp_path_factory):
    """Iris, and wine with the same recipes; iris has 3 seeds."""
    from descentlab import data
    from descentlab.experiments.compare import compare
    from descentlab.experiments.grid import grid

    out = tmp_path_factory.mktemp("across") / "wine"
    compare(data.load("wine"), grid(optimizer=["sgd", "adam"], epochs=3, learning_rate=0.05), seeds=2, out=out)
    return [folder, out]


@pytest.fixture(scope="module")
def found(folders):
    return across(folders)


def test_all_parts_and_figures(found, page):
    text = html(found)
    read = page(text)
    titles = {attrs["id"] for tag, attrs in read.tags if tag == "section"}
    assert titles == {"verdict", "recipes", "data", "pairs", "ranks", "method", "limits", "repeat"}
    drawn = {attrs["data-figure"] for tag, attrs in read.tags if "data-figure" in attrs}
    assert drawn >= {"scores", "profiles", "improvement", "ranks", "data_sets"}
    for key in drawn:
        figure = json.loads(read.scripts[f"figure-{key}"])
        assert figure["data"]
        assert json.loads(read.scripts[f"csv-{key}"]).count("\r\n") > 1
    shown = " ".join(read.text)
    assert "ranks cannot be tested" in shown
    assert "holds on these data sets only (iris and wine)" in shown
    assert "learning_rate (tuned on iris and 0.05 on wine)" in shown
    assert "nan" not in shown
    assert text == html(found)


def test_every_figure_says_how_many(found):
    for figure in figures().values():
        rows = figure.table(found)
        caption = figure.caption(found, rows)
        assert "seeds" in caption, figure.__name__


def test_the_profile_drawn_is_the_profile_found(found):
    rows = [row for row in figures()["profiles"].table(found) if row["recipe"] == "adam"]
    scores = found.scores[:, found.recipes.index("adam")].ravel()
    for row in rows[::10]:
        assert row["share"] == pytest.approx(sum(score > row["above"] for score in scores) / scores.size)


def test_ranks_drawn_on_six_data_sets():
    """The bar joins what is not told apart; the ruler has the length of the critical difference."""
    ranks = figures()["ranks"]
    rows = ranks.table(six())
    drawn = ranks.draw(rows)
    bars = [shape for shape in drawn["layout"]["shapes"] if shape["line"]["width"] == 5]
    assert len(bars) == 1
    assert (round(bars[0]["y0"]), round(bars[0]["y1"])) == (0, 2)  # three recipes cannot be told apart on six
    ruler = drawn["layout"]["shapes"][len(bars)]
    assert ruler["x1"] - ruler["x0"] == pytest.approx(2.343 * (12 / 36) ** 0.5, abs=1e-3)
    assert "critical difference 1.35" in drawn["layout"]["annotations"][0]["text"]


def test_what_is_drawn_is_said():
    """The profile counts runs above a score, R² stays in capitals, and a speed-up has no colour of a verdict."""
    found = six()
    drawn = {key: one.draw(one.table(found)) for key, one in figures().items()}
    assert drawn["profiles"]["layout"]["xaxis"]["title"]["text"] == "normalised score above"
    assert {trace["marker"]["color"] for trace in drawn["speed"]["data"]} == {drawing.GREY}
    assert "Normalised score over 6 data sets" in html(found)
    found.normalize = "none"
    found.results = tuple(SimpleNamespace(**vars(one) | {"task": "regression"}) for one in found.results)
    assert "Test R² over 6 data sets" in html(found)
    assert "the verdict rests on the mean" in html(found)


def test_one_seed_draws_no_bands(page):
    single = six(seeds=1)
    assert "NaN" not in json.dumps({key: one.draw(one.table(single)) for key, one in figures().items()})
    assert "nan" not in " ".join(page(html(single)).text)


@pytest.mark.fault(49)
def test_hostile_names_are_text(page):
    names = ["</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "=cmd|' /C calc'!A0"]
    read = page(html(six(names, "<svg onload=alert(2)>\u202e")))
    assert not [tag for tag, _ in read.tags if tag in ("img", "svg")]
    assert len([tag for tag, _ in read.tags if tag == "script"]) == len(read.scripts)
    assert "'=cmd" in json.loads(read.scripts["csv-scores"])


def test_written_whole(found, tmp_path):
    write(found, tmp_path / "deep" / "page.html")
    assert [file.name for file in (tmp_path / "deep").iterdir()] == ["page.html"]


def test_the_command(folders, tmp_path, capsys):
    out, result = tmp_path / "page.html", tmp_path / "result.json"
    across_command(folders, out=out, json_file=result)
    told = capsys.readouterr().out
    assert "2 recipes on 2 data sets, 2 seeds each" in told
    assert "mean test score on each data set" in told
    assert f"page    {out}" in told
    assert out.read_text().startswith("<!DOCTYPE html>")
    assert json.loads(result.read_text())["seeds"] == 2


def test_the_command_refuses_before_it_works(folders, tmp_path):
    with pytest.raises(SettingError, match="is a folder; name a file"):
        across_command(folders, out=tmp_path)
    with pytest.raises(ExperimentError, match="has the same data as"):
        across_command([folders[0], folders[0]])


def six(names=("a", "b", "c"), data="data", seeds=3):
    """Six made-up data sets on which three recipes come in the same order."""

    def result(i):
        one = [
            SimpleNamespace(
                name=name,
                runs=[None] * seeds,
                scores=tuple(0.9 - 0.1 * place + 0.01 * seed for seed in range(seeds)),
                steps_to_target=SimpleNamespace(steps=[10.0 * (1 + place)] * seeds),
            )
            for place, name in enumerate(names)
        ]
        config = {"names": list(names), "recipes": [{}] * 3, "seeds": seeds, "rates": 1, "selection_seeds": 1}
        about = {"name": f"{data} {i}", "fingerprint": str(i), "sizes": {"test": 100}}
        return SimpleNamespace(
            folder=f"folder {i}", task="classification", target=0.5, data=about, config=config, recipes=one
        )

    return Across([result(i) for i in range(6)])
