import io
import pickle
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from descentlab import data
from descentlab.errors import DataError

X = np.arange(12.0).reshape(6, 2) ** 1.5
Y = np.array([0, 1, 0, 1, 0, 1])


@pytest.fixture
def save(tmp_path):
    def make(compressed=False, **arrays):
        (np.savez_compressed if compressed else np.savez)(tmp_path / "arrays.npz", **arrays)
        return str(tmp_path / "arrays.npz")

    return make


def npy(shape, descr="<f8", body=b"", version=b"\x01\x00"):
    header = repr({"descr": descr, "fortran_order": False, "shape": shape}).encode()
    return b"\x93NUMPY" + version + struct.pack("<H", len(header)) + header + body


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize(
    "names", [("X", "y"), ("x", "y"), ("X", "Y"), ("features", "labels"), ("data", "target")]
)
def test_pairs_of_arrays(save, names, compressed):
    dataset = data.load(save(compressed, **dict(zip(names, (X, Y), strict=True))))
    assert dataset.fingerprint == data.from_arrays(X, Y).fingerprint
    assert dataset.name == "arrays.npz"


def test_parts_are_joined_and_the_test_part_recorded(save):
    parts = {"X_train": X[:3], "Y_train": Y[None, :3], "X_valid": X[3:4], "Y_valid": Y[None, 3:4]}
    dataset = data.load(save(**parts, X_test=X[4:], Y_test=Y[None, 4:], other=X))
    assert (dataset.features == X).all()
    assert (dataset.targets == Y).all()
    assert dataset.test.tolist() == [4, 5]
    assert data.load(save(**parts)).test is None
    assert data.load(save(x_train=X[:4], y_train=Y[:4], x_val=X[4:], y_val=Y[4:])).sizes.examples == 6


def test_targets_can_be_named(save, refused):
    path = save(X=X, y=Y, weight=X[:, 0] + 0.5)
    dataset = data.load(path, target="weight")
    assert dataset.task == "regression"
    refused(DataError, ["unknown array 'wait'", "weight"], data.load, path, target="wait")


@pytest.mark.parametrize(
    ("arrays", "parts"),
    [
        ({"a": X, "b": Y}, ["('a', 'b')", "X and y"]),
        ({"X": X}, ["('X')"]),
        ({}, ["(none)"]),
        ({"X": X, "y": Y[:5]}, ["'X' has 6 rows", "'y' 5"]),
        ({"X_train": X, "y_train": Y, "X_test": X[:, :1], "y_test": Y}, ["'X_test'", "another shape"]),
        ({"X": X, "y": np.array(3)}, ["'y' 0"]),
        ({"X": np.where(X > 20, np.nan, X), "y": Y}, ["NaN", "row 4", "'x0'"]),
    ],
)
@pytest.mark.fault(1, 10)
def test_archives_that_cannot_be_used_are_refused(refused, save, arrays, parts):
    path = save(**arrays)
    refused(DataError, [path, *parts], data.load, path)


class Canary:
    """Writes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.write_text, (self.path, "executed")


@pytest.mark.fault(14, 15, 45)
def test_python_objects_are_refused_and_nothing_is_executed(refused, save, tmp_path):
    canary = tmp_path / "canary"
    poison = np.array([Canary(canary)] * 6, dtype=object)
    for arrays in ({"X": X, "y": poison}, {"X": poison[:, None], "y": Y}):
        refused(DataError, ["Python objects", "pickle"], data.load, save(**arrays))
    np.save(tmp_path / "table.npy", poison[:, None].repeat(2, axis=1), allow_pickle=True)
    refused(DataError, ["Python objects"], data.load, tmp_path / "table.npy")
    (tmp_path / "raw.npy").write_bytes(pickle.dumps(Canary(canary)))
    refused(DataError, ["raw.npy", "damaged"], data.load, tmp_path / "raw.npy")
    with zipfile.ZipFile(tmp_path / "raw.npz", "w") as archive:
        archive.writestr("X.npy", pickle.dumps(Canary(canary)))
        archive.writestr("y.npy", pickle.dumps(Canary(canary)))
    refused(DataError, ["raw.npz", "damaged"], data.load, tmp_path / "raw.npz")
    assert not canary.exists()


@pytest.mark.parametrize("shape", [(10**12, 10**6), (10**9, 3), (50, 3), (-1, 3), (2**62, 2**62, 0)])
@pytest.mark.fault(16)
def test_a_header_that_claims_more_than_there_is_is_refused_before_memory_is_taken(refused, tmp_path, shape):
    reason = "damaged" if 0 in shape else "claims shape"
    with zipfile.ZipFile(tmp_path / "bomb.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("X.npy", npy(shape, body=b"\0" * 100))
        archive.writestr("y.npy", npy((1,), body=b"\0" * 8))
    refused(DataError, ["bomb.npz", reason], data.load, tmp_path / "bomb.npz")
    (tmp_path / "bomb.npy").write_bytes(npy(shape, body=b"\0" * 100))
    refused(DataError, ["bomb.npy", reason], data.load, tmp_path / "bomb.npy")


@pytest.mark.fault(16)
def test_a_zip_entry_that_claims_more_than_deflate_can_hold_is_refused(refused, tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("X.npy", npy((10**8, 8), body=b"\0" * 1000))
        archive.writestr("y.npy", npy((1,), body=b"\0" * 8))
    content = bytearray((tmp_path / "bomb.npz").read_bytes())
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<I", 4_000_000_000)
    (tmp_path / "bomb.npz").write_bytes(content)
    refused(DataError, ["'X'", "claims more bytes"], data.load, tmp_path / "bomb.npz")


@pytest.mark.fault(16)
def test_more_than_the_limit_is_refused(refused, save, monkeypatch):
    path = save(X=X, y=Y)
    monkeypatch.setattr("descentlab.data.files.LIMIT", 300)
    refused(DataError, ["more than", "GB"], data.load, path)
    path = save(True, X=np.zeros((1000, 2)), y=np.arange(1000) % 2)  # small when packed, 24 kB together
    monkeypatch.setattr("descentlab.data.files.LIMIT", 20_000)
    refused(DataError, ["the arrays in memory", "GB"], data.load, path)


def test_other_packing_is_refused(refused, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("X.npy", npy((2, 2), body=b"\0" * 32))
        archive.writestr("y.npy", npy((2,), body=b"\0" * 16))
    refused(DataError, ["'X'", "packed"], data.load, tmp_path / "a.npz")


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.fault(17)
def test_damaged_archives_are_refused(refused, save, write, compressed):
    whole = Path(save(compressed, X=X, y=Y)).read_bytes()
    for length in (0, 10, len(whole) // 2, len(whole) - 1):
        refused(DataError, ["cut.npz", "damaged"], data.load, write(whole[:length], "cut.npz"))
    flipped = bytearray(whole)
    flipped[whole.index(b"NUMPY") + 150 if not compressed else 70] ^= 1
    refused(DataError, ["flip.npz"], data.load, write(bytes(flipped), "flip.npz"))


def test_a_table_in_npy(tmp_path, refused, write):
    path = tmp_path / "table.npy"
    np.save(path, np.column_stack([X, Y]))
    dataset = data.load(path)
    assert dataset.targets.tolist() == Y.tolist()
    assert dataset.feature_names == ("x0", "x1")
    assert any("the last column, number 2" in note for note in dataset.notes)
    assert data.load(path, target="0").feature_names == ("x1", "x2")
    assert data.load(path, target=-3).task == "regression"
    for target in (3, -4, "kind"):
        refused(DataError, [f"'{target}'", "0 to 2"], data.load, path, target=target)
    np.save(path, X[:, 0])
    refused(DataError, ["(6,)", ".npz"], data.load, path)
    np.save(path, np.zeros(3, dtype=[("a", "f8"), ("b", "f8")]))
    refused(DataError, ["shape (3,)"], data.load, path)
    refused(DataError, ["version"], data.load, write(npy((2, 2), version=b"\x03\x00"), "v3.npy"))
    refused(DataError, ["left over"], data.load, write(npy((2, 2), body=b"\0" * 40), "long.npy"))


@settings(max_examples=200, deadline=None)
@given(data_=st.data(), kind=st.sampled_from(["npy", "npz", "packed"]))
@pytest.mark.fault(17)
def test_flipped_bytes_are_refused_or_change_nothing_unseen(tmp_path_factory, outcome, data_, kind):
    stream = io.BytesIO()
    if kind == "npy":
        np.save(stream, np.column_stack([X, Y]))
    else:
        (np.savez if kind == "npz" else np.savez_compressed)(stream, X=X, y=Y)
    content = bytearray(stream.getvalue())
    place = data_.draw(st.integers(0, len(content) - 1))
    content[place] ^= data_.draw(st.integers(1, 255))
    path = tmp_path_factory.mktemp("flip") / ("a.npy" if kind == "npy" else "a.npz")
    path.write_bytes(content)
    result = outcome(path)
    if isinstance(result, str):
        assert result.isprintable()
    elif kind != "npy":
        assert (result.features == X).all()
