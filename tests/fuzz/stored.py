"""Files of our own to fuzz: configurations, models, experiments."""

import contextlib
import json
import re
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from .formats import TEXTS, Target


class Toml(Target):
    """Configurations, as far as the recipes that they ask for."""

    name, file = "toml", "a.toml"
    tokens = [
        *TEXTS,
        *rb"nan -inf [ ] { ''' \"\"\" 1e400 true [[grid]] x.py:X 1979-05-27 0x_1 all {a=1} adam(beta1=[".split(),
    ]
    tokens += [b"residual(layers=[dense])", b"9" * 5000, b"(" * 200, b"[" * 3000, b"a(b=" * 500, b"{a=" * 1000]

    def valid(self) -> list[bytes]:
        return [
            b'data = "digits"\nseeds = 10\nrates = 3\n\n[grid]\noptimizer = ["adam", "momentum(momentum=0.95)"]\n'
            b'l2 = [0, 1e-4]\nhidden = [[8, 4], [16]]\nactivation = "relu"\n',
            b'data = "t.csv"\ntarget = "kind"\ntask = "classification"\nout = "x"\n[grid]\nlayers = '
            b'"conv2d(filters=4), flatten, dense(units=3)"\nschedule = "cosine"\nregularizer = ["l1", "l2 + ema"]\n',
            b"[grid]\nlearning_rate = [0.1, 0.01]\nepochs = 3\nbatch_size = 16\ndropout = 0.5\n"
            b"class_weights = [1, 2]\n",
        ]

    def read(self, file: Path, data: bytes) -> Any:
        from descentlab.cli.config import read_config
        from descentlab.experiments.grid import grid

        return grid(**read_config(file).grid)

    def opened(self, data: bytes) -> list[bytes]:
        return re.split(rb"([\s=,\[\]\"'(){}]+)", data)


class Model(Target):
    """A trained model."""

    name, file = "model", "m.safetensors"
    tokens = (
        rb"F64 BF16 [ ] {} null 1e400 -1 [1000000000000] [0,0] dense2.kernel x.py:X relu data_offsets".split()
    )
    tokens += [rb"\ud800", rb"\u0000", b"9" * 20, np.array([np.nan]).tobytes()]

    def valid(self) -> list[bytes]:
        from descentlab import data
        from descentlab.experiments.recipe import recipe
        from descentlab.experiments.train import train

        found = []
        for settings in ({"hidden": (4,)}, {"hidden": (3,), "normalization": "batch_norm", "dropout": 0.1}):
            trained = train(data.load("iris"), recipe(epochs=1, **settings), seed=0)
            with tempfile.NamedTemporaryFile(suffix=".safetensors") as file:
                trained.model.save(file.name)
                found.append(Path(file.name).read_bytes())
        return found

    def read(self, file: Path, data: bytes) -> Any:
        from descentlab.experiments.model import Model as Trained

        return Trained.load(file).predict(np.ones((2, 4)))

    def opened(self, data: bytes) -> list[bytes]:
        """Words of the header and of the card within it, and the values."""
        length = int.from_bytes(data[:8], "little")
        head = json.loads(data[8 : 8 + length])
        card = head["__metadata__"].pop("card")
        head["__metadata__"].pop("sha256", None)  # a file without one is read too, and its contents are the aim
        words = [re.split(rb"([\s:,{}\[\]\"]+)", text) for text in (json.dumps(head).encode(), card.encode())]
        return [*words[0], b"\1card", *words[1], b"\1values", data[8 + length :]]

    def closed(self, parts: list[bytes]) -> bytes:
        whole = b"\2".join(parts)
        head, _, rest = whole.partition(b"\1card\2")
        card, _, values = rest.partition(b"\1values\2")
        head, card = head.replace(b"\2", b""), card.replace(b"\2", b"")
        if b'"kind"' in head:
            told = json.dumps(card.decode(errors="replace")).encode()
            head = head.replace(b'"kind"', b'"card": ' + told + b', "kind"', 1)
        return len(head).to_bytes(8, "little") + head + values.replace(b"\2", b"")


class Store(Target):
    """An experiment's database, as far as the table of results."""

    name, file = "store", "experiment.sqlite3"
    tokens = (
        rb'null -1 1e400 NaN "" [] {} true "waiting" "diverged" "report" "facts" "epochs" "../../x"'.split()
    )
    tokens += [rb"\ud800", rb"\u0000", b"9" * 20, b"SQLite format 3\0", b"\xff" * 4]

    def valid(self) -> list[bytes]:
        from descentlab import data
        from descentlab.experiments.compare import compare
        from descentlab.experiments.grid import grid

        found = []
        for settings in ({"optimizer": ["sgd", "adam"], "learning_rate": 0.01}, {"learning_rate": [0.1, 1e9]}):
            with tempfile.TemporaryDirectory() as folder:
                recipes = grid(epochs=2, hidden=(4,), **settings)
                compare(data.load("iris"), recipes, seeds=2, out=Path(folder) / "experiment")
                whole = (Path(folder) / "experiment" / self.file).read_bytes()
                found.append(self.closed(self.opened(whole)))
        return found

    def read(self, file: Path, data: bytes) -> Any:
        from descentlab.experiments.result import Result

        result = Result.read(file.parent)
        return result.table(), result.verdict(), result.to_json()

    def opened(self, data: bytes) -> list[bytes]:
        """The rows of all tables."""
        from descentlab.experiments.rows import TYPES

        with contextlib.closing(sqlite3.connect(":memory:")) as db:
            db.deserialize(data)
            tables = {table: db.execute(f"SELECT * FROM {table}").fetchall() for table in TYPES}
        return [json.dumps([table, *row[:-1]]).encode() for table, rows in tables.items() for row in rows]

    def closed(self, parts: list[bytes]) -> bytes:
        from descentlab.experiments.rows import create

        tables: dict[str, list[Any]] = {}
        for part in parts:
            table, *row = json.loads(part)
            tables.setdefault(table, []).append(row)
        with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
            create(db, tables)
            return db.serialize()
