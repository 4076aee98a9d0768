import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from descentlab import data
from descentlab.errors import DataError, MissingExtraError

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


@pytest.fixture
def save(tmp_path):
    def make(columns, names=None):
        table = pa.table(columns, names=names) if names else pa.table(columns)
        pq.write_table(table, tmp_path / "table.parquet")
        return str(tmp_path / "table.parquet")

    return make


def test_typed_columns(save):
    columns = {
        "i": pa.array([1, 2, 3], pa.int32()),
        "f": pa.array([0.5, 1.5, 2.5], pa.float32()),
        "b": [True, False, True],
        "d": [Decimal("1.25"), Decimal("2.50"), Decimal("3.75")],
        "s": ["red", "blue", "red"],
        "c": pa.array(["u", "v", "v"]).dictionary_encode(),
        "y": pa.array(["yes", "no", "yes"], pa.large_string()),
    }
    dataset = data.load(save(columns))
    assert dataset.feature_names == ("i", "f", "b", "d", "s=blue", "s=red", "c=u", "c=v")
    assert dataset.features[0].tolist() == [1, 0.5, 1, 1.25, 0, 1, 1, 0]
    assert dataset.classes == ("no", "yes")
    assert data.load(save(columns), target="f").task == "regression"


@pytest.mark.fault(1)
def test_missing_cells_are_counted_and_placed(save, refused):
    path = save({"a": [1, None, None], "b": [1.0, 2.0, None], "y": [0, 1, 0]})
    refused(DataError, [path, "3 cells missing", "row 1", "'a'"], data.load, path)
    refused(DataError, ["NaN", "row 1", "'b'"], data.load, save({"b": [1.0, float("nan")], "y": [0, 1]}))


@pytest.mark.parametrize(
    ("columns", "parts"),
    [
        ({"t": [datetime(2020, 1, 1)] * 2, "y": [0, 1]}, ["'t'", "timestamp"]),
        ({"t": [[1], [2]], "y": [0, 1]}, ["'t'", "list"]),
        ({"t": [b"a", b"b"], "y": [0, 1]}, ["'t'", "binary"]),
        ({"t": ["1", "2"], "y": [0, 1]}, ["row 0", "'t'", "'1'", "not a number"]),
        ({"t": [f"n{i}" for i in range(30)], "y": [0, 1] * 15}, ["'t'", "30 different"]),
        ({"t": pa.array([], pa.int64()), "y": pa.array([], pa.int64())}, ["empty"]),
        ({"y": [0, 1]}, ["only the target"]),
        ({"": [1, 2], "y": [0, 1]}, ["column 1", "no name"]),
    ],
)
@pytest.mark.fault(14)
def test_tables_that_cannot_be_used_are_refused(save, refused, columns, parts):
    path = save(columns)
    refused(DataError, [path, *parts], data.load, path)


@pytest.mark.fault(18)
def test_duplicate_columns_and_unknown_targets_are_refused(save, refused):
    refused(DataError, ["columns 1 and 2", "'a'"], data.load, save([[1], [2], [3]], ["a", "a", "y"]))
    refused(DataError, ["'z'", "known are a, y"], data.load, save({"a": [1], "y": [2]}), target="z")


@pytest.mark.fault(17)
def test_damaged_files_are_refused(save, refused, write):
    whole = Path(save({"a": [1.5, 2.5], "y": ["u", "v"]})).read_bytes()
    for length in (0, 3, 20, len(whole) // 2, len(whole) - 1):
        refused(DataError, ["cut.parquet", "damaged"], data.load, write(whole[:length], "cut.parquet"))


@settings(max_examples=100, deadline=None)
@given(st.data())
@pytest.mark.fault(17)
def test_flipped_bytes_never_raise_anything_else(tmp_path_factory, outcome, draw):
    folder = tmp_path_factory.mktemp("flip")
    pq.write_table(pa.table({"a": [1.5, 2.5, 3.5], "y": ["u", "v", "v"]}), folder / "a.parquet")
    content = bytearray((folder / "a.parquet").read_bytes())
    content[draw.draw(st.integers(0, len(content) - 1))] ^= draw.draw(st.integers(1, 255))
    (folder / "a.parquet").write_bytes(content)
    result = outcome(folder / "a.parquet")
    assert not isinstance(result, str) or result.isprintable()


@pytest.mark.fault(53)
def test_without_pyarrow_the_extra_is_named(save, refused, monkeypatch):
    path = save({"a": [1], "y": [2]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    refused(MissingExtraError, ["reading Parquet files", "descentlab[parquet]"], data.load, path)


def test_text_that_is_not_utf8_is_refused(save, refused, write):
    """A flipped bit in a string: Arrow itself reads it without a word."""
    whole = bytearray(Path(save({"a": [1.5, 2.5], "y": ["uuuu", "vvvv"]})).read_bytes())
    whole[whole.index(b"uuuu")] ^= 128
    refused(DataError, ["flip.parquet", "damaged"], data.load, write(bytes(whole), "flip.parquet"))
