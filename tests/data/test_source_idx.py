import gzip
import struct

import numpy as np
import pytest

from descentlab import data
from descentlab.errors import DataError

RANDOM = np.random.default_rng(0)
IMAGES = {part: RANDOM.integers(0, 256, (m, 3, 2), dtype=np.uint8) for part, m in (("train", 12), ("t10k", 6))}
LABELS = {part: (np.arange(len(images)) % 3).astype(np.uint8) for part, images in IMAGES.items()}


def idx(array, code=0x08, shape=None):
    shape = array.shape if shape is None else shape
    return struct.pack(f">HBB{len(shape)}I", 0, code, len(shape), *shape) + array.tobytes()


def fill(folder, dash="-", packed=False):
    for part, images in IMAGES.items():
        for kind, array in ((f"images{dash}idx3", images), (f"labels{dash}idx1", LABELS[part])):
            content = idx(array)
            name = f"{part}-{kind}-ubyte" + (".gz" if packed else "")
            (folder / name).write_bytes(gzip.compress(content) if packed else content)
    return folder


@pytest.mark.parametrize(("dash", "packed"), [("-", False), ("-", True), (".", False)])
def test_a_folder_is_one_data_set_with_an_official_test_part(tmp_path, dash, packed):
    dataset = data.load(fill(tmp_path, dash, packed))
    assert dataset.name == tmp_path.name
    assert dataset.images
    assert dataset.features.dtype == np.float32
    joined = np.concatenate([IMAGES["train"], IMAGES["t10k"]]).reshape(18, 6)
    assert (dataset.features == joined.astype(np.float32) / np.float32(255)).all()
    assert dataset.targets.tolist() == [0, 1, 2] * 6
    assert dataset.classes == ("0", "1", "2")
    assert dataset.test.tolist() == list(range(12, 18))
    assert data.split(dataset, 0).test.tolist() == list(range(12, 18))


def test_one_file_of_images_is_read_with_its_labels(tmp_path, refused):
    fill(tmp_path)
    dataset = data.load(tmp_path / "t10k-images-idx3-ubyte")
    assert dataset.sizes == (6, 6, 3)
    assert dataset.test is None
    refused(DataError, ["no images", "folder"], data.load, tmp_path / "train-labels-idx1-ubyte")
    (tmp_path / "t10k-labels-idx1-ubyte").unlink()
    refused(DataError, ["t10k-labels-idx1-ubyte"], data.load, tmp_path / "t10k-images-idx3-ubyte")
    refused(DataError, [str(tmp_path), "t10k-labels-idx1-ubyte", "four files"], data.load, tmp_path)


def test_a_target_is_refused(tmp_path, refused):
    refused(DataError, ["one target"], data.load, fill(tmp_path), target="y")


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (b"", ["damaged"]),
        (b"\0\0", ["damaged"]),
        (b"PK\x03\x04" + b"\0" * 40, ["first four bytes"]),
        (struct.pack(">HBB", 0, 8, 0), ["first four bytes"]),
        (struct.pack(">HBB2I", 0, 8, 3, 1, 1), ["damaged"]),
        (idx(IMAGES["train"])[:-1], ["claims 72 bytes"]),
        (idx(IMAGES["train"]) + b"\0", ["more than the 72 bytes"]),
        (idx(IMAGES["train"], shape=(2**31, 2**31, 2**31)), ["GB", "more than"]),
        (idx(IMAGES["train"], shape=(10**6, 28, 28)), ["claims shape"]),
        (idx(IMAGES["train"][:5]), ["(5, 3, 2)", "(12,)"]),
        (idx(LABELS["train"]), ["images of shape (12,)"]),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.fault(16, 17)
def test_damaged_files_are_refused(tmp_path, refused, content, parts, packed):
    path = fill(tmp_path, packed=packed) / ("train-images-idx3-ubyte" + (".gz" if packed else ""))
    path.write_bytes(gzip.compress(content) if packed else content)
    if packed and "claims shape" in parts[0]:
        parts = ["claims"]
    refused(DataError, [path.name, *parts], data.load, tmp_path)


@pytest.mark.fault(17)
def test_truncated_and_flipped_gzip_is_refused(tmp_path, refused):
    path = fill(tmp_path, packed=True) / "train-images-idx3-ubyte.gz"
    whole = path.read_bytes()
    for length in (0, 5, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        refused(DataError, [path.name, "damaged"], data.load, tmp_path)
    for place in (0, 40, len(whole) - 6):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        refused(DataError, [path.name, "damaged"], data.load, tmp_path)


def test_images_of_two_sizes_are_refused(tmp_path, refused):
    fill(tmp_path)
    (tmp_path / "t10k-images-idx3-ubyte").write_bytes(idx(IMAGES["t10k"].reshape(6, 2, 3)))
    refused(DataError, ["t10k-images", "(6, 2, 3)"], data.load, tmp_path)


def test_other_number_types_are_not_scaled(tmp_path):
    fill(tmp_path)
    (tmp_path / "train-images-idx3-ubyte").write_bytes(idx(IMAGES["train"].astype(">i2"), code=0x0B))
    dataset = data.load(tmp_path / "train-images-idx3-ubyte")
    assert (dataset.features == IMAGES["train"].reshape(12, 6)).all()
