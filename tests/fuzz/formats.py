"""Files of data to fuzz: for each kind valid ones, the words of its format, how one is taken apart and closed.

A target's ``read(file, data)`` reads a file that holds ``data``; it raises DescentlabError or gives anything at all.
"""

import contextlib
import gzip
import io
import re
import struct
import warnings
import zipfile
import zlib
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from descentlab.errors import DataError

RANDOM = np.random.default_rng(0)
TEXTS = [
    *rb"NaN inf 1e999 -0 1,234 1,5 #DIV/0! NA 1_0 <script> =cmd".split(),
    b"",
    b"\xef\xbb\xbf",
    b"\0",
    b"\n",
]
TEXTS += ["\u202e".encode(), b"\x1b[2J", b"\xed\xa0\x80", b"9" * 400, "\N{ARABIC-INDIC DIGIT THREE}".encode()]


class Target:
    """A reader. file: the name under which it gets its bytes."""

    name = file = ""
    tokens: list[bytes] = TEXTS

    @cached_property
    def seeds(self) -> list[bytes]:
        """Valid files."""
        return self.valid()

    def valid(self) -> list[bytes]:
        """Makes the seeds."""
        raise NotImplementedError

    def surround(self, folder: Path) -> None:
        """Writes the other files that the reader wants."""

    def read(self, file: Path, data: bytes) -> Any:
        """Reads the file."""
        from descentlab import data as sources

        sources.load(file)
        for task in ("classification", "regression"):
            with contextlib.suppress(DataError):
                sources.load(file, task=task)

    def opened(self, data: bytes) -> list[bytes]:
        """The parts of a file."""
        return re.split(rb"([,;|\t\r\n\"]+)", data)

    def closed(self, parts: list[bytes]) -> bytes:
        """The file of these parts."""
        return b"".join(parts)


class Csv(Target):
    """Tables as text, for training and for predictions."""

    name, file = "csv", "a.csv"

    def valid(self) -> list[bytes]:
        rows = [f"{i}.5,{i % 3},{'red' if i % 2 else 'blue'},{'ab'[i % 2]}" for i in range(8)]
        table = "\n".join(["width,n,color,kind", *rows])
        european = table.replace(",", ";").replace(".", ",")
        quoted = 'a,"b ""x""","c\nd"\r\n1,2,"u, v"\r\n3,4,"w"\r\n'
        return [
            *(text.encode() for text in (table, european, quoted, table.replace(",", "\t"))),
            b"\xef\xbb\xbf" + table.encode(),
            table.encode("utf-16"),
        ]

    def read(self, file: Path, data: bytes) -> Any:
        from descentlab.data.sources import csv

        with contextlib.suppress(DataError):
            csv.read_features(file, ["width", "n", "color=red"])
        super().read(file, data)


def npy(array: np.ndarray) -> bytes:
    """An array as NumPy saves it."""
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=True)
    return stream.getvalue()


class Poison:
    """Makes a file when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return open, ("executed", "w")


def _open_npy(data: bytes) -> list[bytes]:
    (length,) = struct.unpack("<H", data[8:10])
    return [*re.split(rb"([\d.]+|'[^']*')", data[10 : 10 + length]), data[10 + length :]]


def _close_npy(parts: list[bytes]) -> bytes:
    header = b"".join(parts[:-1])
    return b"\x93NUMPY\x01\0" + struct.pack("<H", len(header)) + header + parts[-1]


NPY_TOKENS = rb"'|O' '>f8' '<c16' '<M8[s]' '<U100' '|V8' '|b1' '<f2' '<u8' '<f16' '|S0' True L".split()
NPY_TOKENS += [
    b"(-1,)",
    b"()",
    b"9" * 11,
    b"[('a', '<f8')]",
    b"9" * 5000,
    b"(" * 300,
    b"__import__('os')",
    b"\0" * 8,
    b"\xff" * 8,
]
NPY_TOKENS += [np.array([np.nan, np.inf, -1e308, 5e-324]).tobytes()]


class Npy(Target):
    """One array."""

    name, file, tokens = "npy", "a.npy", NPY_TOKENS

    def valid(self) -> list[bytes]:
        table = RANDOM.normal(size=(8, 3))
        table[:, 2] = np.arange(8) % 2
        objects = np.array([[Poison()] * 2] * 2, dtype=object)
        arrays = [table, table.astype(">f4"), np.asfortranarray(table), (9 * table).astype(np.int16), objects]
        return [npy(array) for array in arrays]

    def opened(self, data: bytes) -> list[bytes]:
        return _open_npy(data)

    def closed(self, parts: list[bytes]) -> bytes:
        return _close_npy(parts)


class Npz(Target):
    """Arrays in a ZIP archive."""

    name, file = "npz", "a.npz"
    tokens = [*NPY_TOKENS, b"PK\x01\x02", b"PK\x05\x06", b"X_train", b"../x", b"\xff" * 4]

    def valid(self) -> list[bytes]:
        x, y = RANDOM.normal(size=(6, 2)), np.arange(6) % 2
        parts = {"X_train": x, "y_train": y, "X_test": x[:2], "y_test": y[:2]}
        found = []
        for arrays in ({"X": x, "y": y}, parts, {"x": x.astype(np.uint8), "labels": np.array(list("abcabc"))}):
            for save in (np.savez, np.savez_compressed):
                save(stream := io.BytesIO(), **arrays)
                found.append(stream.getvalue())
        np.savez(stream := io.BytesIO(), X=np.array([[Poison()]] * 2, dtype=object), y=np.arange(2))
        return [*found, stream.getvalue()]

    def opened(self, data: bytes) -> list[bytes]:
        """Name, header, values of one array, and the others whole."""
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts: list[bytes] = []
        for info in archive.infolist():
            header = _open_npy(archive.read(info))
            parts += [info.filename.encode(), b"".join(header[:-1]), header[-1]]
        return parts

    def closed(self, parts: list[bytes]) -> bytes:
        stream = io.BytesIO()
        with (
            warnings.catch_warnings(action="ignore"),
            zipfile.ZipFile(
                stream, "w", zipfile.ZIP_DEFLATED if len(parts) % 2 else zipfile.ZIP_STORED
            ) as archive,
        ):
            for name, header, values in zip(parts[::3], parts[1::3], parts[2::3], strict=False):
                with archive.open(name.decode(errors="replace"), "w") as member:
                    member.write(_close_npy([header, values]))
        return stream.getvalue()


class Idx(Target):
    """Images in MNIST's format, plain or packed (by the first byte), with their labels beside them."""

    name, file = "idx", "train-images-idx3-ubyte"
    tokens = [
        b"\0\0\x08\x03",
        b"\0\0\x0e\x02",
        b"\0\0\x0d\xff",
        b"\xff" * 4,
        b"\0" * 4,
        b"\x7f\xf0" + b"\0" * 6,
    ]

    def valid(self) -> list[bytes]:
        pixels = RANDOM.integers(0, 256, (6, 3, 2), dtype=np.uint8)
        plain = struct.pack(">HBB3I", 0, 8, 3, *pixels.shape) + pixels.tobytes()
        floats = struct.pack(">HBB3I", 0, 13, 3, *pixels.shape) + pixels.astype(">f4").tobytes()
        return [plain, floats, gzip.compress(plain, mtime=0)]

    def surround(self, folder: Path) -> None:
        labels = struct.pack(">HBBI", 0, 8, 1, 6) + bytes([0, 1, 2, 0, 1, 2])
        (folder / "train-labels-idx1-ubyte").write_bytes(labels)
        (folder / f"{self.file}.gz").symlink_to(self.file)

    def read(self, file: Path, data: bytes) -> Any:
        packed = data[:2] == b"\x1f\x8b"
        return super().read(file.with_name(file.name + ".gz") if packed else file, data)

    def opened(self, data: bytes) -> list[bytes]:
        data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        return [data[:4], data[4:8], data[8:12], data[12:16], data[16:]]

    def closed(self, parts: list[bytes]) -> bytes:
        return gzip.compress(b"".join(parts), 1, mtime=0)


class Parquet(Target):
    """Typed tables."""

    name, file = "parquet", "a.parquet"
    tokens = [b"PAR1", b"\xff" * 5, b"\x80" * 9 + b"\x01", b"\0" * 8, b"\x15\x00", b"\x18\x04", b"x" * 64]

    def valid(self) -> list[bytes]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        columns = {"i": [1, 2, 3, 4], "f": [0.5, 1.5, 2.5, 4.0], "s": ["u", "v", "u", "v"], "y": [0, 1, 0, 1]}
        table = pa.table(columns)
        packed = pa.table({"c": pa.array(["u", "v", "v"]).dictionary_encode(), "b": [True, False, True]})
        found = []
        for one, options in (
            (table, {"compression": "none", "use_dictionary": False}),
            (table, {"compression": "snappy"}),
            (packed, {"compression": "gzip", "data_page_version": "2.0"}),
            (table.select(["f", "y"]), {"compression": "zstd", "write_page_checksum": True}),
        ):
            pq.write_table(one, stream := io.BytesIO(), store_schema=False, **options)
            found.append(stream.getvalue())
        return found

    def opened(self, data: bytes) -> list[bytes]:
        """Pages, and the footer in small pieces."""
        length = int.from_bytes(data[-8:-4], "little")
        footer = data[-8 - length : -8]
        return [data[: -8 - length], *(footer[i : i + 8] for i in range(0, length, 8))]

    def closed(self, parts: list[bytes]) -> bytes:
        footer = b"".join(parts[1:])
        return parts[0] + footer + len(footer).to_bytes(4, "little") + b"PAR1"


class Image(Target):
    """One image among those of a folder, in any format that is read."""

    name, file = "image", "a/x.png"
    tokens = [
        b"tRNS\x01",
        b"acTL\0\0\0\2\0\0\0\0",
        b"eXIfMM\0*",
        b"IDAT",
        b"PLTE",
        b"zTXtk\0\0x",
        b"iCCPx\0\0",
        b"BM",
    ]
    tokens += [
        b"\xff\xd9",
        b"\xff\xda",
        b"\xff\xc2",
        b"MM\0*",
        b"II*\0",
        b"GIF89a",
        b",\0\0",
        b"\xff" * 4,
        b"\0" * 8,
    ]

    def valid(self) -> list[bytes]:
        from PIL.Image import fromarray

        pixels = RANDOM.integers(0, 256, (6, 5, 4), dtype=np.uint8)
        found = []
        for mode, format_, options in (
            *(("RGB", name, {}) for name in ("PNG", "JPEG", "BMP", "GIF", "TIFF")),
            ("RGB", "JPEG", {"progressive": True}),
            ("RGB", "TIFF", {"compression": "tiff_lzw"}),
            ("L", "TIFF", {"compression": "tiff_adobe_deflate"}),
            *((mode, "PNG", {}) for mode in ("L", "P", "1", "RGBA", "LA")),
            ("P", "PNG", {"transparency": 1}),
        ):
            image = fromarray(pixels).convert(mode)
            image.save(stream := io.BytesIO(), format_, **options)
            found.append(stream.getvalue())
        return found

    def surround(self, folder: Path) -> None:
        (folder / "b").mkdir()
        (folder / "b" / "y.png").symlink_to(folder / self.file)

    def read(self, file: Path, data: bytes) -> Any:
        from descentlab.data.sources import images

        return images.read(file.parent.parent)

    def opened(self, data: bytes) -> list[bytes]:
        """Chunks of a PNG, each as name and contents, pixels unpacked; or the file in small pieces."""
        if data[:4] != b"\x89PNG":
            size = 2 ** (1 + len(data) % 4)
            return [data[i : i + size] for i in range(0, len(data), size)]
        parts, at = [data[:8]], 8
        while at < len(data):
            (length,) = struct.unpack(">I", data[at : at + 4])
            name, contents = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
            parts += [name, zlib.decompress(contents) if name == b"IDAT" else contents]
            at += length + 12
        return parts

    def closed(self, parts: list[bytes]) -> bytes:
        if parts[0][:4] != b"\x89PNG":
            return b"".join(parts)
        data = parts[0]
        for name, contents in zip(parts[1::2], parts[2::2], strict=False):
            packed = zlib.compress(contents, 1) if name == b"IDAT" else contents
            data += (
                struct.pack(">I", len(packed)) + name + packed + struct.pack(">I", zlib.crc32(name + packed))
            )
        return data
