"""Names that would run, steer or turn something are text: in pages, browsers, CSV, JSON, TOML and terminals."""

import csv
import io
import json
import re
import subprocess
import tomllib

import pytest
from chromium import CHROMIUM, FLAGS

from descentlab.errors import DataError, harmless
from descentlab.reports.markup import csv_text, name, safe, script_json

NAMES = {
    "script": "<script>document.title='broken in'</script>",
    "end of script": "</script><script>document.title='broken in'</script>",
    "image": "\"><img src=x onerror=document.title='broken_in'>",
    "single quote": "' onmouseover='document.title=1",
    "address": "javascript:document.title='broken in'",
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "at": "@SUM(A1)",
    "line feed": "two\nlines",
    "tab": "\ttab",
    "NUL": "a\0b",
    "right to left": "\u202egnp.exe",
    "isolate": "\u2067x",
    "clear the screen": "\x1b[2J\x1b]0;title\x07",
    "C1": "\x9b31m",
    "line separator": "a\u2028b",
    "long": "n" * 10_000,
    "emoji": "\N{WOMAN}\u200d\N{PERSONAL COMPUTER}",
    "template": "${7*7}{{7*7}}%{x}<b>bold</b>",
    "comment": "<!--",
    "entity": "&lt;script&gt;",
    "Hebrew": "\u05d0\u05d1",
}
STEERING = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@pytest.fixture(scope="module")
def data_set():
    """The irises under other names: classes, features, target and data set."""
    from descentlab import data

    iris = data.load("iris")
    names = list(NAMES.values())
    return data.from_arrays(
        iris.features.repeat(4, axis=1) * ([1, 2, 3, 5] * 4),
        iris.targets,
        name=NAMES["image"] + NAMES["right to left"] + "\n",
        classes=[NAMES["end of script"], NAMES["formula"], NAMES["clear the screen"]],
        feature_names=[one for one in names if one != NAMES["C1"]][:16],
        target_names=[NAMES["right to left"]],
        notes=[f"column {one}" for one in names],
    )


@pytest.fixture(scope="module")
def result(data_set, tmp_path_factory):
    """An experiment on them, one of whose techniques has a hostile name too."""
    import descentlab
    from descentlab import own
    from descentlab.experiments.grid import grid

    folder = tmp_path_factory.mktemp("names")
    mine = folder / "<img src>\u202e.py"
    mine.write_text(f"from {descentlab.__name__}.techniques.optimizers.sgd import SGD as Mine\n")
    code = f"{mine}:Mine"
    own.admit(code)
    recipes = grid(optimizer=[f"{code}(learning_rate={rate})" for rate in (0.1, 0.2)], epochs=1, hidden=(8,))
    from descentlab.experiments.compare import compare

    return compare(data_set, recipes, seeds=2, out=folder / "experiment")


@pytest.fixture(scope="module")
def html(result):
    from descentlab.reports.page import html

    return html(result)


@pytest.mark.fault(49)
def test_the_page_shows_them_as_text(html, page, data_set):
    read = page(html)
    assert not [tag for tag, _ in read.tags if tag in ("img", "iframe", "object", "form", "link", "base")]
    assert not [key for _, attributes in read.tags for key in attributes if key.startswith("on")]
    assert not [
        address for key in ("href", "src", "action", "formaction") for address in read.attributes(key)
        if not address.startswith(("#", "https://"))
    ]  # fmt: skip
    assert len(read.scripts) == len([tag for tag, _ in read.tags if tag == "script"])
    text = "".join(read.text)
    assert not STEERING.search(text)
    for label in data_set.classes:
        assert harmless(label) in text
    assert NAMES["entity"] in text


@pytest.mark.fault(49)
def test_numbers_and_figures_in_the_page_are_data(html, page):
    scripts = page(html).scripts
    found = {
        key: json.loads(text, parse_constant=pytest.fail)
        for key, text in scripts.items()
        if key.startswith("csv-")
    }
    assert found
    for text in found.values():
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            for cell in row:
                assert re.match(r"[^=+@\t\r-]|$|-?[\d.]", cell), cell


@pytest.mark.fault(49)
@pytest.mark.parametrize("kind", NAMES)
def test_each_name_in_each_form(kind, page):
    text = NAMES[kind]
    read = page(f'<p title="{safe(text)}">{name(text)}</p>')
    assert [tag for tag, _ in read.tags] == ["p", "bdi"]
    assert "".join(read.text) == harmless(text)
    assert read.attributes("title") == [harmless(text)]
    script = script_json({"name": text})
    assert page(f"<script>{script}</script>").tags == [("script", {})]
    assert json.loads(script) == {"name": text}
    (_, row) = csv.reader(io.StringIO(csv_text([{"name": text}]), newline=""), strict=True)
    assert row[0].removeprefix("'") == text.removeprefix("'")
    assert row[0][0] not in "=+-@\t\r\n"
    line = str(DataError(f"{text}: is refused"))
    assert line.isprintable()
    assert len(line) < 2100
    assert line.endswith("is refused")


@pytest.mark.fault(51)
def test_the_result_as_json_has_them_exactly(result, data_set, tmp_path):
    from descentlab.experiments.exchange import write_json

    write_json(result.to_json(), tmp_path / "result.json")
    read = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert read["data"]["classes"] == list(data_set.classes)
    assert read["data"]["name"] == data_set.name
    assert any("<img src>\u202e.py:Mine" in one["name"] for one in read["recipes"])


@pytest.mark.fault(49)
def test_the_model_keeps_them_and_predictions_are_their_csv(result, data_set, tmp_path):
    from descentlab.experiments.model import Model

    model = Model.load(result.model_file)
    assert tuple(model.card.classes) == data_set.classes
    assert tuple(model.card.feature_names) == data_set.feature_names
    assert set(model.predict(data_set.features)) <= set(data_set.classes)


@pytest.mark.fault(49)
@pytest.mark.parametrize("kind", NAMES)
def test_a_configuration_gives_them_back_or_is_refused_in_one_line(kind, tmp_path):
    from descentlab.cli.config import read_config
    from descentlab.errors import SettingError

    file = tmp_path / "c.toml"
    file.write_text(f"target = {json.dumps(NAMES[kind], ensure_ascii=False)}\n", encoding="utf-8")
    assert tomllib.loads(file.read_text(encoding="utf-8"))["target"] == NAMES[kind]
    assert read_config(file).target == NAMES[kind]
    file.write_text(f"{json.dumps(NAMES[kind], ensure_ascii=False)} = 1\n", encoding="utf-8")
    with pytest.raises(SettingError) as refused:
        read_config(file)
    assert str(refused.value).isprintable()


@pytest.mark.fault(49)
@pytest.mark.parametrize("command", ["report", "list"])
def test_the_terminal_is_not_steered(result, command, monkeypatch, capsys):
    from descentlab.cli.main import run

    monkeypatch.setattr("sys.argv", ["descentlab", command, str(result.folder)])
    with pytest.raises(SystemExit) as stopped:
        run()
    said = capsys.readouterr()
    assert stopped.value.code == 0, said.err
    assert not STEERING.search(said.out + said.err)
    assert "\\u202e" in said.out


@pytest.mark.fault(44)
def test_a_file_whose_name_is_no_text_is_read_and_told(tmp_path, monkeypatch, capfdbinary):
    from descentlab.cli.main import run

    monkeypatch.chdir(tmp_path)
    with open(b"no\xfftext\n\xe2\x80\xae.csv", "w") as file:
        file.write("a,y\n1,\n")
    monkeypatch.setattr("sys.argv", ["descentlab", "train", "no\udcfftext\n\u202e.csv"])
    with pytest.raises(SystemExit) as stopped:
        run()
    assert stopped.value.code == 2
    (line,) = capfdbinary.readouterr().err.decode("ascii").splitlines()
    assert line.startswith("descentlab: no\\udcfftext\\n\\u202e.csv: line 2, column 'y'")


@pytest.mark.long
@pytest.mark.fault(49)
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on PATH")
def test_a_browser_runs_none_of_them(html, page, tmp_path):
    (tmp_path / "report.html").write_text(html, encoding="utf-8")
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", (tmp_path / "report.html").as_uri()]
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True)
    assert not re.findall(r".*CONSOLE.*", ran.stderr)
    title = re.search(r"<title>(.*?)</title>", ran.stdout, re.DOTALL)
    assert title
    assert "training recipes compared" in title[1]
    read = page(ran.stdout)
    assert not [tag for tag, _ in read.tags if tag in ("img", "image", "iframe")]
    assert not [key for _, attributes in read.tags for key in attributes if key.startswith("on")]
    assert sum("main-svg" in (attributes.get("class") or "") for _, attributes in read.tags) >= 2
    assert "<img src>" in "".join(read.text)
