import os
import shutil
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest

from descentlab import data
from descentlab.data.sources import images
from descentlab.errors import DataError, MissingExtraError

pillow = pytest.importorskip("PIL.Image")

RANDOM = np.random.default_rng(0)
PIXELS = {label: RANDOM.integers(0, 256, (3, 4, 5, 3), dtype=np.uint8) for label in ("cat", "dog")}


def fill(folder, mode="RGB", ending="png"):
    for label, several in PIXELS.items():
        (folder / label).mkdir(parents=True)
        for number, pixels in enumerate(several):
            pillow.fromarray(pixels).convert(mode).save(folder / label / f"{number}.{ending}")
    return folder


@pytest.mark.parametrize("ending", ["png", "bmp", "tif", "PNG"])
def test_a_folder_is_a_data_set(tmp_path, ending):
    dataset = data.load(fill(tmp_path, ending=ending))
    assert dataset.name == tmp_path.name
    assert dataset.image_shape == (4, 5, 3)
    assert dataset.features.dtype == np.float32
    joined = np.concatenate([PIXELS["cat"], PIXELS["dog"]]).reshape(6, 60)
    assert (dataset.features == joined.astype(np.float32) / np.float32(255)).all()
    assert dataset.classes == ("cat", "dog")
    assert dataset.targets.tolist() == [0, 0, 0, 1, 1, 1]
    assert dataset.test is None


@pytest.mark.parametrize("ending", ["jpg", "jpeg", "gif"])
def test_formats_that_lose_something_are_near(tmp_path, ending):
    dataset = data.load(fill(tmp_path, "L", ending))
    assert dataset.image_shape == (4, 5, 3 if ending == "gif" and dataset.image_shape[2] == 3 else 1)
    assert dataset.features.max() <= 1


@pytest.mark.parametrize(
    ("mode", "channels", "values"),
    [
        ("1", 1, [0, 1]),
        ("L", 1, [51 / 255, 1]),
        ("LA", 2, [0.2, 0.4, 1, 1]),
        ("RGBA", 4, [0.2, 0.4, 0.6, 0.8, 1, 1, 1, 1]),
        ("I;16", 1, [1000 / 65535, 1]),
        ("P", 3, [0, 0, 1, 1, 1, 1]),
    ],
)
def test_channels_by_hand(tmp_path, mode, channels, values):
    pixels = {
        "1": [0, 255],
        "L": [51, 255],
        "LA": [(51, 102), (255, 255)],
        "RGBA": [(51, 102, 153, 204), (255,) * 4],
        "I;16": [1000, 65535],
        "P": [0, 1],
    }
    image = pillow.new(mode, (2, 1))
    if mode == "P":
        image.putpalette([0, 0, 255, 255, 255, 255])
    image.putdata(pixels[mode])
    for label in "ab":
        (tmp_path / label).mkdir()
        image.save(tmp_path / label / "x.png")
    dataset = data.load(tmp_path)
    assert dataset.image_shape == (1, 2, channels)
    np.testing.assert_allclose(dataset.features[0], values, rtol=1e-6)


def test_official_parts(tmp_path):
    for part in ("train", "val", "test"):
        fill(tmp_path / part)
    dataset = data.load(tmp_path)
    assert dataset.sizes == (18, 60, 2)
    assert dataset.test.tolist() == list(range(12, 18))
    assert any("official test part also outside" in note for note in dataset.notes)
    shutil.rmtree(tmp_path / "val")
    shutil.rmtree(tmp_path / "test")
    assert data.load(tmp_path).test is None


def test_train_may_be_a_class(tmp_path):
    fill(tmp_path)
    (tmp_path / "dog").rename(tmp_path / "train")
    assert data.load(tmp_path).classes == ("cat", "train")


def test_the_order_of_the_file_system_does_not_count(tmp_path, monkeypatch):
    first = data.load(fill(tmp_path)).fingerprint
    listed = os.listdir
    monkeypatch.setattr(os, "listdir", lambda path: sorted(listed(path), reverse=True))
    assert data.load(tmp_path).fingerprint == first


def test_both_forms_of_unicode_are_one_name(tmp_path, refused):
    fill(tmp_path)
    (tmp_path / "cat").rename(tmp_path / "Cafe\u0301")
    assert data.load(tmp_path).classes == ("Caf\u00e9", "dog")
    (tmp_path / "dog").rename(tmp_path / "Caf\u00e9")
    refused(DataError, ["Caf", "rename one"], data.load, tmp_path)


def test_hidden_files_are_left_out_and_others_told(tmp_path):
    fill(tmp_path)
    for name in (".DS_Store", "cat/._0.png", ".git/x.png", "README.txt", "dog/Thumbs.db"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    dataset = data.load(tmp_path)
    assert dataset.sizes.examples == 6
    (note,) = dataset.notes
    assert "2 files left out" in note
    assert "'README.txt'" in note
    assert "'dog/Thumbs.db'" in note


def png(width, height, contents, *chunks):
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + b"".join(chunks)
        + chunk(b"IDAT", zlib.compress(contents))
        + chunk(b"IEND", b"")
    )


def bad_crc(content):
    place = content.index(b"IDAT") + 8
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


WHOLE = png(5, 4, bytes(4 * 16))


@pytest.mark.fault(21)
@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (b"", ["cannot be read as an image", "none of PNG"]),
        (b"GIF89a", ["cannot be read as an image"]),
        (b"<svg/>", ["none of PNG, JPEG, BMP, GIF, TIFF"]),
        (png(6, 4, bytes(4 * 19)), ["has 4 x 6 pixels of 3 channels", "0.png has 4 x 5", "1 file unlike"]),
        (png(8_000, 8_000, b""), ["claims 8,000 x 8,000 pixels", "make it smaller"]),
        (png(50_000, 50_000, b""), ["claims far too many pixels", "make it smaller"]),
        (png(0, 4, b""), ["cannot be read as an image"]),
        (png(2**31 - 1, 2**31 - 1, b""), ["x.png"]),
        pytest.param(WHOLE[:-30], ["damaged or cut short"], marks=pytest.mark.fault(17)),
        pytest.param(WHOLE[: len(WHOLE) // 2], ["damaged or cut short"], marks=pytest.mark.fault(17)),
        pytest.param(bad_crc(WHOLE), ["damaged or cut short"], marks=pytest.mark.fault(17)),
        (png(5, 4, bytes(20)), ["damaged or cut short"]),
    ],
)
def test_files_that_cannot_be_used_are_refused(tmp_path, refused, content, parts):
    fill(tmp_path)
    (tmp_path / "cat" / "x.png").write_bytes(content)
    refused(DataError, ["cat/x.png", *parts], data.load, tmp_path)


@pytest.mark.fault(21)
def test_modes_and_frames_that_cannot_be_used_are_refused(tmp_path, refused):
    fill(tmp_path)
    x = tmp_path / "cat" / "0.tif"
    pillow.new("CMYK", (5, 4)).save(x)
    refused(DataError, ["cat/0.tif", "'CMYK'", "save it as"], data.load, tmp_path)
    pillow.new("F", (5, 4)).save(x)
    refused(DataError, ["cat/0.tif", "'F'"], data.load, tmp_path)
    frames = [pillow.new("RGB", (5, 4), colour) for colour in ("red", "blue")]
    frames[0].save(x, save_all=True, append_images=frames[1:])
    refused(DataError, ["cat/0.tif", "several frames"], data.load, tmp_path)
    pillow.new("L", (5, 4)).save(x)
    refused(
        DataError,
        ["0.tif: has 4 x 5 pixels of 1 channel, and", "0.png has 4 x 5", "1 file"],
        data.load,
        tmp_path,
    )


@pytest.mark.fault(21)
def test_folders_that_cannot_be_used_are_refused(tmp_path, refused):
    fill(tmp_path)
    refused(DataError, ["leave the target out"], data.load, tmp_path, target="cat")
    (tmp_path / "bird").mkdir()
    refused(DataError, ["bird", "no images", "delete"], data.load, tmp_path)
    (tmp_path / "bird").rmdir()
    (tmp_path / "cat" / "up").symlink_to(tmp_path)
    refused(DataError, ["cat/up", "folder within a class"], data.load, tmp_path)
    (tmp_path / "cat" / "up").unlink()
    (tmp_path / "cat" / "round.png").symlink_to(tmp_path / "cat" / "round.png")
    refused(DataError, ["cat/round.png", "cannot be opened"], data.load, tmp_path)
    (tmp_path / "cat" / "round.png").unlink()
    (tmp_path / "turn").symlink_to(tmp_path)
    refused(DataError, ["turn/cat", "folder within a class"], data.load, tmp_path)
    (tmp_path / "turn").unlink()
    os.mkfifo(tmp_path / "cat" / "pipe.png")
    refused(DataError, ["cat/pipe.png", "not a regular file"], data.load, tmp_path)
    (tmp_path / "cat" / "pipe.png").unlink()
    (tmp_path / "dog").rename(tmp_path / "\udcff")
    refused(DataError, ["udcff", "not Unicode"], data.load, tmp_path)
    shutil.rmtree(tmp_path / "\udcff")
    refused(DataError, ["one class"], data.load, tmp_path)


@pytest.mark.fault(21)
def test_more_than_memory_is_refused_before_pixels_are_read(tmp_path, refused, monkeypatch):
    fill(tmp_path)
    monkeypatch.setattr("descentlab.data.files.LIMIT", 6 * 60 * 4 - 1)
    monkeypatch.setattr(images, "_pixels", None)
    refused(DataError, [tmp_path.name, "the images in memory"], data.load, tmp_path)


def test_a_damaged_tiff_writes_nothing_to_the_terminal(tmp_path, refused, capfd):
    fill(tmp_path)
    stream = tmp_path / "cat" / "x.tif"
    pillow.fromarray(PIXELS["cat"][0]).save(stream, compression="tiff_lzw")
    content = bytearray(stream.read_bytes())
    place = content.index(b"\x80")  # LZW begins by clearing its table
    content[place : place + 20] = b"\xff" * 20
    stream.write_bytes(content)
    refused(DataError, ["cat/x.tif", "damaged"], data.load, tmp_path)
    assert capfd.readouterr().err == ""


def test_without_pillow_the_extra_is_named(tmp_path, refused, monkeypatch):
    fill(tmp_path)
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    refused(MissingExtraError, ["descentlab[images]"], data.load, tmp_path)


def test_the_terminal_is_not_silent_for_good_after_two_threads():
    """Each keeps what standard error was; the second must not keep the first one's silence."""
    code = (
        "import os, threading, time\n"
        "from descentlab.data.sources.images import _quiet\n"
        "def work(before, within):\n"
        "    time.sleep(before)\n"
        "    with _quiet(True):\n"
        "        time.sleep(within)\n"
        "both = [threading.Thread(target=work, args=times) for times in ((0, 0.2), (0.1, 0.2))]\n"
        "[one.start() for one in both], [one.join() for one in both]\n"
        "os.write(2, b'heard')\n"
        "os.close(2)\n"
        "with _quiet(True):\n"
        "    print('closed')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "closed", "heard")
