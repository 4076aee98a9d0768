"""The register of faults: each is shown by tests or explained as impossible, and docs/faults.md says by which tests."""

import pytest

import faults

PAGE = faults.PAGE.read_text(encoding="utf-8")


def test_every_fault_has_one_row_in_order():
    assert list(faults.rows(PAGE)) == list(faults.NUMBERS)
    assert len(faults._ROW.findall(PAGE)) == len(faults.NUMBERS)


@pytest.mark.parametrize("number", faults.NUMBERS)
def test_a_fault_is_shown_or_explained(number):
    _, happens = faults.rows(PAGE)[number]
    shown = faults.files()[number]
    if happens.startswith(faults.IMPOSSIBLE):
        assert not shown
    else:
        assert shown, f"no test carries @pytest.mark.fault({number}), and docs/faults.md does not say why"


def test_the_page_names_the_tests_that_there_are():
    """When this fails: python -m tests.faults --write."""
    assert faults.written(PAGE) == PAGE


def test_markers_are_read_wherever_pytest_takes_them(tmp_path):
    file = tmp_path / "test_it.py"
    file.write_text(
        "import pytest\n"
        "pytestmark = [pytest.mark.long, pytest.mark.fault(9)]\n"
        "@pytest.mark.fault(1, 2)\n@pytest.mark.fault(4)\ndef test_one(): ...\n"
        "@pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.fault(3)), 2])\ndef test_two(x): ...\n"
        "def test_three(): ...\n"
    )
    assert dict(faults.marked(file)) == {"": (9,), "test_one": (1, 2, 4), "test_two": (3,)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mark = pytest.mark.fault(3)\n", "belongs to no test"),
        ("@pytest.mark.fault('3')\ndef test_one(): ...\n", "line 1: a fault is named by its number"),
    ],
)
def test_a_marker_that_cannot_be_counted_is_refused(tmp_path, text, message):
    file = tmp_path / "test_it.py"
    file.write_text(text)
    with pytest.raises(ValueError, match=message):
        list(faults.marked(file))
