"""``descentlab conventions`` as a user runs it, and the page that it writes."""

from pathlib import Path

import pytest

from descentlab import catalogue
from descentlab.cli import conventions as command
from descentlab.cli.main import run
from descentlab.diagnosis import conventions

PAGE = Path(__file__).parents[2] / "docs" / "conventions.md"


@pytest.fixture
def said(monkeypatch, capsys):
    """Runs the command and returns what it printed, or with ``code`` 2 its error."""

    def call(*arguments, code=0):
        monkeypatch.setenv("COLUMNS", "100")
        monkeypatch.setattr("sys.argv", ["descentlab", "conventions", *arguments])
        with pytest.raises(SystemExit) as stopped:
            run()
        printed = capsys.readouterr()
        assert (stopped.value.code or 0) == code, printed.err
        return printed.err if code else printed.out

    return call


@pytest.fixture
def torch_only(monkeypatch):
    """The quickest library alone."""
    monkeypatch.setattr(conventions, "LIBRARIES", {"torch": conventions.LIBRARIES["torch"]})


def test_an_optimizer_beside_its_peers(said):
    blocks = said("adam").split("\n\n")
    assert blocks[1].startswith("Convention: epsilon joins after the correction")
    assert [" ".join(line.split()) for line in blocks[2].splitlines()] == [
        "Keras: the same after epsilon -> epsilon / sqrt(1 - beta2^t)",
        "keras.optimizers.Adam(learning_rate, beta_1=beta1, beta_2=beta2, epsilon=epsilon)",
        "1 step 10 steps 100 steps",
        "our defaults 1e-08 1e-08 1e-08",
        "our defaults, after the change same same same",
        "large values 1e-03 1e-02 1e-02",
        "large values, after the change same same same",
        "its own defaults: epsilon=1e-07 (here 1e-08)",
    ]
    assert blocks[3].startswith("PyTorch: the same\n")
    assert blocks[4].startswith("optax: the same\n")
    assert blocks[5] == "large values: beta1=0.99, beta2=0.9999, epsilon=0.01"


def test_an_optimizer_without_peers_says_why(said):
    assert said("shampoo").strip().endswith("Keras, PyTorch and optax have no Shampoo")


def test_a_table_of_all_optimizers(said, torch_only):
    head, *lines = said().splitlines()
    assert head.split() == ["PyTorch"]
    cells = {line.split()[0]: " ".join(line.split()[1:]) for line in lines if line}
    assert set(catalogue.names("optimizers")) < set(cells)
    assert (cells["adam"], cells["radam"], cells["lion"]) == ("same", "same after epsilon", "none")


def test_another_familys_conventions(said):
    told = said("--family", "schedules")
    for name in catalogue.names("schedules"):
        assert f"{name} (schedule): " in told
    assert "Keras's ``PiecewiseConstantDecay`` keeps the old one" in " ".join(told.split())
    assert "No convention is stated." in told  # the constant rate has nothing to agree on


def test_a_technique_of_any_family(said):
    assert "batch_norm (layer): " in said("batch_norm")
    both = said("constant")
    assert "constant (schedule): " in both
    assert "constant (initializer): " in both
    assert "constant (schedule): " not in said("constant", "--family", "initializers")


def test_unknown_names_are_one_line(said):
    assert "did you mean 'adam'" in said("adm", code=2)
    assert "unknown family 'optimisers': did you mean 'optimizers'" in said("--family", "optimisers", code=2)
    assert "unknown schedule 'adam'" in said("adam", "--family", "schedules", code=2)


def test_a_page_that_cannot_be_written_is_refused_first(said, tmp_path):
    assert "is a folder; name a file" in said("--markdown", str(tmp_path), code=2)


def test_the_page_has_a_part_for_every_technique(said, torch_only, tmp_path):
    said("--markdown", str(tmp_path / "page.md"))
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert page.count("\n### ") == len(catalogue.ours("optimizers"))
    assert "| [radam](#radam) | same after epsilon |" in page
    assert "| PyTorch, our defaults | same | same | 1e-09 |" in page
    for family in catalogue.FAMILIES:
        assert f"\n## {family.capitalize()}\n" in page
        assert all(f"**{name}**: " in page or f"### {name}" in page for name in catalogue.ours(family))


@pytest.mark.long
def test_the_page_in_docs_is_what_is_measured_today():
    """Where it is not: ``make docs``, and read what has changed. Versions may differ, as long as nothing else does."""

    def without_versions(page):
        return [line for line in page.splitlines() if not line.startswith("Measured with ")]

    assert without_versions(PAGE.read_text(encoding="utf-8")) == without_versions(command.page())
